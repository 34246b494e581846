/** How much computation per request before a second thread or process pays? */
import { usualConditions } from '../cells.ts';
import { isThorough } from './choices.ts';
import type { Experiment } from './experiment.ts';
import { describeCrossovers } from './sentences.ts';

const quickMicros = [0, 100, 1000];
const finerMicros = [0, 10, 30, 100, 300, 1000];
const pools = ['thread-pool-handoff', 'process-pool-handoff'];

export const computeExperiment: Experiment = {
  name: 'compute',
  title: 'Computation per request',
  question: 'From how much computation per request does a second thread or process pay?',
  description:
    'pools, and from standard up offloads, × computation per request on the whole machine: where many overtake one',
  isHeadline: true,
  primaryMetric: 'messagesPerSecond',
  metrics: ['messagesPerSecond', 'cpuNsPerMessage'],
  baseline: 'event-loop',
  models: (profile) =>
    isThorough(profile)
      ? ['event-loop', 'thread-pool-handoff', 'thread-offload', 'process-pool-handoff', 'process-offload']
      : ['event-loop', ...pools],
  declares: () => true,
  summary: 'last',
  conditions(profile) {
    const levels = isThorough(profile) ? finerMicros : quickMicros;
    return levels.map((workMicros) => ({ ...usualConditions, regime: 'whole-machine', workMicros }));
  },
  groupLabel: ({ workMicros }) => (workMicros === 0 ? 'echo' : `${workMicros} µs of work`),
  finding: describeCrossovers,
};

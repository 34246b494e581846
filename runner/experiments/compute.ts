/** How much computation per request before a second thread or process pays? */
import { usualConditions } from '../cells.ts';
import type { Experiment } from './experiment.ts';
import { describeCrossovers } from './sentences.ts';

const quickMicros = [0, 100, 1000];
const finerMicros = [0, 3, 10, 30, 100, 300, 1000];

export const computeExperiment: Experiment = {
  name: 'compute',
  title: 'Computation per request',
  question: 'From how much computation per request does a second thread or process pay?',
  description: 'all models × computation per request on the whole machine: where many overtake one',
  primaryMetric: 'messagesPerSecond',
  baseline: 'event-loop',
  models: ['event-loop', 'thread-pool-handoff', 'process-pool-handoff'],
  conditions(profile) {
    const levels = profile === 'smoke' || profile === 'quick' ? quickMicros : finerMicros;
    return levels.map((workMicros) => ({ ...usualConditions, regime: 'whole-machine', workMicros }));
  },
  groupLabel: ({ workMicros }) => (workMicros === 0 ? 'echo' : `${workMicros} µs of work`),
  finding: describeCrossovers,
};

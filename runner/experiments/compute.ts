/** How much computation per request before a second thread or process pays? */
import { nanoseconds } from '../result/quantity.ts';
import { usual, type ServerWanted } from '../trials/server/setup.ts';
import { modelArms, modelFactor } from './choices.ts';
import { isThorough, type Experiment } from './experiment.ts';

const quickMicros = [0, 100, 1000];
const finerMicros = [0, 10, 30, 100, 300, 1000];

export const computeExperiment: Experiment<ServerWanted> = {
  name: 'compute',
  title: 'Computation per request',
  question: 'From how much computation per request does a second thread or process pay?',
  description: 'from how much computation per request does a second thread or process pay?',
  isHeadline: true,
  kind: 'server',
  factor: modelFactor,
  baseline: 'event-loop',
  primaryMetric: 'messagesPerSecond',
  metrics: ['messagesPerSecond', 'cpuNsPerMessage'],
  summary: 'last',
  axis: {
    name: 'work',
    title: 'work per request',
    quantity: nanoseconds,
    zero: 'echo',
    measuredBy: 'cpuNsPerMessage',
    offset: null,
    hasCrossovers: true,
  },
  precedent: null,
  groups(profile) {
    const names = isThorough(profile)
      ? (['event-loop', 'thread-pool-handoff', 'thread-offload', 'process-pool-handoff', 'process-offload'] as const)
      : (['event-loop', 'thread-pool-handoff', 'process-pool-handoff'] as const);
    return (isThorough(profile) ? finerMicros : quickMicros).map((workMicros) => ({
      label: workMicros === 0 ? 'echo' : `${workMicros} µs of work`,
      level: workMicros * 1000,
      arms: modelArms(names, { ...usual, regime: 'whole-machine', workMicros }, () => true),
    }));
  },
};

/** Which model serves an echo fastest, and what does a message cost? The first question of every design review. */
import { usualConditions } from '../cells.ts';
import { compareModels } from './sentences.ts';
import type { Experiment } from './experiment.ts';

export const modelsExperiment: Experiment = {
  name: 'models',
  title: 'Concurrency models, echo',
  question: 'Which concurrency model serves an echo fastest on this machine, and what does a message cost?',
  description: 'echo over all models: throughput and server processor time per message, closed loop at saturation',
  primaryMetric: 'messagesPerSecond',
  baseline: 'event-loop',
  models: ['event-loop', 'thread-pool-handoff', 'process-pool-handoff'],
  conditions(profile) {
    if (profile === 'smoke' || profile === 'quick')
      return [{ ...usualConditions, regime: 'equal-budget', workMicros: 0 }];
    return (['equal-budget', 'whole-machine'] as const).flatMap((regime) => {
      return [1, 64, 512].map((connections) => ({ ...usualConditions, regime, connections, workMicros: 0 }));
    });
  },
  groupLabel: ({ connections, regime }) =>
    `${connections} ${connections === 1 ? 'connection' : 'connections'}, ${regime.replace('-', ' ')}`,
  finding: compareModels,
};

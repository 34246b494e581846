/** Which model serves an echo fastest, and what does a message cost? The first question of every design review. */
import { usualConditions } from '../trials/server/cells.ts';
import { everyModel, isThorough } from './choices.ts';
import type { Experiment } from './experiment.ts';
import { compareModels } from '../report/findings/sentences.ts';

export const modelsExperiment: Experiment = {
  name: 'models',
  title: 'Concurrency models, echo',
  question: 'Which concurrency model serves an echo fastest on this machine, and what does a message cost?',
  description: 'echo over all models: throughput and server processor time per message, closed loop at saturation',
  isHeadline: true,
  primaryMetric: 'messagesPerSecond',
  metrics: ['messagesPerSecond', 'cpuNsPerMessage'],
  factor: 'model',
  baseline: 'event-loop',
  arms: (profile) => (isThorough(profile) ? everyModel : ['event-loop', 'thread-pool-handoff', 'process-pool-handoff']),
  declares: (_, { regime }, profile) => profile !== 'standard' || regime === 'equal-budget',
  summary: 'first',
  conditions(profile) {
    const regimes = isThorough(profile) ? (['equal-budget', 'whole-machine'] as const) : (['equal-budget'] as const);
    return regimes.map((regime) => ({ ...usualConditions, regime, workMicros: 0 }));
  },
  groupLabel: ({ connections, regime }) => `${connections} connections, ${regime.replace('-', ' ')}`,
  finding: compareModels,
};

/** Which model serves an echo fastest, and what does a message cost? The first question of every design review. */
import { usual, type ServerWanted } from '../trials/server/setup.ts';
import { everyModel, modelArms, modelFactor } from './choices.ts';
import { isThorough, type Experiment } from './experiment.ts';

export const modelsExperiment: Experiment<ServerWanted> = {
  name: 'models',
  title: 'Concurrency models, echo',
  question: 'Which concurrency model serves an echo fastest on this machine, and what does a message cost?',
  description: 'which model serves an echo fastest, and what does a message cost?',
  answers: { criteria: ['throughput', 'processor-time'], exchanges: ['many'], varies: [] },
  isHeadline: true,
  kind: 'server',
  factor: modelFactor,
  baseline: 'event-loop',
  primaryMetric: 'messagesPerSecond',
  metrics: ['messagesPerSecond', 'cpuNsPerMessage'],
  summary: 'first',
  axis: null,
  precedent: null,
  slices: { quick: 4 },
  groups(profile) {
    const names = isThorough(profile)
      ? everyModel
      : (['event-loop', 'thread-pool-handoff', 'process-pool-handoff'] as const);
    const regimes = isThorough(profile) ? (['equal-budget', 'whole-machine'] as const) : (['equal-budget'] as const);
    return regimes.map((regime) => ({
      // An equal budget is the rule, and goes without saying in IDs.
      label: regime === 'equal-budget' ? '64 connections' : '64 connections, whole machine',
      level: null,
      arms: modelArms(names, { ...usual, regime }, () => profile !== 'standard' || regime === 'equal-budget'),
    }));
  },
};

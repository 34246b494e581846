/** How long until a fresh server is ready, and until it has echoed for the first time? And what does it take at rest? */
import { usualConditions } from '../cells.ts';
import { everyModel } from './choices.ts';
import type { Experiment } from './experiment.ts';
import { describeStartup } from './sentences.ts';

const quicklyDeclared: ReadonlySet<string> = new Set([
  'thread-pool-handoff',
  'thread-pool-reuseport',
  'thread-offload',
  'process-pool-handoff',
  'cluster-round-robin',
  'process-offload',
]);

export const startupExperiment: Experiment = {
  name: 'startup',
  title: 'Start-up and rest',
  question: 'How long does a server take to be ready and to echo for the first time, and what memory has it at rest?',
  description: 'time from start to ready and to the first echo, and memory at rest',
  isHeadline: false,
  primaryMetric: 'readyMs',
  metrics: ['readyMs', 'firstEchoMs', 'restBytes'],
  baseline: 'event-loop',
  models: (profile) => (profile === 'smoke' ? ['event-loop', 'process-pool-handoff'] : everyModel),
  declares: (model, _, profile) => profile !== 'quick' || quicklyDeclared.has(model),
  // All of it is over before the first slice.
  turns: 1,
  summary: 'last',
  conditions: () => [{ ...usualConditions, regime: 'equal-budget', workMicros: 0, connections: 0 }],
  groupLabel: () => 'a fresh server',
  finding: describeStartup,
};

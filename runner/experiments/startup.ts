/** How long until a fresh server is ready, and until it has echoed for the first time? And what does it take at rest? */
import { usual, type ServerWanted } from '../trials/server/setup.ts';
import { everyModel, modelArms, modelFactor } from './choices.ts';
import type { Experiment } from './experiment.ts';

const quicklyCompared: ReadonlySet<string> = new Set([
  'thread-pool-handoff',
  'thread-pool-reuseport',
  'thread-offload',
  'process-pool-handoff',
  'cluster-round-robin',
  'process-offload',
]);

export const startupExperiment: Experiment<ServerWanted> = {
  name: 'startup',
  title: 'Start-up and rest',
  question: 'How long does a server take to be ready and to echo for the first time, and what memory has it at rest?',
  description: 'time to ready and to the first echo, memory at rest',
  isHeadline: false,
  kind: 'server',
  factor: modelFactor,
  baseline: 'event-loop',
  primaryMetric: 'readyMs',
  metrics: ['readyMs', 'firstEchoMs', 'restBytes'],
  summary: 'last',
  axis: null,
  precedent: null,
  // All of it is over before the first slice.
  slices: 1,
  groups: (profile) => [
    {
      label: 'a fresh server',
      level: null,
      arms: modelArms(
        profile === 'smoke' ? ['event-loop', 'process-pool-handoff'] : everyModel,
        { ...usual, load: { shape: 'none' } },
        (model) => profile !== 'quick' || quicklyCompared.has(model),
      ),
    },
  ],
};

/** What do connections cost that do nothing? Memory for each, and processor time for all, without any load. */
import { plainCount } from '../result/quantity.ts';
import { usual, type ServerWanted } from '../trials/server/setup.ts';
import { everyModel, hasWorkerPerConnection, modelArms, modelFactor } from './choices.ts';
import type { Experiment } from './experiment.ts';

const few = 100;
const many = 1000;
const levels = { smoke: [10], quick: [few, many], standard: [0, few, many], rigorous: [0, few, many] } as const;
const quicklyCompared: ReadonlySet<string> = new Set([
  'thread-pool-handoff',
  'thread-offload',
  'process-pool-handoff',
  'cluster-round-robin',
  'thread-per-connection',
  'process-per-connection',
]);

export const idleExperiment: Experiment<ServerWanted> = {
  name: 'idle',
  title: 'Idle connections',
  question: 'How much memory does an idle connection take, and how much processor time do silent connections use?',
  description: '0 to 1,000 connections that never speak: memory for each, processor use',
  answers: { criteria: ['memory'], exchanges: ['many', 'one'], varies: ['connections'] },
  isHeadline: false,
  kind: 'server',
  factor: modelFactor,
  baseline: 'event-loop',
  primaryMetric: 'bytesPerIdleConnection',
  metrics: ['bytesPerIdleConnection', 'idleCpuShare'],
  summary: 'last',
  axis: {
    name: 'idle-connections',
    title: 'idle connections',
    quantity: plainCount,
    zero: null,
    measuredBy: null,
    offset: 1,
    hasCrossovers: false,
  },
  precedent: null,
  groups: (profile) =>
    levels[profile].map((idleConnections) => ({
      label: `${idleConnections} idle connections`,
      level: idleConnections,
      arms: modelArms(
        profile === 'smoke' ? ['event-loop', 'thread-pool-handoff'] : everyModel,
        { ...usual, load: { shape: 'none' }, idleConnections },
        // Those with a worker for each connection where they can be, the others where what one takes is seen best.
        (model) =>
          idleConnections === (hasWorkerPerConnection(model) ? few : many) &&
          (profile !== 'quick' || quicklyCompared.has(model)),
      ),
    })),
};

/** What do connections cost that do nothing? Memory for each, and processor time for all, without any load. */
import { usualConditions } from '../cells.ts';
import { everyModel, hasWorkerPerConnection, isThorough } from './choices.ts';
import type { Experiment } from './experiment.ts';
import { describeIdle } from './sentences.ts';

const few = 100;
const many = 1000;
const quicklyDeclared: ReadonlySet<string> = new Set([
  'thread-pool-handoff',
  'thread-offload',
  'process-pool-handoff',
  'cluster-round-robin',
]);

export const idleExperiment: Experiment = {
  name: 'idle',
  title: 'Idle connections',
  question: 'How much memory does an idle connection take, and how much processor time do silent connections use?',
  description: 'memory per idle connection and processor use at 0, 100 and 1,000 idle connections, without load',
  isHeadline: false,
  primaryMetric: 'bytesPerIdleConnection',
  metrics: ['bytesPerIdleConnection', 'idleCpuShare'],
  baseline: 'event-loop',
  models: (profile) => (profile === 'smoke' ? ['event-loop', 'thread-pool-handoff'] : everyModel),
  // Those with a worker for each connection where they can be, the others where what one takes is seen best.
  declares(model, { idleConnections }, profile) {
    if (idleConnections !== (hasWorkerPerConnection(model) ? few : many)) return false;
    return (
      profile !== 'quick' ||
      quicklyDeclared.has(model) ||
      model === 'thread-per-connection' ||
      model === 'process-per-connection'
    );
  },
  summary: 'last',
  conditions(profile) {
    const levels = profile === 'smoke' ? [10] : isThorough(profile) ? [0, few, many] : [few, many];
    return levels.map((idleConnections) => {
      return { ...usualConditions, regime: 'equal-budget', workMicros: 0, connections: 0, idleConnections };
    });
  },
  groupLabel: ({ idleConnections }) => `${idleConnections} idle connections`,
  finding: describeIdle,
};

/** Which family each model belongs to: what a chart's colours and shapes tell. */
import type { Family } from '../charts/description.ts';

const familyByModel: Readonly<Record<string, Family>> = {
  iterative: 'one-thread',
  'event-loop': 'one-thread',
  'select-loop': 'one-thread',
  'poll-loop': 'one-thread',
  'epoll-loop': 'one-thread',
  'thread-per-connection': 'threads',
  'thread-pool-handoff': 'threads',
  'thread-pool-reuseport': 'threads',
  'thread-offload': 'threads',
  'blocking-thread-per-connection': 'threads',
  'process-per-connection': 'processes',
  'process-pool-handoff': 'processes',
  'process-pool-shared': 'processes',
  'cluster-round-robin': 'processes',
  'cluster-shared': 'processes',
  'process-pool-reuseport': 'processes',
  'process-offload': 'processes',
  'blocking-process-per-connection': 'processes',
};

/** Null of a model that has no line above: it is drawn in the colour of text. */
export function familyOfModel(model: string): Family | null {
  return Object.hasOwn(familyByModel, model) ? (familyByModel[model] ?? null) : null;
}

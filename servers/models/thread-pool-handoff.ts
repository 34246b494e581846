/**
 * Prethreaded, the main thread accepts (UNP 8): worker threads serve in event loops of their own, and each accepted
 * socket is moved to the next one with a transfer list.
 *
 *     clients ──▶ [ accept ] ──socket──▶ [ read · compute · write ]   N threads
 */
import { movesSocketsToThreads } from '../capabilities.ts';
import { startHandOff } from '../hand-off.ts';
import type { ServerModel } from '../server-model.ts';
import { startThread } from '../workers/thread-worker.ts';

export const threadPoolHandoff: ServerModel = {
  name: 'thread-pool-handoff',
  title: 'thread pool, hand-off',
  description: 'one thread accepts and moves each socket to N worker threads in turn, which read and compute',
  classicName: 'prethreaded, main thread accepts (UNP 8)',
  stevensRow: 8,
  family: 'threads',
  isolates: (workers) => workers,
  dealsInTurn: true,
  interleavedUpTo: Number.POSITIVE_INFINITY,
  supports: movesSocketsToThreads,
  start: (spec) => startHandOff(spec, () => startThread(spec, { kind: 'serve', connections: 'many' })),
};

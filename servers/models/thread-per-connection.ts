/**
 * Thread per client (UNP 6), the HOWTO's `client_thread`: each accepted socket is moved to a new worker thread, which
 * serves it in an event loop of its own and ends with it.
 *
 *     clients ──▶ [ accept ] ──socket──▶ [ read · compute · write ]   a new thread each
 */
import { holdsConnections, movesSocketsToThreads } from '../capabilities.ts';
import { connectionLimit, threadCost, threadLimits } from '../connection-limit.ts';
import { startPerConnection } from '../per-connection.ts';
import type { ServerModel } from '../server-model.ts';
import { startThread } from '../workers/thread-worker.ts';

const limit = () => connectionLimit(threadCost);

export const threadPerConnection: ServerModel = {
  name: 'thread-per-connection',
  title: 'thread per connection',
  description: 'one thread accepts and moves each socket to a new worker thread, which reads and computes',
  classicName: 'thread per client (UNP 6)',
  stevensRow: 6,
  family: 'threads',
  isolates: (_, connections = 1) => connections,
  connectionLimit: limit,
  interleavedUpTo: 64,
  supports(use) {
    const movable = movesSocketsToThreads(use);
    return movable.ok ? holdsConnections(limit(), use) : movable;
  },
  start: (spec) =>
    startPerConnection(spec, spec.connectionLimit ?? limit().connections, () =>
      startThread(spec, { kind: 'serve', connections: 'one' }, threadLimits),
    ),
};

/**
 * The Socket Programming HOWTO's `client_thread` to the letter: one thread blocks in accept, and each connection has a
 * new thread that blocks in recv and send.
 *
 *     clients ──▶ [ accept ] ──descriptor──▶ [ recv · compute · send ]   a thread for each connection
 *
 * All are worker threads, through libc; the main thread starts them and keeps control, signals and counters.
 */
import { libcSupported } from '../../native/availability.ts';
import { holdsConnections } from '../capabilities.ts';
import { connectionLimit, threadCost } from '../connection-limit.ts';
import type { ServerModel } from '../server-model.ts';

const limit = () => connectionLimit(threadCost);

export const blockingThreadPerConnection: ServerModel = {
  name: 'blocking-thread-per-connection',
  title: 'thread per connection, blocking',
  description: 'one thread blocks in accept; a new thread for each connection blocks in recv and send, and computes',
  classicName: 'thread per client (UNP 6) with blocking sockets, the HOWTO’s client_thread',
  stevensRow: 6,
  family: 'threads',
  isolates: (_, connections = 1) => connections,
  connectionLimit: limit,
  makesSystemCalls: true,
  interleavedUpTo: 64,
  supports: (use) => (libcSupported.ok ? holdsConnections(limit(), use) : libcSupported),
  start: async (spec) =>
    (await import('../blocking/thread-server.ts')).startBlockingThreads(
      spec,
      spec.connectionLimit ?? limit().connections,
    ),
};

/**
 * The Socket Programming HOWTO's `client_thread` to the letter: one thread blocks in accept, and each connection has a
 * new thread that blocks in recv and send.
 *
 *     clients ──▶ [ accept ] ──descriptor──▶ [ recv · compute · send ]   a thread for each connection
 *
 * All are worker threads, through libc; the main thread starts them and keeps control, signals and counters.
 */
import { libcSupported } from '../../native/availability.ts';
import { connectionLimit, withinConnectionLimit } from '../connection-limit.ts';
import type { ServerModel } from '../server-model.ts';

const limit = connectionLimit({ most: 512, memoryBytes: 16 << 20, descriptors: 6 });

export const blockingThreadPerConnection: ServerModel = {
  name: 'blocking-thread-per-connection',
  title: 'thread per connection, blocking',
  description: 'one thread blocks in accept; a new thread for each connection blocks in recv and send, and computes',
  classicName: 'thread per client (UNP 6) with blocking sockets, the HOWTO’s client_thread',
  isolates: () => 1,
  standsIdleUpTo: 64,
  connectionLimit: limit,
  supports: ({ connections = 1 }) =>
    libcSupported.ok ? withinConnectionLimit(connections, limit, 'thread') : libcSupported,
  start: async (spec) => (await import('../blocking/thread-server.ts')).startBlockingThreads(spec, limit),
};

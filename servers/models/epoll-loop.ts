/**
 * The C10K answer on Linux: one thread, our own loop on non-blocking sockets through libc's epoll. Differs from
 * `event-loop` in who wrote the loop: no libuv, no streams, the system calls one by one.
 *
 *     clients ══▶ [ epoll_wait ─▶ accept4 · recv · compute · send ]   one thread
 */
import { libcSupported } from '../../native/availability.ts';
import type { ServerModel } from '../server-model.ts';

export const epollLoop: ServerModel = {
  name: 'epoll-loop',
  title: 'epoll loop',
  description:
    'one thread of our own accepts, reads and computes on non-blocking sockets, told by epoll which are ready',
  classicName: 'single-thread non-blocking multiplexing with epoll(7)',
  stevensRow: null,
  family: 'one-thread',
  isolates: () => 1,
  makesSystemCalls: true,
  interleavedUpTo: Number.POSITIVE_INFINITY,
  supports: () => libcSupported,
  start: async (spec) => (await import('../readiness/loop-server.ts')).startLoop(spec, 'epoll'),
};

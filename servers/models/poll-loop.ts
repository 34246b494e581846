/**
 * One thread, our own loop on non-blocking sockets through libc's poll (System V's answer to select): no limit on
 * descriptors, but the whole list crosses into the kernel for every wait.
 *
 *     clients ══▶ [ poll ─▶ accept4 · recv · compute · send ]   one thread
 */
import { libcSupported } from '../../native/availability.ts';
import type { ServerModel } from '../server-model.ts';

export const pollLoop: ServerModel = {
  name: 'poll-loop',
  title: 'poll loop',
  description:
    'one thread of our own accepts, reads and computes on non-blocking sockets, told by poll which are ready',
  classicName: 'single-thread non-blocking multiplexing with poll(2) (UNP ch. 6)',
  stevensRow: null,
  family: 'one-thread',
  isolates: () => 1,
  makesSystemCalls: true,
  interleavedUpTo: Number.POSITIVE_INFINITY,
  supports: () => libcSupported,
  start: async (spec) => (await import('../readiness/loop-server.ts')).startLoop(spec, 'poll'),
};

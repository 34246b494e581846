/**
 * The Socket Programming HOWTO's "use select": one thread, our own loop on non-blocking sockets through libc's select.
 *
 *     clients ══▶ [ select ─▶ accept4 · recv · compute · send ]   one thread, descriptors below 1,024
 *
 * Measured is the set as programs have it, glibc's fd_set of 1,024 bits (FD_SETSIZE). The kernel takes larger sets from
 * those who build their own; that is left out on purpose. A connection whose descriptor does not fit is reset at once and
 * counted as refused.
 */
import { libcSupported } from '../../native/availability.ts';
import type { ServerModel } from '../server-model.ts';

/** 1,024 descriptors, less those that the runtime and the server have for themselves: about 25, and some to spare. */
const mostConnections = 980;

export const selectLoop: ServerModel = {
  name: 'select-loop',
  title: 'select loop',
  description:
    'one thread of our own accepts, reads and computes on non-blocking sockets, told by select which are ready',
  classicName: 'single-thread non-blocking multiplexing with select(2) (UNP ch. 6), the HOWTO’s "use select"',
  stevensRow: null,
  family: 'one-thread',
  isolates: () => 1,
  makesSystemCalls: true,
  interleavedUpTo: Number.POSITIVE_INFINITY,
  supports: ({ connections = 1 }) =>
    connections <= mostConnections
      ? libcSupported
      : {
          ok: false,
          reason: `select watches descriptors below 1,024 (FD_SETSIZE of glibc), so about ${mostConnections} connections`,
        },
  start: async (spec) => (await import('../readiness/loop-server.ts')).startLoop(spec, 'select'),
};

/**
 * Single-thread non-blocking multiplexing, the reactor: one event loop (libuv) accepts, reads, computes and writes
 * for all connections.
 *
 *     clients ══▶ [ accept · read · compute · write ]   one thread
 */
import type { ServerModel } from '../server-model.ts';
import { startSingleThread } from '../single-thread.ts';

const name = 'event-loop';

export const eventLoop: ServerModel = {
  name,
  title: 'event loop',
  description: 'one thread accepts, reads and computes for all connections (libuv)',
  classicName: 'single-thread non-blocking multiplexing, reactor',
  stevensRow: null,
  family: 'one-thread',
  isolates: () => 1,
  interleavedUpTo: Number.POSITIVE_INFINITY,
  supports: () => ({ ok: true }),
  start: (spec) =>
    startSingleThread(spec, name, (group) => ({
      sockets: 'served-here',
      onSocket: (socket) => group.serve(socket),
    })),
};

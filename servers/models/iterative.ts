/**
 * Iterative (UNP 0): one connection at a time, from its first byte to its last; the next waits. The baseline that the
 * cost of controlling threads and processes is subtracted from.
 *
 *     clients ──▶ [ accept ] ──▶ one after the other ──▶ [ read · compute · write ]   one thread
 *
 * Stevens lets the next ones wait in the kernel's backlog. libuv accepts what it can, so that here they wait accepted
 * and unread in a queue of the backlog's length; whoever comes when it is full is refused. Listening anew for every connection
 * would leave the waiting in the kernel, and add a socket's making and closing to each: a baseline that costs more than what
 * is subtracted from.
 */
import type { Socket } from 'node:net';
import { backlog } from '../acceptor.ts';
import type { ConnectionGroup } from '../connection-group.ts';
import type { ServerModel } from '../server-model.ts';
import { startSingleThread, type Admission } from '../single-thread.ts';

const name = 'iterative';

function oneAfterTheOther(group: ConnectionGroup): Admission {
  const waiting: Socket[] = [];
  let refused = 0;
  let isServing = false;
  const serve = (socket: Socket): void => {
    isServing = true;
    socket.once('close', () => {
      const next = waiting.shift();
      isServing = false;
      if (next !== undefined) serve(next);
    });
    group.serve(socket);
  };
  return {
    sockets: 'handed-over',
    onSocket(socket) {
      if (!isServing) return serve(socket);
      if (waiting.length < backlog) return void waiting.push(socket);
      refused++;
      socket.resetAndDestroy();
    },
    stop() {
      for (const socket of waiting.splice(0)) socket.resetAndDestroy();
    },
    refused: () => refused,
  };
}

export const iterative: ServerModel = {
  name,
  title: 'iterative',
  description: 'one thread serves one connection at a time; the next waits',
  classicName: 'iterative (UNP 0)',
  stevensRow: 0,
  family: 'one-thread',
  isolates: () => 1,
  interleavedUpTo: Number.POSITIVE_INFINITY,
  supports: ({ connections = 1, exchangesPerConnection }) =>
    connections === 1 || exchangesPerConnection === 1
      ? { ok: true }
      : { ok: false, reason: 'it serves one connection at a time: use one connection, or one exchange for each' },
  start: (spec) => startSingleThread(spec, name, oneAfterTheOther),
};

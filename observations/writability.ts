/**
 * Whether a connection that nothing is wrong with is told to be writable, and whether one that is takes something: with a peer
 * that is idle, one that never reads (stalled), or one that reads while more is sent (reading). "It just means outbound network
 * buffer space is available."
 */
import { Buffer } from 'node:buffer';
import { constants } from 'node:os';
import { setOut, socketAddress } from '../native/client-sockets.ts';
import { check, lastErrno, systemError } from '../native/libc.ts';
import {
  acceptConnection,
  boundEndpoint,
  close,
  MSG_DONTWAIT,
  MSG_NOSIGNAL,
  openListener,
  recv,
  send,
} from '../native/sockets.ts';
import { parseName } from '../protocol/flags.ts';
import { defineObservation, type Seen } from './observation.ts';
import { requireWhole } from './whole-number.ts';
import { writableOf } from './writable.ts';

const mostConnections = 400;
const mostSends = 100_000;
/** Until a connection that has room again says so: it does at once, on a machine that is not busy. */
const longestMs = 10_000;
const output = Buffer.alloc(2 ** 16);
const input = Buffer.alloc(2 ** 18);

export const writability = defineObservation({
  name: 'writability',
  description:
    'connections whose peer is idle or stalled: not writable (share); whose peer is reading: writable, and then a send takes nothing (share), bytes that one takes',
  parameters: { peer: 'idle', connections: 100, sends: 1000 },
  server: 'none',
  open: async ({ peer, connections, sends }) => {
    requireWhole('connections', connections, 1, mostConnections);
    requireWhole('sends', sends, 1, mostSends);
    const names = Object.keys(situations) as readonly (keyof typeof situations)[];
    const look = situations[parseName('--set peer', peer, names)];
    return {
      observe: async () => connected(connections, (pairs) => look(pairs, sends)),
      [Symbol.asyncDispose]: async () => {},
    };
  },
});

interface Pair {
  readonly fd: number;
  readonly peer: number;
}

const situations = {
  idle: unwritable,
  stalled: (pairs: readonly Pair[]) => {
    for (const { fd } of pairs) fill(fd);
    return unwritable(pairs);
  },
  reading: sendWhileRead,
} satisfies Record<string, (pairs: readonly Pair[], sends: number) => Seen>;

function connected(connections: number, look: (pairs: readonly Pair[]) => Seen): Seen {
  const open: number[] = [];
  const owned = (fd: number) => {
    open.push(fd);
    return fd;
  };
  try {
    const listener = owned(openListener({ kind: 'tcp', host: '127.0.0.1', port: 0 }, connections, 'non-blocking'));
    const to = socketAddress(boundEndpoint(listener));
    return look(
      Array.from({ length: connections }, () => ({
        peer: owned(setOut(to, null)),
        fd: owned(check('accept', acceptConnection(listener, 'non-blocking'))),
      })),
    );
  } finally {
    for (const fd of open) close(fd);
  }
}

function unwritable(pairs: readonly Pair[]): Seen {
  const writable = writableOf(
    pairs.map(({ fd }) => fd),
    0,
  );
  return { share: { events: pairs.length - writable.size, of: pairs.length } };
}

/** Until the kernel takes no more. */
function fill(fd: number): void {
  while (offer(fd) !== null) continue;
}

/** Bytes that were taken; null: none, for want of room. */
function offer(fd: number): number | null {
  const sent = send(fd, output, output.length, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent !== -1) return sent;
  if (lastErrno() !== constants.errno.EAGAIN) throw systemError('send');
  return null;
}

/** The buffers of each connection are full. Then its peer reads some, and it sends as long as it is told to be writable. */
function sendWhileRead(pairs: readonly Pair[], sends: number): Seen {
  for (const { fd } of pairs) fill(fd);
  const taken: number[] = [];
  let nothing = 0;
  let lastMs = performance.now();
  for (let turn = 0; taken.length + nothing < sends; turn += 1) {
    const { fd, peer } = pairs[turn % pairs.length] as Pair;
    recv(peer, input, input.length, MSG_DONTWAIT);
    if (writableOf([fd], 0).size === 0) {
      if (performance.now() - lastMs > longestMs) throw new Error(`no connection was writable in ${longestMs} ms`);
      continue;
    }
    lastMs = performance.now();
    const bytes = offer(fd);
    if (bytes === null) nothing += 1;
    else taken.push(bytes);
  }
  return {
    share: { events: nothing, of: taken.length + nothing },
    ...(taken.length === 0 ? {} : { bytes: taken.reduce((sum, bytes) => sum + bytes, 0) / taken.length }),
    facts: { [`sends that took less than ${output.length} B`]: taken.filter((bytes) => bytes < output.length).length },
  };
}

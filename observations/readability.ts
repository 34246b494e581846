/**
 * How often a socket that is told to be readable gives nothing when it is read: accept on a listening socket, recv on a
 * connection, with one thread that watches it or several. poll(2) and epoll(7) tell all who wait of the same input, and one of
 * them takes it; select(2), BUGS: "thus it may be safer to use O_NONBLOCK on sockets that should not block".
 *
 *     this thread   connect, or send on each connection ── wait until it is taken, and all wait ── again
 *     watchers      poll ── told: accept or recv, which do not wait ── again
 */
import { Buffer } from 'node:buffer';
import { setOut, socketAddress, type SocketAddress } from '../native/client-sockets.ts';
import { check } from '../native/libc.ts';
import {
  acceptConnection,
  boundEndpoint,
  close,
  MSG_NOSIGNAL,
  openListener,
  resetOnClose,
  send,
} from '../native/sockets.ts';
import { parseName } from '../protocol/flags.ts';
import { defineObservation, type Seen } from './observation.ts';
import { requireWhole } from './whole-number.ts';
import { watchCalls, type WatchCall } from './watcher-messages.ts';
import { Watchers } from './watchers.ts';
import { writableOf } from './writable.ts';

const kinds = ['listener', 'reset-listener', 'connection'] as const;
type Kind = (typeof kinds)[number];

/** A busy machine may take long; whoever takes nothing for so long never does. */
const longestMs = 10_000;
const most = { watchers: 64, connections: 256, times: 400 } as const;
const mostLaterMs = 100;
const message = Buffer.alloc(64);

export const readability = defineObservation({
  name: 'readability',
  description:
    'threads that watch a listener, one whose connections are reset before accept (reset-listener), or connections: readable, and then nothing (share)',
  parameters: { socket: 'connection', watchers: 1, call: 'poll', laterMs: 0, connections: 1, times: 100 },
  server: 'none',
  open: async ({ socket, watchers, call, laterMs, connections, times }) => {
    const kind = parseName('--set socket', socket, kinds);
    const watchCall = parseName('--set call', call, watchCalls);
    requireWhole('watchers', watchers, 1, most.watchers);
    requireWhole('connections', connections, 1, most.connections);
    requireWhole('times', times, 1, most.times);
    requireWhole('laterMs', laterMs, 0, mostLaterMs);
    const running = new Set<Watchers>();
    const settings = { watchers, call: watchCall, laterMs, connections, times, running };
    return {
      observe: () => observers[kind](settings),
      [Symbol.asyncDispose]: async () => {
        await Promise.all([...running].map((one) => one[Symbol.asyncDispose]()));
      },
    };
  },
});

interface Settings {
  readonly watchers: number;
  readonly call: WatchCall;
  readonly laterMs: number;
  /** Watched at the same time. */
  readonly connections: number;
  /** Connects, or messages on each connection. */
  readonly times: number;
  readonly running: Set<Watchers>;
}

const observers = {
  listener: observeListener,
  'reset-listener': observeResets,
  connection: observeConnections,
} satisfies Record<Kind, (settings: Settings) => Promise<Seen>>;

/** One connect after the other, each when the one before it was taken. */
async function observeListener({ watchers, call, laterMs, times, running }: Settings): Promise<Seen> {
  const listener = openListener({ kind: 'tcp', host: '127.0.0.1', port: 0 }, times, 'non-blocking');
  try {
    const to = socketAddress(boundEndpoint(listener));
    return await watched(
      new Watchers(watchers, { descriptors: [listener], take: 'accept', call, laterMs }),
      running,
      (all) => {
        for (let taken = 1; taken <= times; taken += 1) {
          const peer = setOut(to, null);
          try {
            all.waitUntilTaken(taken, longestMs);
          } finally {
            close(peer);
          }
        }
      },
    );
  } finally {
    close(listener);
  }
}

/** Connections that their peers have reset, all before anybody watches. */
async function observeResets({ watchers, call, laterMs, times, running }: Settings): Promise<Seen> {
  const listener = openListener({ kind: 'tcp', host: '127.0.0.1', port: 0 }, times, 'non-blocking');
  try {
    const to = socketAddress(boundEndpoint(listener));
    for (let n = 0; n < times; n += 1) reset(to);
    return await watched(
      new Watchers(watchers, { descriptors: [listener], take: 'accept', call, laterMs }),
      running,
      (all) => all.waitUntilTaken(times, longestMs),
    );
  } finally {
    close(listener);
  }
}

function reset(to: SocketAddress): void {
  const peer = setOut(to, null);
  try {
    if (writableOf([peer], longestMs).size === 0) throw new Error(`a connect was not through in ${longestMs} ms`);
    resetOnClose(peer);
  } finally {
    close(peer);
  }
}

/** A message on each connection, and again when all are taken. At the end the peers close. */
async function observeConnections({ watchers, call, laterMs, connections, times, running }: Settings): Promise<Seen> {
  const open: number[] = [];
  const peers: number[] = [];
  try {
    const listener = openListener({ kind: 'tcp', host: '127.0.0.1', port: 0 }, connections, 'non-blocking');
    open.push(listener);
    const to = socketAddress(boundEndpoint(listener));
    const descriptors = Array.from({ length: connections }, () => {
      peers.push(setOut(to, null));
      const fd = check('accept', acceptConnection(listener, 'non-blocking'));
      open.push(fd);
      return fd;
    });
    return await watched(new Watchers(watchers, { descriptors, take: 'receive', call, laterMs }), running, (all) => {
      for (let turn = 1; turn <= times; turn += 1) {
        for (const peer of peers) check('send', send(peer, message, message.length, MSG_NOSIGNAL));
        all.waitUntilTaken(turn * peers.length * message.length, longestMs);
      }
      for (const peer of peers.splice(0)) close(peer);
    });
  } finally {
    for (const fd of [...open, ...peers]) close(fd);
  }
}

async function watched(all: Watchers, running: Set<Watchers>, happen: (all: Watchers) => void): Promise<Seen> {
  running.add(all);
  try {
    await all.ready();
    all.waitUntilWaiting(longestMs);
    happen(all);
    await all.stop();
    return {
      share: { events: all.nothing, of: all.readable },
      facts: { 'ends of input': all.inputsEnded },
    };
  } finally {
    await all[Symbol.asyncDispose]();
    running.delete(all);
  }
}

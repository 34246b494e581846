/**
 * What becomes of connects that arrive together while nobody accepts, or while a thread does nothing else: listen(2) says of the
 * backlog that it is "the maximum length to which the queue of pending connections may grow", and that a request that finds it
 * full may be refused or, where the protocol transmits again, ignored. Where nobody accepts, all are accepted afterwards, so that
 * the delay of those that were ignored is seen. How far a thread that accepts gets differs from burst to burst: there are several
 * of them then, and those with a connect that was not admitted at once are counted.
 */
import { constants } from 'node:os';
import { pendingError, setOut, socketAddress } from '../native/client-sockets.ts';
import { acceptConnection, boundEndpoint, close, openListener } from '../native/sockets.ts';
import { listenCounters } from './kernel-counters.ts';
import { defineObservation, type Observing, type Seen } from './observation.ts';
import { Watchers } from './watchers.ts';
import { requireWhole } from './whole-number.ts';
import { writableOf } from './writable.ts';

const { ECONNREFUSED, ECONNRESET } = constants.errno;

/** A request that finds a full queue is sent again after 1 s (RFC 6298, section 2.1): what is not through by then was ignored. */
const unacceptedMs = 150;
/** Two transmissions more, after 1 and 3 s: whoever is not through by then is an error of ours. */
const longestMs = 8000;
const mostBurst = 500;
/** In one look, beside a thread that accepts. */
const burstsBesideAcceptor = 8;

export const backlog = defineObservation({
  name: 'backlog',
  description:
    'connects that arrive together while nobody accepts: admitted at once (count), refused (share), and how long the last one took; with accepting=true, beside a thread that accepts: bursts with a connect that is not admitted at once (share)',
  parameters: { backlog: 5, burst: 64, accepting: false },
  server: 'none',
  open: async ({ backlog: length, burst, accepting }): Promise<Observing> => {
    requireWhole('burst', burst, 1, mostBurst);
    requireWhole('backlog', length, 0, 4096);
    const observe = accepting ? () => burstBesideAcceptor(burst, length) : async () => burstOf(burst, length);
    return { observe, [Symbol.asyncDispose]: async () => {} };
  },
});

function burstOf(burst: number, length: number): Seen {
  const listener = openListener({ kind: 'tcp', host: '127.0.0.1', port: 0 }, length, 'non-blocking');
  try {
    return connectTogether(burst, listener);
  } finally {
    acceptAll(listener);
    close(listener);
  }
}

/** A thread of its own accepts from before the first connect on. Whoever is not admitted at once is given up. */
async function burstBesideAcceptor(burst: number, length: number): Promise<Seen> {
  const listener = openListener({ kind: 'tcp', host: '127.0.0.1', port: 0 }, length, 'non-blocking');
  try {
    await using acceptor = new Watchers(1, { descriptors: [listener], take: 'accept', call: 'poll', laterMs: 0 });
    await acceptor.ready();
    const bursts = Array.from({ length: burstsBesideAcceptor }, () => {
      acceptor.waitUntilWaiting(longestMs);
      const open = new Set<number>();
      try {
        return setOutTogether(burst, listener, open);
      } finally {
        closeAll(open);
      }
    });
    await acceptor.stop();
    const admitted = bursts.map(({ first }) => first.admitted).toSorted((a, b) => a - b);
    return {
      count: admitted[Math.floor(admitted.length / 2)] ?? 0,
      share: { events: admitted.filter((count) => count < burst).length, of: admitted.length },
      facts: countersOf(bursts),
    };
  } finally {
    acceptAll(listener);
    close(listener);
  }
}

function connectTogether(burst: number, listener: number): Seen {
  const open = new Set<number>();
  try {
    const beginning = setOutTogether(burst, listener, open);
    const { startMs, first } = beginning;
    let { waiting, lastMs, refused } = first;
    while (waiting.length > 0 && performance.now() - startMs < longestMs) {
      acceptAll(listener);
      const next = settle(waiting, performance.now() + 1);
      waiting = next.waiting;
      refused += next.refused;
      lastMs = next.lastMs ?? lastMs;
    }
    if (waiting.length > 0) throw new Error(`${waiting.length} of ${burst} connects had no answer in ${longestMs} ms`);
    return {
      count: first.admitted,
      share: { events: refused, of: burst },
      durationNs: 1e6 * ((lastMs ?? startMs) - startMs),
      facts: { 'delayed connects': burst - first.admitted - refused, ...countersOf([beginning]) },
    };
  } finally {
    closeAll(open);
  }
}

/** What became of a burst until nobody can be waiting for anything but the queue. */
interface Beginning {
  readonly startMs: number;
  readonly first: Settled;
  /** By how much the kernel's counters grew; null where it has none. */
  readonly counted: { readonly overflows: number; readonly drops: number } | null;
}

/** @param open where its descriptors are kept, whatever fails */
function setOutTogether(burst: number, listener: number, open: Set<number>): Beginning {
  const to = socketAddress(boundEndpoint(listener));
  const before = listenCounters();
  const startMs = performance.now();
  const connecting = Array.from({ length: burst }, () => {
    const fd = setOut(to, null);
    open.add(fd);
    return fd;
  });
  const first = settle(connecting, startMs + unacceptedMs);
  const after = listenCounters();
  const counted =
    before === null || after === null
      ? null
      : { overflows: after.overflows - before.overflows, drops: after.drops - before.drops };
  return { startMs, first, counted };
}

function countersOf(bursts: readonly Beginning[]): NonNullable<Seen['facts']> {
  const counted = bursts.flatMap((burst) => burst.counted ?? []);
  if (counted.length === 0) return {};
  return {
    TcpExtListenOverflows: counted.reduce((sum, { overflows }) => sum + overflows, 0),
    TcpExtListenDrops: counted.reduce((sum, { drops }) => sum + drops, 0),
  };
}

function closeAll(open: ReadonlySet<number>): void {
  for (const fd of open) close(fd);
}

interface Settled {
  readonly admitted: number;
  readonly refused: number;
  readonly waiting: readonly number[];
  /** When the last of them was admitted or refused. */
  readonly lastMs: number | null;
}

/** Until all of them are admitted or refused, or the time is over. */
function settle(connecting: readonly number[], untilMs: number): Settled {
  let waiting = connecting;
  let admitted = 0;
  let refused = 0;
  let lastMs: number | null = null;
  for (;;) {
    const leftMs = untilMs - performance.now();
    if (waiting.length === 0 || leftMs <= 0) return { admitted, refused, waiting, lastMs };
    const done = writableOf(waiting, Math.ceil(leftMs));
    for (const fd of done) {
      const error = pendingError(fd);
      if (error === 0) admitted += 1;
      else if (error === ECONNREFUSED || error === ECONNRESET) refused += 1;
      else throw new Error(`a connect failed with error ${error}, and was neither admitted nor refused`);
    }
    if (done.size > 0) lastMs = performance.now();
    waiting = waiting.filter((fd) => !done.has(fd));
  }
}

function acceptAll(listener: number): void {
  for (;;) {
    const fd = acceptConnection(listener, 'non-blocking');
    if (fd === -1) return;
    close(fd);
  }
}

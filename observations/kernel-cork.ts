/**
 * Whether a request arrives that waits in the kernel's own cork: tcp(7) says of TCP_CORK that "there is a 200 millisecond ceiling
 * on the time for which output is corked", and that what is queued is sent then.
 */
import { setTimeout } from 'node:timers/promises';
import { check } from '../native/libc.ts';
import { close, MSG_DONTWAIT, MSG_NOSIGNAL, recv, send, setCork } from '../native/sockets.ts';
import { arrivalsWithin } from './arrivals.ts';
import { defineObservation, type Observing, type Seen } from './observation.ts';
import { openTcpPair, type TcpPair } from './tcp-pair.ts';
import { requireWhole } from './whole-number.ts';

const request = new Uint8Array(64);
const lookEveryMs = 1;

export const kernelCork = defineObservation({
  name: 'kernel-cork',
  description:
    'requests of 64 B sent on sockets with TCP_CORK that nobody takes off: those that arrived (share), and when (time)',
  parameters: { connections: 20, lookMs: 400 },
  server: 'none',
  open: async ({ connections, lookMs }): Promise<Observing> => {
    requireWhole('connections', connections, 1, 500);
    requireWhole('lookMs', lookMs, 1, 60_000);
    return { observe: () => corkAndLook(connections, lookMs), [Symbol.asyncDispose]: async () => {} };
  },
});

async function corkAndLook(connections: number, lookMs: number): Promise<Seen> {
  const arrivals = arrivalsWithin(connections, lookMs);
  const pairs: TcpPair[] = [];
  const over = new AbortController();
  try {
    for (let nth = 0; nth < connections; nth++) pairs.push(openTcpPair('non-blocking'));
    for (const { near } of pairs) setCork(near, true);
    arrivals.start();
    for (const { near } of pairs) check('send', send(near, request, request.length, MSG_NOSIGNAL));
    const watching = watch(pairs, arrivals.arrived, over.signal).catch(arrivals.fail);
    const seen = await arrivals.seen(() => {
      for (const { near } of pairs) setCork(near, false);
    });
    await watching;
    return seen;
  } finally {
    over.abort();
    for (const { near, far } of pairs) {
      close(near);
      close(far);
    }
  }
}

/** Until all are there, or it is over. */
async function watch(pairs: readonly TcpPair[], arrived: () => void, over: AbortSignal): Promise<void> {
  const place = new Uint8Array(request.length);
  let waiting = pairs;
  while (waiting.length > 0) {
    await setTimeout(lookEveryMs);
    if (over.aborted) return;
    waiting = waiting.filter(({ far }) => {
      if (recv(far, place, place.length, MSG_DONTWAIT) !== place.length) return true;
      arrived();
      return false;
    });
  }
}

/**
 * Whether a server of ours can be reached from where the observer is: it connects, and where it gets through it has one message
 * echoed, so that it is known to have reached this server and no other one.
 */
import type { Endpoint } from '../protocol/endpoint.ts';
import { UserError } from '../protocol/flags.ts';
import { createPayload } from '../protocol/payload.ts';
import { exchangeOnce, lengthPrefixed } from './exchange.ts';
import { defineObservation, type Observing, type Seen } from './observation.ts';
import { requireWhole } from './whole-number.ts';
import { seenOf } from './outcomes.ts';

const mostConnects = 500;
const payloadBytes = 64;
/** A refusal comes at once; whoever hears nothing for so long is not going to be answered. */
const unansweredMs = 1000;

export const connect = defineObservation({
  name: 'connect',
  description: 'connects to a server of ours, each with one exchange: how many of them reached it (share)',
  parameters: { connects: 20, address: '' },
  server: 'needed',
  open: async ({ connects, address }, { server, seed }): Promise<Observing> => {
    requireWhole('connects', connects, 1, mostConnects);
    if (server?.kind !== 'tcp') throw new UserError('--connect: use HOST:PORT, for a path is in no network');
    const to = address === '' ? server : { ...server, host: address };
    const message = lengthPrefixed(createPayload(seed, payloadBytes));
    return { observe: () => connectAll(to, connects, message), [Symbol.asyncDispose]: async () => {} };
  },
});

async function connectAll(to: Endpoint, connects: number, message: Buffer): Promise<Seen> {
  return seenOf(await Promise.all(Array.from({ length: connects }, () => exchangeOnce(to, message, unansweredMs))));
}

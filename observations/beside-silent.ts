/**
 * Whether a server of ours still serves others while one of its clients is silent. That client connects first, sends half a
 * message, and nothing for the time being: for the server it is the same as one that is gone without a word. Afterwards it
 * sends the other half, so that it is known to have been served all the time.
 */
import type { Endpoint } from '../protocol/endpoint.ts';
import { UserError } from '../protocol/flags.ts';
import { createPayload } from '../protocol/payload.ts';
import { exchangeOnce, lengthPrefixed, setOut, untilReceived } from './exchange.ts';
import { defineObservation, type Observing, type Seen } from './observation.ts';
import { requireWhole } from './whole-number.ts';
import { seenOf } from './outcomes.ts';

const payloadBytes = 64;
const mostOthers = 500;

export const besideSilent = defineObservation({
  name: 'beside-silent',
  description: 'one client of a server of ours is silent inside a message: how many others are served (share)',
  parameters: { others: 2, lookMs: 500 },
  server: 'needed',
  open: async ({ others, lookMs }, { server, seed }): Promise<Observing> => {
    requireWhole('others', others, 1, mostOthers);
    requireWhole('lookMs', lookMs, 1, 60_000);
    if (server === null) throw new UserError('--connect is missing: beside-silent looks at a server');
    const message = lengthPrefixed(createPayload(seed, payloadBytes));
    return { observe: () => besideOne(server, message, others, lookMs), [Symbol.asyncDispose]: async () => {} };
  },
});

async function besideOne(server: Endpoint, message: Buffer, others: number, lookMs: number): Promise<Seen> {
  const half = message.length >> 1;
  const silent = setOut(server);
  try {
    const answered = untilReceived(silent, message.length);
    // It may be refused, and is not listened to before the others are done.
    answered.catch(() => {});
    await new Promise((resolve) => silent.write(message.subarray(0, half), resolve));
    const outcomes = await Promise.all(Array.from({ length: others }, () => exchangeOnce(server, message, lookMs)));
    silent.write(message.subarray(half));
    await answered;
    return seenOf(outcomes);
  } finally {
    silent.destroy();
  }
}

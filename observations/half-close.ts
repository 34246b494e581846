/**
 * Whether the other side of a connection can still send when one has said that it sends no more: shutdown(2) with SHUT_WR. The
 * server is one of ours, of any model, with the framing until-close: all that came before the client's end is the request, and
 * the server sends it back and ends as well.
 */
import type { Endpoint } from '../protocol/endpoint.ts';
import { UserError } from '../protocol/flags.ts';
import { createPayload } from '../protocol/payload.ts';
import { exchangeByHalfClose, isAnsweredUnended } from './half-close-exchange.ts';
import { defineObservation, type Observing, type Seen } from './observation.ts';

const largestBytes = 64 * 1024 * 1024;
/** A server that is not told of the end waits for ever; one that did not wait for it would have answered long before. */
const unendedMs = 100;

export const halfClose = defineObservation({
  name: 'half-close',
  description:
    'a request, shutdown for sending, and then the reply of a server with framing until-close: how many came whole (share); with shutdown=false how many came at all',
  parameters: { sizes: '1,65536,8388608', shutdown: true },
  server: 'needed',
  open: async ({ sizes, shutdown }, { server, seed }): Promise<Observing> => {
    const bytes = parseSizes(sizes);
    if (server === null) throw new UserError('--connect is missing: half-close looks at a server');
    const payload = createPayload(seed, Math.max(...bytes));
    const requests = bytes.map((size) => payload.subarray(0, size));
    return {
      observe: () => (shutdown ? replies(server, requests) : repliesUnended(server, requests)),
      [Symbol.asyncDispose]: async () => {},
    };
  },
});

function parseSizes(text: string): readonly number[] {
  const sizes = text.split(',').map(Number);
  if (sizes.every((size) => Number.isInteger(size) && size >= 1 && size <= largestBytes)) return sizes;
  throw new UserError(`--set sizes=${text}: use whole numbers from 1 to ${largestBytes}, such as 1,65536`);
}

/** All at once, and each once, however long that takes: of fast and slow servers alike as many are counted. */
async function replies(server: Endpoint, requests: readonly Buffer[]): Promise<Seen> {
  const outcomes = await Promise.all(requests.map((request) => exchangeByHalfClose(server, request)));
  const lost = outcomes.flatMap((instead, at): [string, string][] =>
    instead === null ? [] : [[`reply of ${requests[at]?.length} B`, instead]],
  );
  return { share: { events: requests.length - lost.length, of: requests.length }, facts: Object.fromEntries(lost) };
}

async function repliesUnended(server: Endpoint, requests: readonly Buffer[]): Promise<Seen> {
  const answered = await Promise.all(requests.map((request) => isAnsweredUnended(server, request, unendedMs)));
  return { share: { events: answered.filter(Boolean).length, of: requests.length } };
}

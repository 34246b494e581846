/**
 * The same exchange with a server on node:net, which looks something up when the client has ended, and replies when it has that.
 * Its option `allowHalfOpen` decides what Node does meanwhile: by default it ends the server's own side as soon as everybody has
 * been told of the client's end, and takes nothing more to be sent.
 */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createPayload } from '../protocol/payload.ts';
import { exchangeByHalfClose } from './half-close-exchange.ts';
import { defineObservation, type Observing, type Seen } from './observation.ts';
import { requireWhole } from './whole-number.ts';
import { seenOf } from './outcomes.ts';

const mostExchanges = 500;
const payloadBytes = 64;

export const halfOpen = defineObservation({
  name: 'half-open',
  description: 'a server on node:net that replies when its client has ended: how many replies came whole (share)',
  parameters: { allowHalfOpen: false, exchanges: 10 },
  server: 'none',
  open: async ({ allowHalfOpen, exchanges }, { seed }): Promise<Observing> => {
    requireWhole('exchanges', exchanges, 1, mostExchanges);
    const request = createPayload(seed, payloadBytes);
    return { observe: () => repliesOf(allowHalfOpen, exchanges, request), [Symbol.asyncDispose]: async () => {} };
  },
});

async function repliesOf(allowHalfOpen: boolean, exchanges: number, request: Buffer): Promise<Seen> {
  await using server = createServer({ allowHalfOpen, noDelay: true }, answerAtEnd);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const outcomes = await Promise.all(
    Array.from({ length: exchanges }, () => exchangeByHalfClose({ kind: 'tcp', host: '127.0.0.1', port }, request)),
  );
  return seenOf(outcomes);
}

/** As anybody would write it. What is looked up is there in the next turn of the loop, and no sooner. */
function answerAtEnd(socket: Socket): void {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('end', () => setImmediate(() => socket.end(Buffer.concat(chunks))));
  // Of one that takes nothing more to be sent: its client is told by the connection's end.
  socket.on('error', () => {});
}

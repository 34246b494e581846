/**
 * How often a reader is wrong that takes one chunk for one message, as beginners of Node do with 'data' events. A thread sends
 * each message by a call of send(2) of its own; as many as the reader wants are in flight.
 */
import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setOut, socketAddress } from '../native/client-sockets.ts';
import { setBlocking } from '../native/sockets.ts';
import { startSender, type CreditedSender } from './credited-sender.ts';
import { Credits, mostInFlight } from './credits.ts';
import { defineObservation, type Observing, type Seen } from './observation.ts';
import { requireWhole } from './whole-number.ts';

export const oneChunk = defineObservation({
  name: 'one-chunk',
  description:
    "messages to a reader that takes each 'data' event of Node for one message: those that it gets wrong (share)",
  parameters: { bytes: 64, inFlight: 16, messages: 2000 },
  server: 'none',
  open: async ({ bytes, inFlight, messages }): Promise<Observing> => {
    requireWhole('bytes', bytes, 1, 1 << 24);
    requireWhole('inFlight', inFlight, 1, mostInFlight);
    requireWhole('messages', messages, 1, 10_000_000);
    const connection = await connectedReader(bytes);
    return {
      observe: () => readAsChunks(connection.socket, { bytes, inFlight, messages }),
      [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
    };
  },
});

interface ReaderOfOne extends AsyncDisposable {
  readonly socket: Socket;
}

async function connectedReader(bytes: number): Promise<ReaderOfOne> {
  const server = createServer({ noDelay: true }).listen(0, '127.0.0.1');
  let sender: CreditedSender | null = null;
  let socket: Socket | null = null;
  const end = async () => {
    socket?.destroy();
    await Promise.all([stop(server), sender?.[Symbol.asyncDispose]()]);
  };
  try {
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const connected = once(server, 'connection') as Promise<[Socket]>;
    const fd = setOut(socketAddress({ kind: 'tcp', host: '127.0.0.1', port }), null);
    [socket] = await connected;
    setBlocking(fd);
    sender = await startSender(fd, { message: new Uint8Array(bytes), writes: 'one' });
    return { socket, [Symbol.asyncDispose]: end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function stop(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  await closed;
}

interface Wanted {
  readonly bytes: number;
  readonly inFlight: number;
  readonly messages: number;
}

async function readAsChunks(socket: Socket, { bytes, inFlight, messages }: Wanted): Promise<Seen> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const gone = () => reject(new Error('the sending thread ended in the middle of its messages'));
  let position = 0;
  let right = 0;
  let chunks = 0;
  const credits = new Credits(messages, inFlight, (count) => socket.write(Buffer.alloc(count)));
  const read = (chunk: Buffer) => {
    chunks += 1;
    if (position % bytes === 0 && chunk.length === bytes) right += 1;
    const before = Math.floor(position / bytes);
    position += chunk.length;
    credits.add(Math.floor(position / bytes) - before);
    if (position === messages * bytes) resolve();
  };
  // After a look it is paused, and a listener alone would not change that.
  socket.on('data', read).on('error', reject).on('close', gone).resume();
  try {
    await promise;
  } finally {
    socket.off('data', read).off('error', reject).off('close', gone).pause();
  }
  return { share: { events: messages - right, of: messages }, facts: { chunks } };
}

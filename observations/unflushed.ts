/**
 * Whether a request arrives that was written to a buffered stream on a socket and not flushed: `none` is Node's socket as it is,
 * `cork` one that is corked, `gzip` a stream that compresses, with the socket behind it. After the look all of them are flushed,
 * so that a request that stayed away is known to have been in the buffer.
 */
import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createGunzip, createGzip } from 'node:zlib';
import { parseName } from '../protocol/flags.ts';
import { arrivalsWithin, type Arrivals } from './arrivals.ts';
import { defineObservation, type Observing, type Seen } from './observation.ts';
import { requireWhole } from './whole-number.ts';

/** Writes the request, and returns what flushes it. */
type Write = (socket: Socket, request: Buffer) => () => void;

const buffers = {
  none: (socket, request) => {
    socket.write(request);
    return () => {};
  },
  cork: (socket, request) => {
    socket.cork();
    socket.write(request);
    return () => socket.uncork();
  },
  gzip: (socket, request) => {
    const stream = createGzip();
    stream.pipe(socket);
    stream.write(request);
    return () => stream.flush();
  },
} as const satisfies Record<string, Write>;
type BufferName = keyof typeof buffers;

const request = Buffer.alloc(64, 'request ');

export const unflushed = defineObservation({
  name: 'unflushed',
  description:
    'requests of 64 B that were written and not flushed, buffer none, cork or gzip: those that arrived (share), and when (time)',
  parameters: { buffer: 'cork', connections: 20, lookMs: 300 },
  server: 'none',
  open: async ({ buffer, connections, lookMs }): Promise<Observing> => {
    const name = parseName('--set buffer', buffer, Object.keys(buffers) as BufferName[]);
    requireWhole('connections', connections, 1, 500);
    requireWhole('lookMs', lookMs, 1, 60_000);
    return { observe: () => writeAndLook(name, connections, lookMs), [Symbol.asyncDispose]: async () => {} };
  },
});

async function writeAndLook(buffer: BufferName, connections: number, lookMs: number): Promise<Seen> {
  const arrivals = arrivalsWithin(connections, lookMs);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    own(socket, sockets, arrivals);
    countRequest(buffer === 'gzip' ? socket.pipe(createGunzip().on('error', arrivals.fail)) : socket, arrivals);
  });
  try {
    const { port } = await listening(server);
    const clients = Array.from({ length: connections }, () => connect(port, '127.0.0.1'));
    for (const socket of clients) own(socket, sockets, arrivals);
    await Promise.all(clients.map((socket) => once(socket, 'connect')));
    arrivals.start();
    const flushes = clients.map((socket) => buffers[buffer](socket, request));
    return await arrivals.seen(() => {
      for (const flush of flushes) flush();
    });
  } finally {
    for (const socket of sockets) socket.destroy();
    const closed = once(server, 'close');
    server.close();
    await closed;
  }
}

async function listening(server: Server): Promise<AddressInfo> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server.address() as AddressInfo;
}

function own(socket: Socket, sockets: Set<Socket>, { fail }: Arrivals): void {
  sockets.add(socket.on('error', fail));
}

function countRequest(stream: NodeJS.ReadableStream, { arrived }: Arrivals): void {
  let left = request.length;
  stream.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left === 0) arrived();
  });
}

/** One exchange with a server of ours that answers each message with itself, over a connection of its own. */
import { Buffer } from 'node:buffer';
import { connect, type Socket } from 'node:net';
import type { Endpoint } from '../protocol/endpoint.ts';

const headerBytes = 4;

/** A message as the framing length-u32 has it. */
export function lengthPrefixed(payload: Uint8Array): Buffer {
  const message = Buffer.alloc(headerBytes + payload.length);
  message.writeUInt32BE(payload.length);
  message.set(payload, headerBytes);
  return message;
}

/** On its way to a server. Nothing ends by itself: neither its writing side when the other one's has ended, nor for an error. */
export function setOut(server: Endpoint): Socket {
  const where = server.kind === 'unix' ? { path: server.path } : { host: server.host, port: server.port };
  return connect({ ...where, noDelay: true, allowHalfOpen: true });
}

/** Null: the message came back whole. Otherwise why it did not: an error by its name, or a sentence. Leaves nothing open. */
export async function exchangeOnce(server: Endpoint, message: Buffer, withinMs: number): Promise<string | null> {
  const socket = setOut(server);
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const received: Buffer[] = [];
  let bytes = 0;
  socket.on('connect', () => socket.write(message));
  socket.on('data', (chunk: Buffer) => {
    received.push(chunk);
    bytes += chunk.length;
    if (bytes < message.length) return;
    resolve(Buffer.concat(received).equals(message) ? null : 'another reply');
  });
  socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  socket.on('end', () => resolve('the connection ended'));
  const tooLate = setTimeout(() => resolve('no answer'), withinMs);
  try {
    return await promise;
  } finally {
    clearTimeout(tooLate);
    socket.destroy();
  }
}

/** Until so many bytes have come. @throws Error when the connection ends before */
export async function untilReceived(socket: Socket, bytes: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let left = bytes;
  const onData = (chunk: Buffer) => {
    left -= chunk.length;
    if (left <= 0) resolve();
  };
  const onEnd = () => reject(new Error(`the server ended the connection, and owed ${left} B`));
  socket.on('data', onData).on('error', reject).on('end', onEnd);
  try {
    await promise;
  } finally {
    socket.off('data', onData).off('error', reject).off('end', onEnd);
  }
}

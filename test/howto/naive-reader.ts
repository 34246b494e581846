/** What the Socket Programming HOWTO warns of, as it is often written: it works while you play around. */
import type { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';
import { receiveAll, type Recv, type Send } from './mysocket.ts';

/** Takes one chunk for one message. */
export function onMessage(socket: Socket, take: (message: string) => void): void {
  socket.on('data', (chunk) => take(chunk.toString()));
}

/** Reads the 5 digits of the length by one recv; the rest as it should be. */
export async function receiveNaively(recv: Recv): Promise<Buffer> {
  const header = await recv(5);
  return receiveAll(recv, Number(header));
}

/** Believes that send takes all. */
export async function sendNaively(send: Send, bytes: Buffer): Promise<void> {
  await send(bytes);
}

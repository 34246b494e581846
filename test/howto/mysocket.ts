/**
 * The loops of the Socket Programming HOWTO ("Using a Socket"), over a send and a recv that may handle a part of the bytes and say
 * how many. A message is its length as 5 digits, then so many bytes.
 */
import { Buffer } from 'node:buffer';

/** Bytes that have come, at most so many, and at least one; none when the other side has closed. */
export type Recv = (most: number) => Promise<Buffer>;
/** How many of the bytes were taken. */
export type Send = (bytes: Buffer) => Promise<number>;

const headerBytes = 5;

export async function sendAll(send: Send, bytes: Buffer): Promise<void> {
  for (let sent = 0; sent < bytes.length;) sent += await send(bytes.subarray(sent));
}

/** The first loop of recv reads the length, the second one the message. */
export async function receiveMessage(recv: Recv): Promise<Buffer> {
  const header = await receiveAll(recv, headerBytes);
  return receiveAll(recv, Number(header));
}

export async function receiveAll(recv: Recv, bytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for (let received = 0; received < bytes;) {
    const chunk = await recv(bytes - received);
    if (chunk.length === 0) throw new Error('the connection ended in the middle of a message');
    chunks.push(chunk);
    received += chunk.length;
  }
  return Buffer.concat(chunks);
}

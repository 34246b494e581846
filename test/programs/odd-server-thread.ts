/** The thread of an odd server (odd-server.ts): an echo that does not reply when it should. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import type { Oddity } from './odd-server.ts';

const oddity = workerData as Oddity;
const asleep = new Int32Array(new SharedArrayBuffer(4));

/** Nothing of this thread goes on meanwhile. */
function stall(forMs: number): void {
  Atomics.wait(asleep, 0, 0, forMs);
}

/** Replies and ends in the order of their instants, which is that of their coming. */
const late: { readonly atMs: number; readonly send: () => void }[] = [];

/** A timer would be late by up to a millisecond, and a thread that has to be woken by a tenth of one. */
function sendWhenDue(): void {
  for (let first = late[0]; first !== undefined && performance.now() >= first.atMs; first = late[0]) {
    first.send();
    late.shift();
  }
  setImmediate(sendWhenDue);
}

function later(send: () => void): void {
  if (oddity.kind === 'delays') late.push({ atMs: performance.now() + oddity.byMs, send });
  else send();
}

let received = 0;

function reply(socket: Socket, bytes: Buffer): void {
  received += bytes.length;
  if (oddity.kind !== 'falls silent' || received <= oddity.afterBytes) later(() => socket.write(bytes));
}

let connections = 0;

const server = createServer({ allowHalfOpen: true }, (socket) => {
  // What verifies a server finds an echo.
  const answer = connections++ === 0 ? (bytes: Buffer) => socket.write(bytes) : (bytes: Buffer) => reply(socket, bytes);
  // A client that was refused something goes without a word.
  socket.on('error', () => {});
  socket.setNoDelay();
  socket.on('data', answer);
  socket.on('end', () => later(() => socket.end()));
}).listen(0, '127.0.0.1');
await once(server, 'listening');
if (oddity.kind === 'delays') setImmediate(sendWhenDue);
if (oddity.kind === 'stalls') setInterval(() => stall(oddity.forMs), oddity.everyMs);
parentPort?.postMessage((server.address() as AddressInfo).port);

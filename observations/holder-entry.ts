/** A thread or process that holds a socket or a lock, and stays in one state until it is killed. See kill.ts. */
import { once } from 'node:events';
import { readlinkSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { currentThreadId } from '../native/clocks.ts';
import { check } from '../native/libc.ts';
import { awaitConnection } from '../native/readiness.ts';
import { dieWithParent } from '../native/signals.ts';
import { acceptConnection, boundEndpoint, close, openListener, recv } from '../native/sockets.ts';
import type { FromHolder, HeldSocket, HolderStart } from './holder-messages.ts';

/** What a socket of Node's shows of its descriptor. */
type Handled = Socket & { readonly _handle: { readonly fd: number } };

/** For whoever observes to connect: it does so at once. */
const connectMs = 2000;

const start = (parentPort === null ? JSON.parse(process.argv[2] ?? '') : workerData) as HolderStart;
if (parentPort === null) dieWithParent(start.observerPid);

const told = parentPort === null ? once(process, 'message') : once(parentPort, 'message');
const socket = await hold();
await say({ kind: 'holding', socket });
await told;
await say({ kind: 'staying', threadId: currentThreadId() });
if (start.state === 'waiting') setInterval(() => {}, 1e6);
else if (start.state === 'computing') compute();
else if (socket !== null) {
  recv(socket.fd, new Uint8Array(1), 1, 0);
  process.exit();
}

function hold(): Promise<HeldSocket | null> {
  if (start.held === 'lock') return lock();
  return start.held === 'libc-socket' ? acceptFromLibc() : acceptFromNode();
}

/** As a mutex does it whose owner is known by nobody. */
async function lock(): Promise<null> {
  if (Atomics.compareExchange(new Int32Array(start.lock), 0, 0, 1) !== 0) throw new Error('somebody has the lock');
  return null;
}

async function acceptFromLibc(): Promise<HeldSocket> {
  const listener = openListener({ kind: 'tcp', host: '127.0.0.1', port: 0 }, 1, 'non-blocking');
  try {
    await say({ kind: 'listening', port: boundEndpoint(listener).port });
    awaitConnection(listener, connectMs);
    return describe(check('accept', acceptConnection(listener, 'blocking')));
  } finally {
    close(listener);
  }
}

async function acceptFromNode(): Promise<HeldSocket> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const connected = once(server, 'connection');
  await say({ kind: 'listening', port: (server.address() as AddressInfo).port });
  const [connection] = (await connected) as [Handled];
  server.close();
  // It is read, as that of any server is.
  connection.resume().on('error', () => {});
  const { _handle: handle } = connection;
  return describe(handle.fd);
}

function describe(fd: number): HeldSocket {
  return { fd, link: readlinkSync(`/proc/self/fd/${fd}`) };
}

/** Resolves when it is on its way: a process cannot send while it computes or blocks. */
async function say(message: FromHolder): Promise<void> {
  if (parentPort !== null) parentPort.postMessage(message);
  else await new Promise<void>((sent) => process.send?.(message, undefined, {}, () => sent()));
}

function compute(): never {
  for (let turns = 0; ; turns += 1) Math.sqrt(turns);
}

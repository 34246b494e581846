/**
 * A thread that sends messages on one connection, at a fixed interval, whenever it is told to: so that the thread that receives
 * them does nothing else, and its processor time is that of receiving.
 */
import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { MSG_NOSIGNAL, send } from '../native/sockets.ts';

export const messageBytes = 64;

interface Order {
  readonly fd: number;
  readonly intervalMs: number;
  /** Words: how many messages are asked for, in all; and one that never changes, to sleep on. */
  readonly words: Int32Array<SharedArrayBuffer>;
}

export interface PacedSender extends AsyncDisposable {
  /** So many messages more; the first one an interval from now. */
  order(messages: number): void;
}

/** @param fd stays the caller's, who closes it after the sender has ended */
export async function startPacedSender(fd: number, intervalMs: number): Promise<PacedSender> {
  const words = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(new URL(import.meta.url), { workerData: { fd, intervalMs, words } satisfies Order });
  await once(worker, 'online');
  return {
    order(messages) {
      Atomics.add(words, 0, messages);
      Atomics.notify(words, 0);
    },
    async [Symbol.asyncDispose]() {
      await worker.terminate();
    },
  };
}

function sendForEver({ fd, intervalMs, words }: Order): never {
  const message = Buffer.alloc(messageBytes);
  let sent = 0;
  for (;;) {
    Atomics.wait(words, 0, sent);
    const fromMs = performance.now() - sent * intervalMs;
    for (const wanted = Atomics.load(words, 0); sent < wanted;) {
      sent++;
      Atomics.wait(words, 1, 0, Math.max(0, fromMs + sent * intervalMs - performance.now()));
      send(fd, message, message.length, MSG_NOSIGNAL);
    }
  }
}

if (!isMainThread && isOrder(workerData)) sendForEver(workerData);

/** Tests run in threads of their own. */
function isOrder(data: unknown): data is Order {
  return typeof data === 'object' && data !== null && 'intervalMs' in data && 'words' in data;
}

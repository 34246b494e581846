/** The thread of a loop as the main thread sees it. It sleeps in a system call, so whatever is said to it wakes it. */
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { counterBytes, createCounterDescriptor } from '../../native/readiness.ts';
import { close } from '../../native/sockets.ts';
import type { FromLoop, LoopStart, ToLoop } from './messages.ts';

export interface LoopThread {
  /** As the kernel numbers threads. */
  readonly threadId: number;
  calibrate(payloadBytes: number): Promise<number>;
  /** No new connections; resolves when all are closed and the thread has ended. */
  close(graceMs: number): Promise<void>;
}

/** More than the thread can count down by the time it is terminated. */
const forEver = 2 ** 48;

/** Resolves when the thread serves. An error of the loop is an error of the main thread, and ends the server. */
export async function startLoopThread(start: Omit<LoopStart, 'wake'>): Promise<LoopThread> {
  const wake = createCounterDescriptor();
  const worker = new Worker(new URL('../workers/readiness-entry.ts', import.meta.url), {
    workerData: { ...start, wake } satisfies LoopStart,
  });
  let hasStarted = false;
  let calibrated = Promise.withResolvers<number>();
  const started = Promise.withResolvers<number>();
  worker.on('message', (message: FromLoop) => {
    if (message.kind === 'started') {
      hasStarted = true;
      started.resolve(message.threadId);
    }
    if (message.kind === 'calibrated') calibrated.resolve(message.nsPerIteration);
    if (message.kind === 'refusing') console.error(`connections are refused: ${message.why}`);
  });
  worker.on('error', (error: Error) => {
    if (hasStarted) throw error;
    process.off('exit', wakeForEver);
    close(wake);
    started.reject(error);
  });
  // A process cannot exit while one of its threads sleeps in a system call.
  const wakeForEver = () => void writeSync(wake, counterBytes(forEver));
  process.on('exit', wakeForEver);

  const say = (message: ToLoop): void => {
    // In this order: a wake-up without its message makes it look again, a message without its wake-up waits.
    writeSync(wake, counterBytes(1));
    worker.postMessage(message);
  };
  return {
    threadId: await started.promise,
    calibrate(payloadBytes) {
      calibrated = Promise.withResolvers();
      say({ kind: 'calibrate', payloadBytes });
      return calibrated.promise;
    },
    async close(graceMs) {
      const ended = once(worker, 'exit');
      say({ kind: 'close', graceMs });
      await ended;
      process.off('exit', wakeForEver);
      close(wake);
    },
  };
}

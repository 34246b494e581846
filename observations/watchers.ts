/** Threads that watch the same descriptors, as whoever lets something happen on these sees them. */
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { counterBytes, createCounterDescriptor } from '../native/readiness.ts';
import { close } from '../native/sockets.ts';
import { word, words, type WatcherStart } from './watcher-messages.ts';

export class Watchers implements AsyncDisposable {
  readonly #counts = new Int32Array(new SharedArrayBuffer(4 * words));
  readonly #wake = createCounterDescriptor();
  readonly #started: readonly Started[];
  #isOpen = true;

  constructor(threads: number, start: Omit<WatcherStart, 'counters' | 'wake'>) {
    const whole = { ...start, wake: this.#wake, counters: this.#counts.buffer };
    this.#started = Array.from({ length: threads }, () => startWatcher(whole));
  }

  /** Resolves when all of them watch. @throws Error when one cannot */
  async ready(): Promise<void> {
    await Promise.all(this.#started.map(({ watching, ended }) => Promise.race([watching, ended.then(endedEarly)])));
  }

  get readable(): number {
    return Atomics.load(this.#counts, word.readable);
  }

  get nothing(): number {
    return Atomics.load(this.#counts, word.nothing);
  }

  get inputsEnded(): number {
    return Atomics.load(this.#counts, word.ended);
  }

  /** Until they have taken so much, all together, and all wait again. @throws Error after `longestMs` */
  waitUntilTaken(amount: number, longestMs: number): void {
    this.#waitUntil(word.taken, amount, longestMs);
    this.waitUntilWaiting(longestMs);
  }

  waitUntilWaiting(longestMs: number): void {
    this.#waitUntil(word.waiting, this.#started.length, longestMs);
  }

  /** This thread does nothing else meanwhile. */
  #waitUntil(place: number, least: number, longestMs: number): void {
    const startMs = performance.now();
    for (;;) {
      const value = Atomics.load(this.#counts, place);
      if (value >= least) return;
      if (Atomics.load(this.#counts, word.stop) === 1) throw new Error('threads that watch were told to end');
      const leftMs = startMs + longestMs - performance.now();
      if (leftMs <= 0) throw new Error(`threads that watch: ${value} instead of ${least} after ${longestMs} ms`);
      Atomics.wait(this.#counts, place, value, leftMs);
    }
  }

  /** Resolves when all have ended. @throws Error of one that failed */
  async stop(): Promise<void> {
    Atomics.store(this.#counts, word.stop, 1);
    // Nobody counts it down: it stays readable, for all of them.
    if (this.#isOpen) writeSync(this.#wake, counterBytes(1));
    await Promise.all(this.#started.map(({ ended }) => ended));
  }

  /** Nobody watches the descriptors any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop().catch(() => {});
    await Promise.allSettled(this.#started.map(({ ended }) => ended));
    if (this.#isOpen) close(this.#wake);
    this.#isOpen = false;
  }
}

interface Started {
  readonly watching: Promise<unknown>;
  readonly ended: Promise<void>;
}

function startWatcher(start: WatcherStart): Started {
  const worker = new Worker(new URL('watcher-entry.ts', import.meta.url), { workerData: start });
  const ended = Promise.withResolvers<void>();
  let failure: Error | null = null;
  worker.on('error', (error: Error) => (failure = error));
  worker.on('exit', () => (failure === null ? ended.resolve() : ended.reject(failure)));
  ended.promise.catch(() => {});
  const watching = once(worker, 'message');
  watching.catch(() => {});
  return { watching, ended: ended.promise };
}

function endedEarly(): never {
  throw new Error('a thread that is to watch ended before');
}

/** Starts the far end of a channel: a thread of this process, or a child process that is steered over its descriptor 3. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { onFarCpu } from './on-far-cpu.ts';
import { isProcessAlive, isThreadAlive } from '../native/thread-state.ts';
import { ChannelError, type ChannelSpec, type CpuPair, type Far, type Meeting } from './channel.ts';

/** What a far end is told first. */
export interface FarOrder {
  readonly channel: string;
  readonly spec: ChannelSpec;
  /** See `Meeting.place`. */
  readonly place: unknown;
}

/** What a far end says: where it is, that it has joined, or what was wrong. */
export type FarWord =
  | { readonly kind: 'started'; readonly threadId: number | null }
  | { readonly kind: 'joined' }
  | { readonly kind: 'failed'; readonly message: string };

/** The one thing that it is told afterwards: that a slice begins, for which it leaves its event loop. */
const serveWord = 'serve';

/** @param cpus what the ends are bound to; null: nothing */
export async function startThread(order: FarOrder, { transfer = [] }: Meeting, cpus: CpuPair | null): Promise<Far> {
  const options = { workerData: order, transferList: [...transfer] };
  const worker = await onFarCpu(cpus, () => new Worker(new URL('far-thread.ts', import.meta.url), options));
  const words = new Words('the far thread');
  worker.on('message', (word: FarWord) => words.take(word));
  worker.on('error', (error: Error) => words.fail(error.message));
  worker.on('exit', (code) => words.ended(`exit code ${code}`));
  const threadId = await words.started;
  return {
    ...{ pid: process.pid, threadId, child: null, joined: words.joined, failed: words.failed },
    isAlive: () => threadId === null || isThreadAlive(threadId),
    serve: () => worker.postMessage(serveWord),
    end: async () => {
      words.expectEnd();
      await worker.terminate();
    },
  };
}

const entry = fileURLToPath(new URL('far-process.ts', import.meta.url));
/** An end that blocks in a system call does not hear that it should go. */
const killAfterMs = 1000;

export async function startProcess(order: FarOrder, meeting: Meeting, cpus: CpuPair | null): Promise<Far> {
  const { descriptors = [], standard = 'ignore', serialization = 'json' } = meeting;
  const stdio = [standard, standard, 'inherit', 'pipe', ...descriptors] as const;
  const options = { stdio: [...stdio], serialization };
  const child = await onFarCpu(cpus, () => spawn(process.execPath, [...process.execArgv, entry], options));
  const words = new Words('the far process');
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.on('error', (error) => words.fail(error.message));
  child.on('exit', (code, signal) => words.ended(signal ?? `exit code ${code}`));
  // Without a number it was never there; its error comes in a moment.
  if (child.pid === undefined) throw (await once(child, 'error'))[0];
  const control = child.stdio[3] as Socket;
  // Whatever ends it is told by its exit. Lines hand on the errors of what they are read from.
  control.on('error', () => {});
  const lines = createInterface({ input: control });
  lines.on('error', () => {});
  lines.on('line', (line) => words.take(JSON.parse(line) as FarWord));
  control.write(`${JSON.stringify(order)}\n`);
  await words.started;
  const { pid } = child;
  return {
    ...{ pid, threadId: null, child, joined: words.joined, failed: words.failed },
    isAlive: () => isProcessAlive(pid),
    serve: () => void control.write(`${serveWord}\n`),
    end: async () => {
      words.expectEnd();
      control.destroy();
      await endWithin(child, exited);
    },
  };
}

async function endWithin(child: ChildProcess, exited: Promise<void>): Promise<void> {
  const timer = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  await exited;
  clearTimeout(timer);
}

/** What a far end has said so far, and how it ended. */
class Words {
  readonly #who: string;
  readonly #started = Promise.withResolvers<number | null>();
  readonly #joined = Promise.withResolvers<void>();
  readonly #failed = Promise.withResolvers<never>();
  #isEndExpected = false;

  constructor(who: string) {
    this.#who = who;
    for (const { promise } of [this.#started, this.#joined, this.#failed]) promise.catch(() => {});
  }

  get started(): Promise<number | null> {
    return this.#started.promise;
  }

  get joined(): Promise<void> {
    return this.#joined.promise;
  }

  get failed(): Promise<never> {
    return this.#failed.promise;
  }

  take(word: FarWord): void {
    if (word.kind === 'started') this.#started.resolve(word.threadId);
    else if (word.kind === 'joined') this.#joined.resolve();
    else this.fail(word.message);
  }

  ended(how: string): void {
    this.fail(`ended by itself (${how})`);
  }

  /** The first reason counts: how it ended afterwards is no news. */
  fail(what: string): void {
    if (this.#isEndExpected) return;
    const failure = new ChannelError(`${this.#who}: ${what}`);
    for (const { reject } of [this.#started, this.#joined, this.#failed]) reject(failure);
  }

  expectEnd(): void {
    this.#isEndExpected = true;
  }
}

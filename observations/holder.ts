/** A thread or process that holds a socket or a lock, as whoever kills it sees it. */
import { fork } from 'node:child_process';
import { readdirSync, readlinkSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { close } from '../native/sockets.ts';
import { isThreadAsleep } from '../native/thread-state.ts';
import {
  stay,
  type FromHolder,
  type Held,
  type HeldSocket,
  type HolderStart,
  type HolderState,
} from './holder-messages.ts';

export const holderKinds = ['thread', 'process'] as const;
export type HolderKind = (typeof holderKinds)[number];

const entry = new URL('holder-entry.ts', import.meta.url);
/** Until a thread that is about to block is asleep. */
const longestMs = 10_000;

/** What a thread and a process have in common. */
interface Started {
  readonly pid: number;
  readonly ended: Promise<void>;
  tell(message: typeof stay): void;
  kill(): void;
}

function startThread(start: HolderStart, hear: (message: FromHolder) => void): Started {
  const worker = new Worker(entry, { workerData: start });
  const ended = Promise.withResolvers<void>();
  let failure: Error | null = null;
  worker.on('message', hear);
  worker.on('error', (error: Error) => (failure = error));
  worker.on('exit', () => (failure === null ? ended.resolve() : ended.reject(failure)));
  return {
    pid: process.pid,
    ended: ended.promise,
    tell: (message) => worker.postMessage(message),
    kill: () => void worker.terminate(),
  };
}

function startProcess(start: HolderStart, hear: (message: FromHolder) => void): Started {
  const child = fork(fileURLToPath(entry), [JSON.stringify(start)], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = Promise.withResolvers<void>();
  child.on('message', (message) => hear(message as FromHolder));
  child.on('error', (error) => {
    if (child.pid === undefined) ended.reject(error);
  });
  child.on('exit', () => ended.resolve());
  return {
    pid: child.pid ?? 0,
    ended: ended.promise,
    tell: (message) => void child.send(message),
    kill: () => void child.kill('SIGKILL'),
  };
}

const starters = { thread: startThread, process: startProcess } satisfies Record<HolderKind, typeof startThread>;

export class Holder implements AsyncDisposable {
  /** Resolves when it is in its state; it rejects when it ended before. */
  readonly ready: Promise<void>;
  /** Resolves when its peer sees an end or a reset; never where there is no peer. */
  readonly peerEnded: Promise<void>;
  readonly #kind: HolderKind;
  readonly #state: HolderState;
  readonly #lock = new SharedArrayBuffer(4);
  readonly #started: Started;
  readonly #ready = Promise.withResolvers<void>();
  readonly #peerEnded = Promise.withResolvers<void>();
  #peer: Socket | null = null;
  #socket: HeldSocket | null = null;
  #hasEnded = false;

  constructor(kind: HolderKind, held: Held, state: HolderState) {
    this.#kind = kind;
    this.#state = state;
    this.ready = this.#ready.promise;
    this.peerEnded = this.#peerEnded.promise;
    this.ready.catch(() => {});
    this.#started = starters[kind]({ held, state, lock: this.#lock, observerPid: process.pid }, (message) =>
      this.#hear(message),
    );
    this.#started.ended.then(
      () => this.#end(),
      (error: unknown) => this.#end(error),
    );
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  get ended(): Promise<void> {
    return this.#started.ended;
  }

  get isLocked(): boolean {
    return Atomics.load(new Int32Array(this.#lock), 0) !== 0;
  }

  /** How many descriptors of this process are of the socket that it held. */
  get descriptorsHere(): number {
    const { link } = this.#socket ?? {};
    return link === undefined ? 0 : readdirSync('/proc/self/fd').filter((fd) => linkOf(fd) === link).length;
  }

  kill(): void {
    this.#started.kill();
  }

  /** Ends it, wherever it blocks, and closes what it left open here. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    // A recv that blocks returns with this, and only then can the thread be terminated.
    this.#peer?.destroy();
    await this.ended.catch(() => {});
    const socket = this.#socket;
    if (this.#kind === 'thread' && socket !== null && linkOf(String(socket.fd)) === socket.link) close(socket.fd);
  }

  #hear(message: FromHolder): void {
    if (message.kind === 'listening') {
      const seen = () => this.#peerEnded.resolve();
      this.#peer = connect(message.port, '127.0.0.1').resume().on('end', seen).on('error', seen);
    } else if (message.kind === 'holding') {
      this.#socket = message.socket;
      this.#started.tell(stay);
    } else void this.#stayed(message.threadId);
  }

  async #stayed(threadId: number): Promise<void> {
    const startMs = performance.now();
    while (this.#state === 'blocked' && !isThreadAsleep(this.#started.pid, threadId)) {
      if (performance.now() - startMs > longestMs) {
        this.#ready.reject(new Error(`a thread in recv was not asleep after ${longestMs} ms`));
        return;
      }
      await after(1);
    }
    this.#ready.resolve();
  }

  #end(error?: unknown): void {
    this.#hasEnded = true;
    this.#ready.reject(new Error(`a ${this.#kind} ended before it was killed`, { cause: error }));
  }
}

/** Null for a descriptor that is not open. */
function linkOf(fd: string): string | null {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return null;
  }
}

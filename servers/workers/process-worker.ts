/**
 * A child process as its parent sees it. Sockets are sent over the IPC channel with `keepOpen`: the parent closes its
 * copy when it has been written. Without it, sockets that wait in the channel of a child that is killed stay open for
 * ever, and their peers hang. Those that still wait then are undelivered, and can go to another child.
 */
import { fork, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { ServingSpec } from '../connection-group.ts';
import { createCounters } from '../counters.ts';
import { isolateUsage } from '../usage.ts';
import type { Computed, Duty, FromWorker, ToWorker, WorkerUsage } from './messages.ts';
import type { Ending, PoolWorker } from './pool-worker.ts';

/** The program that a child runs. */
export const processEntry = fileURLToPath(new URL('process-entry.ts', import.meta.url));
/** Not the parent's own flags; and its stdout is the JSON lines of the program, which a child must not write to. */
export const processSettings = { execArgv: [] as string[], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] } as const;
/** Where a child finds the first descriptor that it inherits: behind stdin, stdout, stderr and its channel. */
export const inheritedDescriptor = processSettings.stdio.length;

/** A process that waits to be told its duty. `advanced` messages carry bytes, which JSON would spell out. */
export function forkEntry(
  inherited: readonly number[] = [],
  serialization: 'json' | 'advanced' = 'json',
): ChildProcess {
  return fork(processEntry, { ...processSettings, stdio: [...processSettings.stdio, ...inherited], serialization });
}

export function startProcess(serving: ServingSpec, duty: Duty, child: ChildProcess = forkEntry()): ProcessWorker {
  return new ProcessWorker(child, serving, duty);
}

export class ProcessWorker implements PoolWorker {
  readonly runsIn = 'process';
  readonly #child: ChildProcess;
  /** Given away, not yet written to the channel. */
  readonly #waiting = new Set<Socket>();
  readonly #computing = new Map<number, PromiseWithResolvers<Uint8Array>>();
  readonly #started = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<Ending>();
  #requests = 0;
  #refreshed = Promise.withResolvers<void>();
  #calibrated = Promise.withResolvers<number>();
  #exited = false;
  #gone = false;
  #failure: string | undefined;
  #usage: WorkerUsage = { isolate: isolateUsage(createCounters(), { idle: 0, active: 0 }), process: null };

  /** `child` runs `processEntry`, with an IPC channel. */
  constructor(child: ChildProcess, serving: ServingSpec, duty: Duty) {
    this.#child = child;
    this.#started.promise.catch(() => {});
    this.#calibrated.promise.catch(() => {});
    child.on('message', (message: FromWorker) => this.#take(message));
    // It could not be started, or could not be spoken to.
    child.on('error', (error) => {
      if (child.pid === undefined) this.#end(error.message, true);
    });
    child.on('exit', () => {
      this.#exited = true;
      // It has been waited for: its processor time is now in getrusage(RUSAGE_CHILDREN).
      this.#usage = { isolate: this.#usage.isolate, process: null };
    });
    // After 'exit' and after the last message: its last counters are among them.
    child.on('close', (code, signal) => {
      this.#end(this.#failure ?? signal ?? `exit code ${code}`, code !== 0 || this.#failure !== undefined);
    });
    this.#say({ kind: 'start', serving, duty });
  }

  get started(): Promise<void> {
    return this.#started.promise;
  }

  get ended(): Promise<Ending> {
    return this.#ended.promise;
  }

  get alive(): boolean {
    return !this.#exited && !this.#gone && this.#child.connected;
  }

  get usage(): WorkerUsage {
    return this.#usage;
  }

  /** Requests that it has not answered yet. */
  get outstanding(): number {
    return this.#computing.size;
  }

  handOff(socket: Socket): void {
    if (this.#gone) return void socket.resetAndDestroy();
    socket.on('error', () => {});
    this.#waiting.add(socket);
    if (!this.alive) return;
    this.#child.send({ kind: 'serve' } satisfies ToWorker, socket, { keepOpen: true }, (error) => {
      // Not written, since the channel broke: undelivered.
      if (error !== null) return;
      this.#waiting.delete(socket);
      socket.destroy();
    });
  }

  /** Has it answer a request. @throws when the request cannot be served, and when it ends before it has answered. */
  async compute(bytes: Uint8Array): Promise<Uint8Array> {
    if (!this.alive) throw new Error('the process has ended');
    const request = this.#requests++;
    const computed = Promise.withResolvers<Uint8Array>();
    this.#computing.set(request, computed);
    this.#say({ kind: 'compute', request, bytes });
    return await computed.promise;
  }

  /** One at a time. */
  async refresh(): Promise<void> {
    if (!this.alive) return;
    this.#refreshed = Promise.withResolvers();
    this.#say({ kind: 'usage' });
    await this.#refreshed.promise;
  }

  calibrate(payloadBytes: number): Promise<number> {
    this.#calibrated = Promise.withResolvers();
    this.#calibrated.promise.catch(() => {});
    if (this.alive) this.#say({ kind: 'calibrate', payloadBytes });
    else this.#calibrated.reject(new Error('the process has ended'));
    return this.#calibrated.promise;
  }

  close(graceMs: number): void {
    this.#say({ kind: 'close', graceMs });
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  terminate(): void {
    this.kill();
  }

  #take(message: FromWorker): void {
    switch (message.kind) {
      case 'started':
        return this.#started.resolve();
      case 'unable':
        this.#failure = message.message;
        return;
      case 'computed':
        return this.#takeComputed(message.request, message.reply);
      case 'calibrated':
        return this.#calibrated.resolve(message.nsPerIteration);
      case 'usage':
        this.#usage = this.#exited ? { isolate: message.usage.isolate, process: null } : message.usage;
        return this.#refreshed.resolve();
    }
  }

  #takeComputed(request: number, reply: Computed): void {
    const computed = this.#computing.get(request);
    this.#computing.delete(request);
    if (reply instanceof Uint8Array) computed?.resolve(reply);
    else computed?.reject(new Error(reply.refused));
  }

  #end(how: string, byAccident: boolean): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#ended.resolve({ how, byAccident, undelivered: [...this.#waiting].filter((socket) => !socket.destroyed) });
    this.#waiting.clear();
    const error = new Error(`a child process ended: ${how}`);
    this.#started.reject(error);
    this.#calibrated.reject(error);
    this.#refreshed.resolve();
    for (const computed of this.#computing.values()) computed.reject(error);
    this.#computing.clear();
  }

  #say(message: ToWorker): void {
    // A channel that breaks under a message is followed by 'close', where the loss is dealt with.
    if (this.#child.connected) this.#child.send(message, () => {});
  }
}

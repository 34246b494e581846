/**
 * What a server shares with a worker that blocks and so cannot be asked: its counters, which the server reads, and a
 * command, which it writes. One row for each connection, in memory that both see.
 *
 *     0 … 63   counters, as in counters.ts
 *     64 … 67  command: what the server wants
 *     68 … 71  the last command that the worker has seen
 *     72 … 75  number of the worker's thread, once it serves; 0 in a process
 *
 * The server writes a command and interrupts the worker's system call. A signal can fall just before the call, and is
 * then lost: it is repeated until the worker has seen the command. `worker.terminate()` would never return while the thread
 * waits, and a time limit on recv that serves as a poll would wake idle connections for ever.
 */
import { columns, type Counters } from '../counters.ts';

export const rowBytes = 128;
const wordsAt = 64;

/** Place of each word. */
const word = { command: 0, seen: 1, threadId: 2 } as const;
const words = 3;

/** `finish`: the open exchange may come to its end. `reset`: none may. `crash`: an uncaught error, for tests. */
export const command = { none: 0, finish: 1, reset: 2, crash: 3 } as const;
export type Command = (typeof command)[keyof typeof command];

/** All rows that the memory has room for. */
export function createRows(memory: ArrayBuffer | SharedArrayBuffer): readonly Row[] {
  return Array.from({ length: memory.byteLength / rowBytes }, (_, index) => new Row(memory, index));
}

export class Row {
  readonly counters: Counters;
  readonly #words: Int32Array;

  constructor(memory: ArrayBuffer | SharedArrayBuffer, index: number) {
    this.counters = new Float64Array(memory, index * rowBytes, columns);
    this.#words = new Int32Array(memory, index * rowBytes + wordsAt, words);
  }

  get command(): Command {
    return Atomics.load(this.#words, word.command) as Command;
  }

  set command(wanted: Command) {
    Atomics.store(this.#words, word.command, wanted);
  }

  /** Whether the worker has yet to see its command. */
  get isUnheard(): boolean {
    return Atomics.load(this.#words, word.seen) !== this.command;
  }

  /** By the worker: the command, which counts as seen from now on. */
  hear(): Command {
    const wanted = this.command;
    if (wanted !== command.none) Atomics.store(this.#words, word.seen, wanted);
    return wanted;
  }

  /** 0 until the worker serves, and can be interrupted. */
  get threadId(): number {
    return Atomics.load(this.#words, word.threadId);
  }

  set threadId(id: number) {
    Atomics.store(this.#words, word.threadId, id);
  }

  /** For the next worker. */
  clear(): void {
    this.counters.fill(0);
    this.#words.fill(0);
  }
}

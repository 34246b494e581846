/**
 * The workers of a server that gives each connection one of its own, threads or processes: their number is limited,
 * and a connection above it is refused. They block, so they are asked nothing: they count in shared memory, and are
 * interrupted when something is wanted of them.
 */
import { lackIn } from '../lack.ts';
import { add, addEnded, column, createCounters } from '../counters.ts';
import type { ProcessUsage, UsageParts } from '../usage.ts';
import type { WorkerUsage } from '../workers/messages.ts';
import { command, type Command, type Row } from './row.ts';

/** One of them, as its server sees it. */
export interface ConnectionWorker {
  /** Resolves when it and its connection are gone; with how, where that was not the connection's own end. */
  readonly ended: Promise<string | null>;
  /** Its system call returns before its time, once it serves. */
  interrupt(): void;
  /** Dies of an accident. */
  crash(): void;
  /** Dies without having been asked: it did not listen. */
  terminate(): void;
  usage(): WorkerUsage;
}

/** Gives a connection to a new worker, with its row and the index of that. @throws when there can be none. */
export type StartWorker<Connection> = (connection: Connection, row: Row, index: number) => ConnectionWorker;

/** How often somebody who has not heard a command is interrupted. */
const interruptEveryMs = 20;
/** How long after the order to reset its connection a worker is ended in any case. */
const terminateAfterMs = 1000;

export class ConnectionWorkers<Connection> {
  readonly #rows: readonly Row[];
  readonly #start: StartWorker<Connection>;
  readonly #free: number[];
  /** By the index of its row, in the order of their start. */
  readonly #workers = new Map<number, ConnectionWorker>();
  readonly #endedCounters = createCounters();
  #refused = 0;
  #workersLost = 0;
  #interrupting: NodeJS.Timeout | undefined;
  #isClosing = false;
  #onEmpty: (() => void) | undefined;

  /** As many connections at once as there are rows. */
  constructor(rows: readonly Row[], start: StartWorker<Connection>) {
    this.#rows = rows;
    this.#start = start;
    this.#free = rows.map((_, index) => index).toReversed();
  }

  /** Takes over a connection. False when it is one too many: then it is still the caller's, who closes it. */
  serve(connection: Connection): boolean {
    const index = this.#free.pop();
    if (index === undefined) {
      this.countRefusal(`all ${this.#rows.length} that it may serve at once are open`);
      return false;
    }
    const row = this.#row(index);
    row.clear();
    add(row.counters, column.open, 1);
    if (this.#isClosing) row.command = command.finish;
    try {
      const worker = this.#start(connection, row, index);
      this.#workers.set(index, worker);
      void worker.ended.then((how) => this.#onEnded(index, how));
      return true;
    } catch (error) {
      this.#free.push(index);
      this.countRefusal((error as Error).message);
      return false;
    }
  }

  /** A connection was closed as soon as it was accepted; the first time, people are told why. */
  countRefusal(why: string): void {
    if (this.#refused === 0) console.error(`connections are refused: ${why}`);
    this.#refused++;
  }

  /** Those that live, in the order of their start, and what those that are gone had counted. */
  account(): UsageParts {
    const living = [...this.#workers.values()].map((worker) => worker.usage());
    return {
      processes: living.map((one) => one.process).filter((one): one is ProcessUsage => one !== null),
      isolates: living.map(({ isolate }) => isolate),
      otherCounters: [[...this.#endedCounters]],
      refused: this.#refused,
      workersLost: this.#workersLost,
      countsSystemCalls: true,
    };
  }

  /** The `place`-th of those that live. */
  kill(place: number): void {
    const entry = [...this.#workers][place];
    if (entry === undefined)
      throw new RangeError(`there is no worker ${place}: ${this.#workers.size} connections are open`);
    const [index, worker] = entry;
    this.#command(index, command.crash);
    worker.crash();
  }

  /** Open exchanges get `graceMs`, what is left is reset. Resolves when all have ended. */
  async close(graceMs: number): Promise<void> {
    this.#isClosing = true;
    const empty = Promise.withResolvers<void>();
    this.#onEmpty = empty.resolve;
    if (this.#workers.size === 0) return;
    this.#commandAll(command.finish);
    let overdue = setTimeout(() => {
      this.#commandAll(command.reset);
      overdue = setTimeout(() => this.terminate(), terminateAfterMs);
    }, graceMs);
    await empty.promise;
    clearTimeout(overdue);
  }

  /** Ends all at once, and their connections with them. */
  terminate(): void {
    for (const worker of this.#workers.values()) worker.terminate();
  }

  #commandAll(wanted: Command): void {
    for (const index of this.#workers.keys()) this.#command(index, wanted);
  }

  #command(index: number, wanted: Command): void {
    this.#row(index).command = wanted;
    this.#workers.get(index)?.interrupt();
    this.#interrupting ??= setInterval(() => this.#interruptUnheard(), interruptEveryMs);
  }

  #interruptUnheard(): void {
    const unheard = [...this.#workers].filter(([index]) => this.#row(index).isUnheard);
    for (const [, worker] of unheard) worker.interrupt();
    if (unheard.length > 0) return;
    clearInterval(this.#interrupting);
    this.#interrupting = undefined;
  }

  #onEnded(index: number, how: string | null): void {
    const { counters } = this.#row(index);
    if (how !== null && !this.#isClosing) {
      // It could not be started; of what has run out, many die at once.
      if (counters[column.accepted] === 0 && lackIn(how) !== null) this.countRefusal(how);
      else this.#countLoss(how);
    }
    addEnded(this.#endedCounters, [...counters]);
    this.#workers.delete(index);
    this.#free.push(index);
    if (this.#workers.size === 0) this.#onEmpty?.();
  }

  #countLoss(how: string): void {
    console.error(how);
    this.#workersLost++;
  }

  #row(index: number): Row {
    return this.#rows[index] as Row;
  }
}

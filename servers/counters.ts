/**
 * What an isolate counts while it serves: one row of doubles, which a worker thread shares with the main thread, so
 * that reading it costs the worker nothing. A double holds whole numbers up to 2^53; an aligned 8-byte store is not
 * torn on the platforms that Node supports.
 */

/** Column of each counter. */
export const column = {
  /** Requests answered; for `raw`, bytes echoed ÷ `--message-bytes`, with the fraction. */
  messages: 0,
  /** Connections open now. */
  open: 1,
  /** Connections ever served. */
  accepted: 2,
  /** Connections ended by a framing or service error. */
  faults: 3,
  gcCount: 4,
  gcPauseNs: 5,
  /** Connections closed as soon as they were accepted, by an isolate that accepts for itself. */
  refused: 6,
  /** recv and send, by those who call them by themselves; nobody sees those that libuv makes. */
  systemCalls: 7,
} as const;

export const columns = 8;

export type Counters = Float64Array;

/** Plain memory for the isolate that counts for itself. */
export function createCounters(): Counters {
  return new Float64Array(columns);
}

/** Memory that several threads see. */
export function createSharedCounters(): Counters {
  return new Float64Array(new SharedArrayBuffer(columns * Float64Array.BYTES_PER_ELEMENT));
}

export function add(counters: Counters, at: number, amount: number): void {
  counters[at] = (counters[at] as number) + amount;
}

/** Keeps what an isolate that has ended had counted: all but its connections, which went with it. */
export function addEnded(totals: Counters, counters: readonly number[]): void {
  for (const [at, amount] of counters.entries()) if (at !== column.open) add(totals, at, amount);
}

/**
 * How an end of a ring waits for the other one: by spinning, by sleeping, or by spinning for a while and then sleeping.
 *
 *     spin     looks again and again: the shortest wait, and a whole processor
 *     block    says that it waits, looks once more, and sleeps until it is woken
 *     hybrid   spins for `hybridPolls` looks, then blocks
 *
 * An end that sleeps has set its flag before; the other one looks at the flag after every change, clears it, and wakes.
 * While nobody sleeps, nobody calls the kernel. A wait in which nothing happens asks every `lookAfterMs` whether the other
 * end is still alive.
 */
import { PeerGoneError } from './channel.ts';

export const waits = ['spin', 'block', 'hybrid'] as const;
export type Wait = (typeof waits)[number];

/** So long it may take until a waiting end hears of the death of the other one. */
export const lookAfterMs = 200;

/**
 * Looks of a hybrid wait before it sleeps, some 25 µs here: many times what a peer that is awake takes to answer, and about a
 * round trip between ends that sleep.
 */
export const hybridPolls = 2000;

/** A look takes some nanoseconds, and one at the clock ten times as long. */
const pollsBetweenClocks = 4096;

const polls: Readonly<Record<Wait, number>> = { spin: pollsBetweenClocks, block: 0, hybrid: hybridPolls };

/** Sleeps on a word of shared memory, and wakes who sleeps there: `Atomics` within a process, futex(2) across. */
export interface Sleeper {
  /** Returns when woken, when the word has another value, or when the time is over; perhaps for no reason. */
  sleep(word: number, value: number, timeoutMs: number): void;
  wake(word: number): void;
}

/** Of a SharedArrayBuffer, between threads of one process. */
export function threadSleeper(words: Int32Array): Sleeper {
  return {
    sleep: (word, value, timeoutMs) => void Atomics.wait(words, word, value, timeoutMs),
    wake: (word) => void Atomics.notify(words, word, 1),
  };
}

export interface Waiting {
  readonly wait: Wait;
  /** What ends sleep on, given the words that have their flags; null: they only spin. */
  readonly sleeperOn: ((words: Int32Array) => Sleeper) | null;
  readonly isPeerAlive: () => boolean;
}

/** Null where nobody sleeps. */
function sleeperOf({ wait, sleeperOn }: Waiting, words: Int32Array): Sleeper | null {
  if (wait === 'spin') return null;
  if (sleeperOn === null) throw new Error(`to wait by ${wait} needs something to sleep on`);
  return sleeperOn(words);
}

/** One end's wait for changes that the other end makes, with a flag of its own in the shared words. */
export class Waiter {
  readonly #watched: Int32Array;
  readonly #words: Int32Array;
  readonly #flag: number;
  readonly #polls: number;
  readonly #sleeper: Sleeper | null;
  readonly #isPeerAlive: () => boolean;

  /**
   * @param flag index, among `words`, of the one that says whether this end sleeps: 0 or 1
   * @param watched what changes
   */
  constructor(words: Int32Array, flag: number, waiting: Waiting, watched = words) {
    this.#watched = watched;
    this.#words = words;
    this.#flag = flag;
    this.#polls = polls[waiting.wait];
    this.#sleeper = sleeperOf(waiting, words);
    this.#isPeerAlive = waiting.isPeerAlive;
  }

  /** Waits until the watched word is not `value` any more, and returns what it is then. @throws PeerGoneError */
  whileEqual(word: number, value: number): number {
    const watched = this.#watched;
    for (let poll = 0; poll < this.#polls; poll++) {
      const found = Atomics.load(watched, word);
      if (found !== value) return found;
    }
    return this.#sleeper === null ? this.#spinWhile(word, value) : this.#sleepWhile(word, value, this.#sleeper);
  }

  #spinWhile(word: number, value: number): number {
    const watched = this.#watched;
    let lookMs = performance.now() + lookAfterMs;
    for (;;) {
      for (let poll = 0; poll < pollsBetweenClocks; poll++) {
        const found = Atomics.load(watched, word);
        if (found !== value) return found;
      }
      if (performance.now() < lookMs) continue;
      this.#look(word, value);
      lookMs = performance.now() + lookAfterMs;
    }
  }

  #sleepWhile(word: number, value: number, sleeper: Sleeper): number {
    const words = this.#words;
    const flag = this.#flag;
    for (;;) {
      Atomics.store(words, flag, 1);
      // After the flag: whoever changes the word from here on finds it set.
      const before = Atomics.load(this.#watched, word);
      if (before !== value) {
        Atomics.store(words, flag, 0);
        return before;
      }
      // Whoever wakes clears the flag. A wake that was meant for the wait before comes through, too: the flag is set again.
      while (Atomics.load(words, flag) === 1) {
        sleeper.sleep(flag, 1, lookAfterMs);
        const found = Atomics.load(this.#watched, word);
        if (found !== value) {
          if (Atomics.load(words, flag) === 1) Atomics.store(words, flag, 0);
          return found;
        }
        if (Atomics.load(words, flag) === 1) this.#look(word, value);
      }
    }
  }

  /** @throws PeerGoneError unless the other end lives, or has made its last change meanwhile */
  #look(word: number, value: number): void {
    if (!this.#isPeerAlive() && Atomics.load(this.#watched, word) === value) throw new PeerGoneError();
  }
}

/** Wakes the end whose flag it is, if it sleeps. To be called after a change was made with `Atomics.store`. */
export class Waker {
  readonly #words: Int32Array;
  readonly #flag: number;
  readonly #sleeper: Sleeper | null;

  constructor(words: Int32Array, flag: number, waiting: Waiting) {
    this.#words = words;
    this.#flag = flag;
    this.#sleeper = sleeperOf(waiting, words);
  }

  wake(): void {
    if (this.#sleeper === null || Atomics.load(this.#words, this.#flag) === 0) return;
    Atomics.store(this.#words, this.#flag, 0);
    this.#sleeper.wake(this.#flag);
  }
}

/** A pacer at work (driver.ts): what the drivers have in common. How they wait for its next instant is theirs. */
import type { Pace, Pacer, PacingWay } from './driver.ts';

export abstract class Pacing implements Pace {
  abstract readonly idleMs: number;
  readonly way: PacingWay;
  readonly #pacer: Pacer;
  #isStopped = false;

  constructor(pacer: Pacer, way: PacingWay) {
    this.#pacer = pacer;
    this.way = way;
  }

  /** Nothing is left to be done, or it was stopped. */
  get isOver(): boolean {
    return this.#isStopped || this.#pacer.dueMs === Infinity;
  }

  /** From `nowMs` to the next instant: not above zero when it is due, Infinity when there is none. */
  leftMs(nowMs: number): number {
    return this.#isStopped ? Infinity : this.#pacer.dueMs - nowMs;
  }

  /** Returns whether anything was due. */
  runIfDue(nowMs: number): boolean {
    if (this.leftMs(nowMs) > 0) return false;
    this.#pacer.run(nowMs);
    return true;
  }

  stop(): void {
    this.#isStopped = true;
  }
}

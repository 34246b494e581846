/**
 * What of a run is done, what is left, and how long that takes. A group's blocks take much the same time each, so that
 * one that was measured tells how long the next of its group takes; the others are estimated, at the pace so far. What is
 * left has a reserve for blocks that will have to be measured again: as many as planned at first, and then more and more as
 * this run has had.
 */
import { repeatedShare } from '../plan/estimate.ts';
import type { BlockIdentity, OpenBlock, OpenStage } from '../plan/schedule.ts';
import type { Group } from '../result/plan.ts';

/** All in ms of a monotonic clock. */
export interface Timing {
  readonly done: number;
  readonly total: number;
  readonly elapsedMs: number;
  readonly leftMs: number;
}

/** Of groups that were not measured yet. Where a limit has to be kept, a quick start promises nothing. */
type Guess = 'at the pace so far' | 'at least as estimated';

/** So many blocks without a repeat halve the reserve. */
const priorBlocks = 25;

export class RunClock {
  readonly #estimateMs: (group: Group) => number;
  readonly #limitMs: number;
  readonly #clockMs: () => number;
  readonly #startMs: number;
  /** Blocks that are still to be measured, one entry each. */
  readonly #pending: Group[];
  #total: number;
  /** Of each group, how long its blocks took. */
  readonly #took = new Map<string, number[]>();
  #measured = 0;
  #repeats = 0;
  #spentMs = 0;
  #spentEstimateMs = 0;
  #done = 0;
  #lastMs: number;

  constructor(
    estimateMs: (group: Group) => number,
    stages: readonly OpenStage[],
    limitMs: number,
    clockMs: () => number,
  ) {
    this.#estimateMs = estimateMs;
    this.#limitMs = limitMs;
    this.#clockMs = clockMs;
    this.#startMs = clockMs();
    this.#lastMs = this.#startMs;
    const missing = stages.flatMap(({ blocks }) => blocks.filter(({ measured }) => measured.length === 0));
    this.#pending = missing.map(({ next }) => next.group);
    this.#total = missing.length;
  }

  /** A block that an earlier part of the run had measured is repeated: one more to do. */
  reopened({ group }: BlockIdentity): void {
    this.#total++;
    this.#pending.push(group);
  }

  /** A block is about to be measured: what was done since the last one is none of its time. */
  began(): void {
    this.#lastMs = this.#clockMs();
  }

  measured({ group, attempt }: BlockIdentity): void {
    this.#measured++;
    if (attempt > 0) this.#repeats++;
    const tookMs = this.#clockMs() - this.#lastMs;
    this.#took.set(group.id, [...(this.#took.get(group.id) ?? []), tookMs]);
    this.#spentMs += tookMs;
    this.#spentEstimateMs += this.#estimateMs(group);
  }

  /** The block need not be measured any more. */
  completed({ group }: BlockIdentity): void {
    this.#done++;
    const at = this.#pending.findIndex(({ id }) => id === group.id);
    if (at >= 0) this.#pending.splice(at, 1);
  }

  /** Blocks that will not be measured: their experiment has as many as it needs. */
  leftOut(blocks: readonly OpenBlock[]): void {
    for (const { next, measured } of blocks) {
      if (measured.length > 0) continue;
      this.#total--;
      const at = this.#pending.findIndex(({ id }) => id === next.group.id);
      if (at >= 0) this.#pending.splice(at, 1);
    }
  }

  progress(): Timing {
    const elapsedMs = this.#clockMs() - this.#startMs;
    const leftMs = this.#leftMs('at the pace so far') * (1 + this.#reserve);
    return { done: this.#done, total: this.#total, elapsedMs, leftMs };
  }

  /** Whether the run stays within its limit if this block, which is pending, is measured once more. */
  hasTimeFor({ group }: BlockIdentity): boolean {
    const elapsedMs = this.#clockMs() - this.#startMs;
    const isPending = this.#pending.some(({ id }) => id === group.id);
    // The one that was just measured is still pending: its repeat takes its place.
    const leftMs =
      this.#leftMs('at least as estimated') + (isPending ? 0 : this.#expectedMs(group, 'at least as estimated'));
    return elapsedMs + leftMs <= this.#limitMs;
  }

  /** Blocks that are expected to be measured again, for each that is left: the planned share counts as so many blocks' worth. */
  get #reserve(): number {
    return (this.#repeats + repeatedShare * priorBlocks) / (this.#measured + priorBlocks);
  }

  #leftMs(guess: Guess): number {
    return this.#pending.reduce((sum, group) => sum + this.#expectedMs(group, guess), 0);
  }

  #expectedMs(group: Group, guess: Guess): number {
    const took = this.#took.get(group.id);
    if (took !== undefined) return took.reduce((sum, ms) => sum + ms, 0) / took.length;
    const pace = this.#spentEstimateMs === 0 ? 1 : this.#spentMs / this.#spentEstimateMs;
    return this.#estimateMs(group) * (guess === 'at the pace so far' ? pace : Math.max(1, pace));
  }
}

/**
 * A run: the blocks of a plan, measured one after another, each saved before the next begins. Disturbed and failed
 * trials are repeated with their block. Knows neither processes nor files nor the terminal: they come in.
 */
import { measureBlock, type BlockIdentity, type Surroundings } from './block.ts';
import { mostRepeats, resumedStages, stagesOf, type OpenStage } from './blocks.ts';
import { estimateBlockMs, withoutSkipped } from './plan.ts';
import type { GroupPlan, Plan } from './result.ts';
import { disturbances } from './statistics/evidence.ts';
import type { Trial } from './trial.ts';

export interface RunSurroundings extends Surroundings {
  /** A clock for how long things take, in ms. */
  readonly clockMs: () => number;
  /** Saves a block's trials; the run goes on when it resolves. */
  readonly save: (trials: readonly Trial[]) => Promise<void>;
  readonly onProgress: (progress: Progress) => void;
  /** All blocks of an experiment are measured; with all trials so far. */
  readonly onExperiment: (experiment: string, trials: readonly Trial[]) => Promise<void>;
}

/** Told before each block; nothing is told while one is measured. */
export interface Progress {
  readonly block: BlockIdentity;
  readonly done: number;
  readonly total: number;
  readonly elapsedMs: number;
  readonly leftMs: number;
  /** Failed trials of the block before this one: the cell's id and what went wrong. */
  readonly failures: readonly string[];
}

/**
 * Measures everything that `saved` does not hold yet and returns all trials. Blocks are repeated while the run stays
 * within `limitMs`. @throws the signal's reason when aborted; what was saved stays saved.
 */
export async function measureRun(
  plan: Plan,
  skips: ReadonlyMap<string, string>,
  saved: readonly Trial[],
  limitMs: number,
  surroundings: RunSurroundings,
): Promise<Trial[]> {
  const trials = [...saved];
  if (saved.length === 0) await keep(skippedTrials(skips, surroundings.now()), trials, surroundings);
  const stages = resumedStages(stagesOf(plan), saved);
  const estimateMs = (group: GroupPlan) => estimateBlockMs(withoutSkipped(group, skips), plan);
  const clock = new RunClock(estimateMs, stages, limitMs, surroundings.clockMs);
  const hopeless = new Set<string>();
  let failures: readonly string[] = [];
  for (const { experiment, blocks } of stages) {
    let isNew = false;
    for (const { next, measured: before } of blocks) {
      const first = before.length === 0 ? next : repeatOf(next, before, hopeless, clock);
      if (first === null) continue;
      if (before.length > 0) clock.reopened(first);
      const { cells } = withoutSkipped(first.group, skips);
      for (let block: BlockIdentity | null = first; block !== null && cells.length > 0;) {
        surroundings.onProgress({ block, ...clock.progress(), failures });
        const measured = await measureBlock(block, cells, plan, surroundings);
        await keep(measured, trials, surroundings);
        clock.measured(block);
        failures = measured.flatMap((trial) => (trial.outcome === 'failed' ? [`${trial.cell}: ${trial.error}`] : []));
        block = repeatOf({ ...block, attempt: block.attempt + 1 }, measured, hopeless, clock);
      }
      clock.completed();
      isNew = true;
    }
    if (isNew) await surroundings.onExperiment(experiment, trials);
  }
  return trials;
}

async function keep(measured: readonly Trial[], trials: Trial[], { save }: RunSurroundings): Promise<void> {
  if (measured.length === 0) return;
  await save(measured);
  trials.push(...measured);
}

function skippedTrials(skips: ReadonlyMap<string, string>, startedAt: string): Trial[] {
  return [...skips].map(([cell, reason]) => ({ cell, round: 0, attempt: 0, startedAt, outcome: 'skipped', reason }));
}

/**
 * `next`, an attempt at the block that left `trials`, if one of them failed or was disturbed, the tries are not used up
 * and the time is there. A cell that failed in every try of a block is hopeless: blocks are no longer repeated on its
 * account.
 */
function repeatOf(
  next: BlockIdentity,
  trials: readonly Trial[],
  hopeless: Set<string>,
  clock: RunClock,
): BlockIdentity | null {
  const spoiled = trials.filter((trial) => isSpoiled(trial) && !hopeless.has(trial.cell));
  if (spoiled.length === 0) return null;
  if (next.attempt <= mostRepeats && clock.hasTimeFor(next)) return next;
  for (const trial of spoiled) if (trial.outcome === 'failed') hopeless.add(trial.cell);
  return null;
}

function isSpoiled(trial: Trial): boolean {
  if (trial.outcome === 'completed') return trial.warnings.some((warning) => disturbances.has(warning));
  return trial.outcome === 'failed';
}

/** What is done, what is left, and how long that takes at the pace so far. */
class RunClock {
  readonly #estimateMs: (group: GroupPlan) => number;
  readonly #limitMs: number;
  readonly #clockMs: () => number;
  readonly #startMs: number;
  #estimatedMs: number;
  #total: number;
  /** Estimates of the blocks that were measured, repeats included, and of those that need not be any more. */
  #spentEstimateMs = 0;
  #completedEstimateMs = 0;
  #pendingEstimateMs = 0;
  #done = 0;

  constructor(
    estimateMs: (group: GroupPlan) => number,
    stages: readonly OpenStage[],
    limitMs: number,
    clockMs: () => number,
  ) {
    this.#estimateMs = estimateMs;
    this.#limitMs = limitMs;
    this.#clockMs = clockMs;
    this.#startMs = clockMs();
    const missing = stages.flatMap(({ blocks }) => blocks.filter(({ measured }) => measured.length === 0));
    this.#total = missing.length;
    this.#estimatedMs = missing.reduce((sum, { next }) => sum + estimateMs(next.group), 0);
  }

  /** A block that an earlier part of the run had measured is repeated: one more to do. */
  reopened({ group }: BlockIdentity): void {
    this.#total++;
    this.#estimatedMs += this.#estimateMs(group);
  }

  measured({ group }: BlockIdentity): void {
    this.#pendingEstimateMs = this.#estimateMs(group);
    this.#spentEstimateMs += this.#pendingEstimateMs;
  }

  completed(): void {
    this.#done++;
    this.#completedEstimateMs += this.#pendingEstimateMs;
    this.#pendingEstimateMs = 0;
  }

  progress(): Omit<Progress, 'block' | 'failures'> {
    const elapsedMs = this.#clockMs() - this.#startMs;
    return { done: this.#done, total: this.#total, elapsedMs, leftMs: this.#leftMs(elapsedMs) };
  }

  /** Whether the run stays within its limit if this block is measured once more. */
  hasTimeFor({ group }: BlockIdentity): boolean {
    const elapsedMs = this.#clockMs() - this.#startMs;
    // Blocks of other groups may be slower than those so far: a quick start promises nothing.
    const pace = Math.max(1, this.#pace(elapsedMs));
    const leftEstimateMs = this.#estimatedMs - this.#completedEstimateMs - this.#pendingEstimateMs;
    return elapsedMs + (leftEstimateMs + this.#estimateMs(group)) * pace <= this.#limitMs;
  }

  #leftMs(elapsedMs: number): number {
    return (this.#estimatedMs - this.#completedEstimateMs) * this.#pace(elapsedMs);
  }

  /** Real time per estimated time, so far. */
  #pace(elapsedMs: number): number {
    return this.#spentEstimateMs === 0 ? 1 : elapsedMs / this.#spentEstimateMs;
  }
}

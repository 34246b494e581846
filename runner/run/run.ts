/**
 * A run: the blocks of a plan, measured one after another, each saved before the next begins. Disturbed and failed
 * trials are repeated with their block. Knows neither processes nor files nor the terminal: they come in.
 */
import { disturbancesIn } from '../analysis/planned.ts';
import { endsAfter } from '../analysis/precision.ts';
import { estimateBlockMs, withoutSkipped } from '../plan/estimate.ts';
import { mostRepeats, resumedStages, stagesOf, type BlockIdentity } from '../plan/schedule.ts';
import type { Group, Plan } from '../result/plan.ts';
import type { MeasuredTrial, Trial } from '../result/trial.ts';
import { observe } from '../trials/observe.ts';
import { measureBlock, type Surroundings } from './block.ts';
import { RunClock, type Timing } from './run-clock.ts';

export interface RunSurroundings extends Surroundings {
  /** How long the run has gone on, in ms: all parts of it, and no break between them. */
  readonly ranMs: () => number;
  /** Saves a block's trials; the run goes on when it resolves. */
  readonly save: (trials: readonly Trial[]) => Promise<void>;
  readonly onProgress: (progress: Progress) => void;
  /** All blocks of an experiment are measured; with all trials so far. */
  readonly onExperiment: (experiment: string, trials: readonly Trial[]) => Promise<void>;
}

/** Told before each block; nothing is told while one is measured. */
export interface Progress extends Timing {
  readonly block: BlockIdentity;
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
  const estimateMs = (group: Group) => estimateBlockMs(withoutSkipped(group, skips), plan, surroundings.kinds);
  const clock = new RunClock(estimateMs, stages, limitMs, surroundings.clockMs);
  const repeats = new Repeats(plan, clock);
  const hasEnough = (rounds: number, experiment: string) =>
    plan.precision !== undefined &&
    endsAfter(rounds, experiment, plan, observe(plan, trials, surroundings.kinds, surroundings.machine));
  let failures: readonly string[] = [];
  for (const { experiment, blocks } of stages) {
    let isNew = false;
    let rounds = 0;
    for (const [index, { next, measured: before }] of blocks.entries()) {
      if (next.round > rounds) {
        rounds = next.round;
        if (hasEnough(rounds, experiment)) {
          clock.leftOut(blocks.slice(index));
          break;
        }
      }
      const first = before.length === 0 ? next : repeats.of(next, before);
      if (first === null) continue;
      if (before.length > 0) clock.reopened(first);
      const { cells } = withoutSkipped(first.group, skips);
      for (let block: BlockIdentity | null = first; block !== null && cells.length > 0;) {
        surroundings.onProgress({ block, ...clock.progress(), failures });
        clock.began();
        const measured = await measureBlock(block, cells, plan, surroundings);
        clock.measured(block);
        await keep(measured, trials, surroundings);
        failures = measured.flatMap((trial) => (trial.outcome === 'failed' ? [`${trial.cell}: ${trial.error}`] : []));
        block = repeats.of({ ...block, attempt: block.attempt + 1 }, measured);
      }
      clock.completed(first);
      isNew = true;
    }
    if (isNew) await surroundings.onExperiment(experiment, trials);
  }
  return trials;
}

async function keep(
  measured: readonly MeasuredTrial[],
  trials: Trial[],
  { save, ranMs }: RunSurroundings,
): Promise<void> {
  if (measured.length === 0) return;
  const elapsedMs = ranMs();
  const timed = measured.map((trial) => ({ ...trial, elapsedMs }));
  await save(timed);
  trials.push(...timed);
}

function skippedTrials(skips: ReadonlyMap<string, string>, startedAt: string): MeasuredTrial[] {
  return [...skips].map(([cell, reason]) => ({ cell, round: 0, attempt: 0, startedAt, outcome: 'skipped', reason }));
}

/** Which blocks are measured again. */
class Repeats {
  readonly #plan: Plan;
  readonly #clock: RunClock;
  /** Cells that failed in every try of a block: blocks are no longer repeated on their account. */
  readonly #hopeless = new Set<string>();

  constructor(plan: Plan, clock: RunClock) {
    this.#plan = plan;
    this.#clock = clock;
  }

  /**
   * `next`, an attempt at the block that left `trials`, if one of them failed or was disturbed, the tries are not used up
   * and the time is there.
   */
  of(next: BlockIdentity, trials: readonly MeasuredTrial[]): BlockIdentity | null {
    const disturbances = disturbancesIn(this.#plan, next.group);
    const spoiled = trials.filter((trial) => isSpoiled(trial, disturbances) && !this.#hopeless.has(trial.cell));
    if (spoiled.length === 0) return null;
    if (next.attempt <= mostRepeats && this.#clock.hasTimeFor(next)) return next;
    for (const trial of spoiled) if (trial.outcome === 'failed') this.#hopeless.add(trial.cell);
    return null;
  }
}

function isSpoiled(trial: MeasuredTrial, disturbances: ReadonlySet<string>): boolean {
  if (trial.outcome === 'completed') return trial.labels.some((label) => disturbances.has(label));
  return trial.outcome === 'failed';
}

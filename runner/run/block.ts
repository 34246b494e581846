/**
 * One block: all cells of a group measured once, so that whatever the machine does meanwhile happens to all of them.
 *
 *     interleaved   start all, those that start alone first ─ warm all, those that warm up alone last
 *                   ─ a b c d ─ d c b a ─ a b c d ─ … ─ stop all
 *     sequential    start a, warm, measure, stop ─ start b, … ─ …
 */
import { kindPlanOf } from '../analysis/planned.ts';
import { paceOf } from '../plan/estimate.ts';
import type { BlockIdentity } from '../plan/schedule.ts';
import type { Cell, Plan } from '../result/plan.ts';
import type { DistributiveOmit, MeasuredTrial } from '../result/trial.ts';
import { createRandom } from '../../protocol/random.ts';
import { shuffled } from '../statistics/random.ts';
import { kindOf, type Kinds } from '../trials/index.ts';
import { TrialError, type LiveTrial, type Machine, type Pace, type Rig } from '../trials/kind.ts';
import { PhaseClock } from './phase-clock.ts';

/** What a block needs besides its plan: things that are not a function of it. */
export interface Surroundings {
  readonly kinds: Kinds;
  readonly rig: Rig;
  readonly machine: Machine;
  /** UTC now, ISO 8601. */
  readonly now: () => string;
  /** A clock for how long things take, in ms. */
  readonly clockMs: () => number;
  /** Aborted when the user wants to stop: the block is given up as soon as the current step is over. */
  readonly signal: AbortSignal;
}

/** Measures the block's cells; one trial each, in the order of the group. @throws the signal's reason when aborted. */
export async function measureBlock(
  block: BlockIdentity,
  cells: readonly Cell[],
  plan: Plan,
  surroundings: Surroundings,
): Promise<MeasuredTrial[]> {
  const startedAt = surroundings.now();
  const rig = { ...surroundings.rig, seed: seedOf(block, plan.seed) };
  const trials = orderOf(block, cells, plan.seed).map(
    (cell) => new OngoingTrial(cell, labelsOf(plan, cell), { ...surroundings, rig }),
  );
  const phases = new PhaseClock(surroundings.clockMs);
  await measureInOrder[block.group.schedule](trials, paceOf(block.group, plan), phases, surroundings.signal);
  const phasesMs = phases.end();
  surroundings.signal.throwIfAborted();
  const outcomes = new Map(trials.map(({ cell, outcome }) => [cell.id, outcome]));
  return cells.map((cell) => {
    const identity = { cell: cell.id, round: block.round, attempt: block.attempt, startedAt, phasesMs };
    return { ...identity, ...(outcomes.get(cell.id) as Outcome) };
  });
}

/** A run that an older edition began goes on with the labels that its plan explains: half of its rounds have no others. */
function labelsOf(plan: Plan, { kind }: Cell): ReadonlySet<string> {
  return new Set(kindPlanOf(plan, kind).labels.map(({ name }) => name));
}

type Outcome = DistributiveOmit<MeasuredTrial, 'cell' | 'round' | 'attempt' | 'startedAt' | 'phasesMs'>;

/** Seeded random; sequential trials run in the reverse of the round before in every second round. */
function orderOf({ group, round, attempt }: BlockIdentity, cells: readonly Cell[], seed: number): readonly Cell[] {
  const isSequential = group.schedule === 'sequential';
  const pair = isSequential ? Math.floor(round / 2) : round;
  const order = shuffled(cells, createRandom(seed, `order ${group.id} ${pair} ${attempt}`));
  return isSequential && round % 2 === 1 ? order.toReversed() : order;
}

/**
 * What the trials of a block draw their schedules and payloads from: the same for all of them, and for a further attempt;
 * another one in every round, or the chance of one schedule would be in all of them. 32 bits, as clients take them.
 */
function seedOf({ group, round }: BlockIdentity, seed: number): number {
  return createRandom(seed, `trials ${group.id} ${round}`)() * 2 ** 32;
}

const measureInOrder = { interleaved: measureInterleaved, sequential: measureSequentially } as const;

async function measureInterleaved(
  trials: readonly OngoingTrial[],
  pace: Pace,
  phases: PhaseClock,
  signal: AbortSignal,
): Promise<void> {
  let ready: Promise<void>[] = [];
  try {
    // One after another: several times 64 workers that start on one processor starve each other's main threads for
    // longer than a client waits for a reply, and a server is given for an answer.
    for (const trial of trials) {
      if (trial.startsAlone && !signal.aborted) await trial.start(pace);
    }
    // All at once, and each as soon as it is up: nothing is measured yet, and no processor waits for another cell's turn.
    const together = trials.filter(({ warmsUpAlone }) => !warmsUpAlone);
    ready = trials.map(async (trial) => {
      if (!signal.aborted) await trial.start(pace);
      if (signal.aborted || trial.warmsUpAlone) return;
      phases.begin('warmingUp');
      await trial.warmUp(together.length, signal);
    });
    await Promise.all(ready);
    for (const trial of trials) {
      if (!trial.warmsUpAlone || signal.aborted) continue;
      phases.begin('warmingUp');
      await trial.warmUp(1, signal);
    }
    phases.begin('measuring');
    for (let turn = 0; turn < pace.slices; turn++) {
      for (const trial of turn % 2 === 0 ? trials : trials.toReversed()) {
        if (!signal.aborted) await trial.slice(pace.sliceMs);
      }
    }
    phases.begin('stopping');
    if (!signal.aborted) await Promise.all(trials.map((trial) => trial.finish()));
  } finally {
    // What is still starting can only be ended when it has started.
    await Promise.allSettled(ready);
    await Promise.all(trials.map((trial) => trial.dispose()));
  }
}

async function measureSequentially(
  trials: readonly OngoingTrial[],
  pace: Pace,
  phases: PhaseClock,
  signal: AbortSignal,
): Promise<void> {
  for (const trial of trials) {
    try {
      phases.begin('starting');
      if (!signal.aborted) await trial.start(pace);
      phases.begin('warmingUp');
      if (!signal.aborted) await trial.warmUp(1, signal);
      phases.begin('measuring');
      if (!signal.aborted) await trial.slice(pace.sliceMs * pace.slices);
      phases.begin('stopping');
      if (!signal.aborted) await trial.finish();
    } finally {
      await trial.dispose();
    }
  }
}

/** A trial while it goes on: the first failure ends it, and the block goes on without it. */
class OngoingTrial {
  readonly cell: Cell;
  readonly #known: ReadonlySet<string>;
  readonly #surroundings: Surroundings;
  #live: LiveTrial | undefined;
  #outcome: Outcome | undefined;

  /** @param known labels that it can carry */
  constructor(cell: Cell, known: ReadonlySet<string>, surroundings: Surroundings) {
    this.cell = cell;
    this.#known = known;
    this.#surroundings = surroundings;
  }

  get outcome(): Outcome {
    return this.#outcome ?? { outcome: 'failed', phase: 'start', error: 'the block was given up', log: '' };
  }

  get startsAlone(): boolean {
    return this.#kind.startsAlone(this.cell.setup);
  }

  get warmsUpAlone(): boolean {
    return this.#kind.warmsUp(this.cell.setup) === 'alone';
  }

  /** Does nothing when it has been started. */
  async start(pace: Pace): Promise<void> {
    await this.#step(async () => {
      this.#live ??= await this.#kind.start(this.cell.setup, this.#surroundings.rig, pace);
    });
  }

  async warmUp(liveAtOnce: number, signal: AbortSignal): Promise<void> {
    await this.#step((live) => live?.warmUp(liveAtOnce, signal));
  }

  async slice(windowMs: number): Promise<void> {
    await this.#step((live) => live?.slice(windowMs));
  }

  async finish(): Promise<void> {
    await this.#step(async (live) => {
      if (live === undefined) return;
      const record = await live.finish();
      const labels = this.#kind.judge(record, this.cell.setup, this.#surroundings.machine);
      this.#outcome = { outcome: 'completed', record, labels: labels.filter((label) => this.#known.has(label)) };
    });
  }

  async dispose(): Promise<void> {
    await this.#live?.[Symbol.asyncDispose]();
  }

  get #kind() {
    return kindOf(this.#surroundings.kinds, this.cell.kind);
  }

  /** Does nothing once the trial has failed. Anything but a TrialError is a defect of ours and ends the run. */
  async #step(work: (live: LiveTrial | undefined) => Promise<void> | undefined): Promise<void> {
    if (this.#outcome !== undefined) return;
    try {
      await work(this.#live);
    } catch (error) {
      if (!(error instanceof TrialError)) throw error;
      this.#outcome = { outcome: 'failed', phase: error.phase, error: error.message, log: error.log };
    }
  }
}

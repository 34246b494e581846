/**
 * One block: all cells of a group measured once, so that whatever the machine does meanwhile happens to all of them.
 *
 *     sliced   start all, those with many workers first ─ warm all ─ a b c d ─ d c b a ─ a b c d ─ … ─ stop all
 *     whole    start a, warm, measure, stop ─ start b, … ─ …
 */
import type { Executor, StandingCell } from '../trials/executor.ts';
import { TrialError } from '../trials/executor.ts';
import { keepsWorkerPerConnection } from '../experiments/choices.ts';
import { turnsOf } from '../plan/plan.ts';
import type { GroupPlan, Plan } from '../result/result.ts';
import { judge, type Machine } from '../trials/server/evidence.ts';
import { createRandom, shuffled } from '../statistics/random.ts';
import type { Cell, DistributiveOmit, MeasuredTrial, Slice } from '../result/trial.ts';

/** Which block of a run. */
export interface BlockIdentity {
  readonly group: GroupPlan;
  readonly round: number;
  readonly attempt: number;
}

/** What a block needs besides its plan: things that are not a function of it. */
export interface Surroundings {
  readonly executor: Executor;
  readonly machine: Machine;
  /** UTC now, ISO 8601. */
  readonly now: () => string;
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
  const order = orderOf(block, cells, plan.seed);
  const outcomes =
    block.group.method === 'sliced'
      ? await measureSliced(order, block.group, plan, surroundings)
      : await measureWhole(order, block.group, plan, surroundings);
  surroundings.signal.throwIfAborted();
  return cells.map((cell) => {
    const identity = { cell: cell.id, round: block.round, attempt: block.attempt, startedAt };
    return { ...identity, ...(outcomes.get(cell.id) as Outcome) };
  });
}

type Outcome = DistributiveOmit<MeasuredTrial, 'cell' | 'round' | 'attempt' | 'startedAt'>;

/** Seeded random; whole trials run in the reverse of the round before in every second round. */
function orderOf({ group, round, attempt }: BlockIdentity, cells: readonly Cell[], seed: number): readonly Cell[] {
  const pair = group.method === 'whole' ? Math.floor(round / 2) : round;
  const order = shuffled(cells, createRandom(seed, `order ${group.id} ${pair} ${attempt}`));
  return group.method === 'whole' && round % 2 === 1 ? order.toReversed() : order;
}

async function measureSliced(
  order: readonly Cell[],
  group: GroupPlan,
  plan: Plan,
  { executor, machine, signal }: Surroundings,
): Promise<Map<string, Outcome>> {
  const trials = order.map((cell) => new OngoingTrial(cell, 'sliced', machine));
  let standing: Promise<void>[] = [];
  try {
    // One after another: several times 64 workers that start on one processor starve each other's main threads for
    // longer than a client waits for a reply, and a server is given for an answer.
    for (const trial of trials) {
      if (keepsWorkerPerConnection(trial.cell) && !signal.aborted) await trial.start(executor, plan);
    }
    // All at once, and each as soon as it is up: nothing is measured yet, and no processor waits for another cell's turn.
    standing = trials.map(async (trial) => {
      if (!signal.aborted) await trial.start(executor, plan);
      if (!signal.aborted) await trial.warmUp(trials.length, signal);
    });
    await Promise.all(standing);
    for (let turn = 0; turn < turnsOf(group, plan); turn++) {
      for (const trial of turn % 2 === 0 ? trials : trials.toReversed()) {
        if (!signal.aborted) await trial.slice(plan.slice.ms);
      }
    }
    if (!signal.aborted) await Promise.all(trials.map((trial) => trial.finish()));
  } finally {
    // What is still starting can only be ended when it has started.
    await Promise.allSettled(standing);
    await Promise.all(trials.map((trial) => trial.dispose()));
  }
  return new Map(trials.map((trial) => [trial.cell.id, trial.outcome]));
}

async function measureWhole(
  order: readonly Cell[],
  group: GroupPlan,
  plan: Plan,
  { executor, machine, signal }: Surroundings,
): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  for (const cell of order) {
    const trial = new OngoingTrial(cell, 'whole', machine);
    try {
      if (!signal.aborted) await trial.start(executor, plan);
      if (!signal.aborted) await trial.warmUp(1, signal);
      if (!signal.aborted) await trial.slice(plan.slice.ms * turnsOf(group, plan));
      if (!signal.aborted) await trial.finish();
    } finally {
      await trial.dispose();
    }
    outcomes.set(cell.id, trial.outcome);
  }
  return outcomes;
}

/** A trial while it goes on: the first failure ends it, and the block goes on without it. */
class OngoingTrial {
  readonly cell: Cell;
  readonly #method: GroupPlan['method'];
  readonly #machine: Machine;
  readonly #slices: Slice[] = [];
  #standing: StandingCell | undefined;
  #outcome: Outcome | undefined;

  constructor(cell: Cell, method: GroupPlan['method'], machine: Machine) {
    this.cell = cell;
    this.#method = method;
    this.#machine = machine;
  }

  get outcome(): Outcome {
    return this.#outcome ?? { outcome: 'failed', phase: 'start', error: 'the block was given up', log: '' };
  }

  /** Does nothing when it stands already. */
  async start(executor: Executor, plan: Plan): Promise<void> {
    await this.#step(async (standing) => {
      if (standing !== undefined) return;
      this.#standing = await executor.start(this.cell, plan);
    });
  }

  /** There is nothing to warm up where nothing will be asked. */
  async warmUp(cellsAtOnce: number, signal: AbortSignal): Promise<void> {
    if (this.cell.connections === 0) return;
    await this.#step((standing) => standing?.warmUp(cellsAtOnce, signal));
  }

  async slice(windowMs: number): Promise<void> {
    await this.#step(async (standing) => {
      if (standing !== undefined) this.#slices.push(await standing.slice(windowMs));
    });
  }

  async finish(): Promise<void> {
    await this.#step(async (standing) => {
      if (standing === undefined) return;
      const measurement = { ...(await standing.finish()), slices: this.#slices, method: this.#method };
      const warnings = judge(measurement, this.cell, this.#machine);
      this.#outcome = { outcome: 'completed', measurement, warnings };
    });
  }

  async dispose(): Promise<void> {
    await this.#standing?.[Symbol.asyncDispose]();
  }

  /** Does nothing once the trial has failed. Anything but a TrialError is a defect of ours and ends the run. */
  async #step(work: (standing: StandingCell | undefined) => Promise<void> | undefined): Promise<void> {
    if (this.#outcome !== undefined) return;
    try {
      await work(this.#standing);
    } catch (error) {
      if (!(error instanceof TrialError)) throw error;
      this.#outcome = { outcome: 'failed', phase: error.phase, error: error.message, log: error.log };
    }
  }
}

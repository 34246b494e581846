/** The attempts at one block, from the trials that they left. */
import type { GroupPlan } from '../result/result.ts';
import type { Trial } from '../result/trial.ts';

/** One measurement of a block. */
export interface Attempt {
  readonly attempt: number;
  /** Trials of cells that were measured; a skipped cell has none. */
  readonly trials: readonly Trial[];
  /** False when the run was cut off while the block was being saved: some cells that could run have no trial. */
  readonly isComplete: boolean;
}

/** `trials`: at least all of the group; those of other groups are passed over. */
export function attemptsOf(group: GroupPlan, round: number, trials: readonly Trial[]): Attempt[] {
  const cells = new Set(group.cells.map(({ id }) => id));
  const ofGroup = trials.filter(({ cell }) => cells.has(cell));
  const running = cells.difference(
    new Set(ofGroup.flatMap((trial) => (trial.outcome === 'skipped' ? trial.cell : []))),
  );
  const measured = ofGroup.filter((trial) => trial.round === round && trial.outcome !== 'skipped');
  return [...Map.groupBy(measured, (trial) => trial.attempt)].map(([attempt, ofAttempt]) => {
    return { attempt, trials: ofAttempt, isComplete: running.isSubsetOf(new Set(ofAttempt.map(({ cell }) => cell))) };
  });
}

/** The attempts at one block, from the trials that they left. */
import type { Group } from '../result/plan.ts';

/** What tells trials and observations apart. */
interface Identified {
  readonly cell: string;
  readonly round: number;
  readonly attempt: number;
  readonly outcome: 'completed' | 'failed' | 'skipped';
}

/** One measurement of a block. */
export interface Attempt<Trial> {
  readonly attempt: number;
  /** Trials of cells that were measured; a skipped cell has none. */
  readonly trials: readonly Trial[];
  /** False when the run was cut off while the block was being saved: some cells that could run have no trial. */
  readonly isComplete: boolean;
}

/** `trials`: at least all of the group; those of other groups are passed over. */
export function attemptsOf<Trial extends Identified>(
  group: Group,
  round: number,
  trials: readonly Trial[],
): Attempt<Trial>[] {
  const cells = new Set(group.cells.map(({ id }) => id));
  const ofGroup = trials.filter(({ cell }) => cells.has(cell));
  const skipped = new Set(ofGroup.filter(({ outcome }) => outcome === 'skipped').map(({ cell }) => cell));
  const running = cells.difference(skipped);
  const measured = ofGroup.filter((trial) => trial.round === round && trial.outcome !== 'skipped');
  return [...Map.groupBy(measured, (trial) => trial.attempt)].map(([attempt, ofAttempt]) => {
    return { attempt, trials: ofAttempt, isComplete: running.isSubsetOf(new Set(ofAttempt.map(({ cell }) => cell))) };
  });
}

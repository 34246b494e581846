/**
 * Which trials of a group count. A block that crashed or was disturbed is measured again, so that a round may have been
 * tried up to three times. One attempt is taken for all its cells: only trials of one block saw the same machine, and a
 * choice per cell would compare different minutes. An attempt that was cut off stands only where there is no other.
 */
import type { Group } from '../result/plan.ts';
import { attemptsOf } from './attempts.ts';
import type { CompletedObservation, Observation } from './observation.ts';

/** The attempt that stands for a round. */
export interface Round {
  readonly round: number;
  readonly attempt: number;
  /** By cell id. A cell that did not complete in this attempt is absent. */
  readonly completed: ReadonlyMap<string, CompletedObservation>;
}

/**
 * The rounds of a group that were begun, in order. Of several attempts a complete one stands, and of these the one in
 * which most cells completed undisturbed; among equals the latest. A fragment, however undisturbed, would cost the cells that it
 * lacks their round. The choice looks at evidence only, never at a figure.
 *
 * @param disturbances names of the labels with which a trial is measured again
 */
export function roundsOf(
  group: Group,
  observations: readonly Observation[],
  disturbances: ReadonlySet<string>,
): Round[] {
  const cells = new Set(group.cells.map((cell) => cell.id));
  const ofGroup = observations.filter(({ cell }) => cells.has(cell));
  const rounds = new Set(ofGroup.map(({ round }) => round));
  return [...rounds]
    .toSorted((one, other) => one - other)
    .map((round) => attemptThatCounts(group, round, ofGroup, disturbances));
}

function attemptThatCounts(
  group: Group,
  round: number,
  ofGroup: readonly Observation[],
  disturbances: ReadonlySet<string>,
): Round {
  const attempts = attemptsOf(group, round, ofGroup).map(({ attempt, isComplete, trials }) => {
    const completed = trials.filter((trial) => trial.outcome === 'completed');
    const undisturbed = completed.filter(({ labels }) => !labels.some((label) => disturbances.has(label))).length;
    return { attempt, isComplete, completed, undisturbed };
  });
  const [best] = attempts.toSorted(
    (one, other) =>
      Number(other.isComplete) - Number(one.isComplete) ||
      other.undisturbed - one.undisturbed ||
      other.attempt - one.attempt,
  );
  // A round of which only the skipped cells are noted: every other cell's block is still to come.
  if (best === undefined) return { round, attempt: 0, completed: new Map() };
  return { round, attempt: best.attempt, completed: new Map(best.completed.map((trial) => [trial.cell, trial])) };
}

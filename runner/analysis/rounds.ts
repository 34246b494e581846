/**
 * Which trials of a group count. A block that crashed or was disturbed is measured again, so that a round may have been
 * tried up to three times. One attempt is taken for all its cells: only trials of one block saw the same machine, and a
 * choice per cell would compare different minutes. An attempt that was cut off stands only where there is no other.
 */
import type { GroupPlan } from '../result/result.ts';
import type { Trial } from '../result/trial.ts';
import { attemptsOf } from './attempts.ts';
import { disturbances } from '../trials/server/evidence.ts';

export type CompletedTrial = Extract<Trial, { readonly outcome: 'completed' }>;

/** The attempt that stands for a round. */
export interface Round {
  readonly round: number;
  readonly attempt: number;
  /** By cell id. A cell that did not complete in this attempt is absent. */
  readonly completed: ReadonlyMap<string, CompletedTrial>;
}

/**
 * The rounds of a group that were begun, in order. Of several attempts a complete one stands, and of these the one in
 * which most cells completed undisturbed; among equals the latest. A fragment, however calm, would cost the cells that it
 * lacks their round. The choice looks at evidence only, never at a figure.
 */
export function roundsOf(group: GroupPlan, trials: readonly Trial[]): Round[] {
  const cells = new Set(group.cells.map((cell) => cell.id));
  const ofGroup = trials.filter((trial) => cells.has(trial.cell));
  const rounds = new Set(ofGroup.map((trial) => trial.round));
  return [...rounds].toSorted((one, other) => one - other).map((round) => standing(group, round, ofGroup));
}

function standing(group: GroupPlan, round: number, ofGroup: readonly Trial[]): Round {
  const attempts = attemptsOf(group, round, ofGroup).map(({ attempt, isComplete, trials }) => {
    const completed = trials.filter((trial) => trial.outcome === 'completed');
    return { attempt, isComplete, completed, undisturbed: completed.filter((trial) => !isDisturbed(trial)).length };
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

function isDisturbed(trial: CompletedTrial): boolean {
  return trial.warnings.some((warning) => disturbances.has(warning));
}

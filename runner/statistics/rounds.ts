/**
 * Which trials of a group count. A block that crashed or was disturbed is measured again, so that a round may have been
 * tried up to three times. One attempt is taken for all its cells: only trials of one block saw the same machine, and a
 * choice per cell would compare different minutes.
 */
import type { GroupPlan } from '../result.ts';
import type { Trial } from '../trial.ts';
import { disturbances } from './evidence.ts';

export type CompletedTrial = Extract<Trial, { readonly outcome: 'completed' }>;

/** The attempt that stands for a round. */
export interface Round {
  readonly round: number;
  readonly attempt: number;
  /** By cell id. A cell that did not complete in this attempt is absent. */
  readonly completed: ReadonlyMap<string, CompletedTrial>;
}

/**
 * The rounds of a group that were begun, in order. Of several attempts the one in which most cells completed undisturbed
 * stands; among equals the latest. The choice looks at evidence only, never at a figure.
 */
export function roundsOf(group: GroupPlan, trials: readonly Trial[]): Round[] {
  const cells = new Set(group.cells.map((cell) => cell.id));
  const rounds = Map.groupBy(
    trials.filter((trial) => cells.has(trial.cell)),
    (trial) => trial.round,
  );
  return [...rounds]
    .map(([round, ofRound]) => standing(round, ofRound))
    .toSorted((one, other) => one.round - other.round);
}

function standing(round: number, trials: readonly Trial[]): Round {
  const attempts = [...Map.groupBy(trials, (trial) => trial.attempt)].map(([attempt, ofAttempt]) => {
    const completed = ofAttempt.filter((trial) => trial.outcome === 'completed');
    return { attempt, completed, undisturbed: completed.filter((trial) => !isDisturbed(trial)).length };
  });
  const [best] = attempts.toSorted((one, other) => other.undisturbed - one.undisturbed || other.attempt - one.attempt);
  if (best === undefined) throw new Error(`round ${round} has no trials`);
  return { round, attempt: best.attempt, completed: new Map(best.completed.map((trial) => [trial.cell, trial])) };
}

function isDisturbed(trial: CompletedTrial): boolean {
  return trial.warnings.some((warning) => disturbances.has(warning));
}

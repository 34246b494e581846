/** The blocks of a plan in the order in which they are measured. Pure: the same plan gives the same order. */
import { attemptsOf } from '../analysis/attempts.ts';
import { createRandom } from '../../protocol/random.ts';
import { shuffled } from '../statistics/random.ts';
import { roundsOfGroup, type Group, type Plan } from '../result/plan.ts';
import type { Trial } from '../result/trial.ts';

/** Which block of a run. */
export interface BlockIdentity {
  readonly group: Group;
  readonly round: number;
  readonly attempt: number;
}

/** The blocks of one experiment, or of the controls: their finding is known when all are measured. */
export interface Stage {
  readonly experiment: string;
  readonly blocks: readonly BlockIdentity[];
}

/** A block is measured at most this often more, when something disturbed it. */
export const mostRepeats = 2;

/** Experiment by experiment, the controls last; within one, round by round, its groups in seeded random order. */
export function stagesOf(plan: Plan): Stage[] {
  const names = [...new Set(plan.groups.map((group) => group.experiment))];
  return names.map((experiment) => {
    const groups = plan.groups.filter((group) => group.experiment === experiment);
    const rounds = Array.from({ length: plan.rounds }, (_, round) => round);
    const blocks = rounds.flatMap((round) => {
      const order: readonly Group[] = shuffled(groups, createRandom(plan.seed, `groups ${experiment} ${round}`));
      return order
        .filter((group) => round < roundsOfGroup(group, plan.rounds))
        .map((group) => ({ group, round, attempt: 0 }));
    });
    return { experiment, blocks };
  });
}

/** A block of a run that goes on. */
export interface OpenBlock {
  /** What to measure, if anything. */
  readonly next: BlockIdentity;
  /** Its latest complete attempt; empty when there is none, and the block has to be measured. */
  readonly measured: readonly Trial[];
}

/** A stage of a run that goes on. */
export interface OpenStage {
  readonly experiment: string;
  readonly blocks: readonly OpenBlock[];
}

/**
 * Where the blocks of a run stand after it was cut off. A block of which only some trials were saved is measured again,
 * as another attempt: what is compared has to come from one block. Whether a complete one is repeated is for the run to
 * decide, as it would have if it had gone on.
 */
export function resumedStages(stages: readonly Stage[], trials: readonly Trial[]): OpenStage[] {
  return stages.map(({ experiment, blocks }) => ({
    experiment,
    blocks: blocks.map(({ group, round }) => {
      const attempts = attemptsOf(group, round, trials).toSorted((one, other) => one.attempt - other.attempt);
      const next = { group, round, attempt: (attempts.at(-1)?.attempt ?? -1) + 1 };
      return { next, measured: attempts.findLast(({ isComplete }) => isComplete)?.trials ?? [] };
    }),
  }));
}

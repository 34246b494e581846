/** The blocks of a plan in the order in which they are measured. Pure: the same plan gives the same order. */
import { createRandom, shuffled } from './statistics/random.ts';
import type { BlockIdentity } from './block.ts';
import type { GroupPlan, Plan } from './result.ts';
import type { Trial } from './trial.ts';

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
      const order: readonly GroupPlan[] = shuffled(groups, createRandom(plan.seed, `groups ${experiment} ${round}`));
      return order.map((group) => ({ group, round, attempt: 0 }));
    });
    return { experiment, blocks };
  });
}

/**
 * What is left of a run that was cut off. A block of which only some trials were saved is measured again, as another
 * attempt: what is compared has to come from one block.
 */
export function withoutMeasured(stages: readonly Stage[], trials: readonly Trial[]): Stage[] {
  const skipped = new Set(trials.flatMap((trial) => (trial.outcome === 'skipped' ? [trial.cell] : [])));
  return stages.map(({ experiment, blocks }) => ({
    experiment,
    blocks: blocks.flatMap((block) => {
      const cells = new Set(block.group.cells.map((cell) => cell.id).filter((id) => !skipped.has(id)));
      const saved = trials.filter((trial) => trial.round === block.round && cells.has(trial.cell));
      const byAttempt = Map.groupBy(saved, (trial) => trial.attempt);
      if ([...byAttempt.values()].some((attempt) => attempt.length === cells.size)) return [];
      return [{ ...block, attempt: Math.max(-1, ...byAttempt.keys()) + 1 }];
    }),
  }));
}

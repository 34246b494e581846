/** How many rounds a run has: those of its profile, what the user says, what a budget buys, or as many as a precision takes. */
import { UserError } from '../../protocol/flags.ts';
import { comparisonsIn } from '../analysis/declared-pairs.ts';
import type { Experiment } from '../experiments/experiment.ts';
import type { Group, ProfileName } from '../result/plan.ts';
import { comparisonsAllowed, coverage, roundsNeeded, simultaneousCoverage } from '../statistics/simultaneous.ts';
import { formatEstimate } from './estimate.ts';
import { precisionCoverage, precisionLooks } from './precision.ts';
import { profiles, type Profile } from './profiles.ts';

export interface Budget {
  readonly ms: number;
  /** As the user wrote it, for messages: `2.5m`. */
  readonly typed: string;
}

/** Of the nominal durations, how long the fastest machines take that are known. */
const fastest = 0.6;

export interface RoundsWanted {
  readonly profile: ProfileName;
  readonly budget: Budget | null;
  /** Exactly so many; null: not said. */
  readonly rounds: number | null;
  /** The machine is measured; before, a budget may do that looks too short by the nominal durations. */
  readonly isCalibrated: boolean;
  /** Up to the last look of a run with `--precision`. */
  readonly hasPrecision: boolean;
}

/** @throws UserError when the budget is too short, or the rounds cannot carry the declared comparisons. */
export function roundsFor(
  { profile: name, budget, rounds: exactly, hasPrecision, isCalibrated }: RoundsWanted,
  experiments: readonly Experiment[],
  groups: readonly Group[],
  estimate: (rounds: number) => number,
): number {
  const last = precisionLooks.at(-1);
  const rounds =
    exactly ??
    (hasPrecision && last !== undefined
      ? last
      : roundsWithin(budget, profiles[name], estimate, isCalibrated ? 1 : fastest));
  if (name === 'smoke') return rounds;
  const family = hasPrecision ? precisionCoverage : coverage;
  const say = (needed: number) => {
    if (exactly === null) return `this profile has ${rounds}; use a larger --profile or --budget`;
    const { mostRounds } = profiles[name];
    return needed <= mostRounds
      ? `use --rounds ${needed} or more`
      : `more than the ${mostRounds} that a run can have; name fewer arms or experiments`;
  };
  refuseTooManyComparisons(experiments, groups, {
    rounds,
    family,
    flag: exactly === null ? '' : `--rounds ${exactly}: `,
    say,
  });
  return rounds;
}

/** A longer budget buys rounds, the one thing that narrows intervals. */
function roundsWithin(
  budget: Budget | null,
  profile: Profile,
  estimate: (rounds: number) => number,
  least: number,
): number {
  const { rounds: usual, mostRounds } = profile;
  if (budget === null) return usual;
  if (estimate(usual) * least > budget.ms) {
    const others = profile === profiles.smoke ? 'or fewer experiments' : 'fewer experiments, or --profile smoke';
    throw new UserError(
      `--budget ${budget.typed}: this takes ${formatEstimate(estimate(usual))}; use that or more, ${others}`,
    );
  }
  let rounds = usual;
  while (rounds < mostRounds && estimate(rounds + 1) <= budget.ms) rounds++;
  return rounds;
}

interface Carried {
  readonly rounds: number;
  /** What all intervals of an experiment cover at once. */
  readonly family: number;
  /** How a refusal begins, and what it advises where so many rounds are needed. */
  readonly flag: string;
  readonly say: (needed: number) => string;
}

function refuseTooManyComparisons(
  experiments: readonly Experiment[],
  groups: readonly Group[],
  { rounds, family, flag, say }: Carried,
): void {
  const all = experiments.map((experiment) => {
    const own = groups.filter((group) => group.experiment === experiment.name);
    return { experiment, declared: comparisonsIn(experiment, own) };
  });
  const neededFor = (declared: number) => roundsNeeded(simultaneousCoverage(declared, family));
  const [worst] = all
    .filter(({ declared }) => declared > comparisonsAllowed(rounds, family))
    .toSorted((one, other) => other.declared - one.declared);
  if (worst === undefined) return;
  const { name, factor, orderAcross } = worst.experiment;
  const which = orderAcross === undefined ? '' : ` (every pair of its ${factor.plural}, in every group)`;
  const needed = neededFor(worst.declared);
  throw new UserError(
    `${flag}${name}: ${worst.declared} ${worst.declared === 1 ? 'comparison needs' : 'comparisons'}${which}${worst.declared === 1 ? '' : ' need'} ${needed} rounds to be decidable${flag === '' ? ', ' : '; '}${say(needed)}`,
  );
}

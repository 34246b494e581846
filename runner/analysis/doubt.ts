/**
 * Trials that by themselves would have no value: too few observations lie beyond a percentile, or the client's own lag is
 * too much of it. Leaving such a trial out would prefer the others, such as those with a short tail, whose replies cling
 * together less. So it stays with what was measured, where at most a quarter of the rounds have one, and the interval is
 * as wide as it has to be to cover whatever those trials are worth (`center` of statistics/hodges-lehmann.ts). Beyond
 * that, or where nothing was measured that could stay, the figure is withheld.
 */
import type { CompletedObservation } from './observation.ts';
import type { Round } from './rounds.ts';

/** The estimate bears up to 29 % of wrong values (Hodges and Lehmann 1963), and eight rounds have an interval with two. */
const mostOfRounds = 1 / 4;

/** What the trials of some cells say of a metric. */
export interface Doubt {
  /** Rounds with a value in doubt. */
  readonly rounds: ReadonlySet<number>;
  /** Why, of the one that lacks most; null where there is none. */
  readonly why: string | null;
  /** Why there is no figure; null where there may be one. */
  readonly withheld: string | null;
  /** The same in two or three words, where the trial has them. */
  readonly brief: string | null;
}

export function doubtOf(cells: readonly string[], rounds: readonly Round[], metric: string): Doubt {
  const completed = rounds.flatMap((round) => {
    const trials = cells.flatMap((cell) => round.completed.get(cell) ?? []);
    return trials.length === 0 ? [] : [{ round: round.round, trials }];
  });
  const trials = completed.flatMap((one) => one.trials);
  const reasons = trials
    .flatMap((trial) => reasonOf(trial, metric) ?? [])
    .toSorted((one, other) => (one.shareOfNeeded ?? 0) - (other.shareOfNeeded ?? 0));
  const [first] = reasons;
  if (first === undefined) return { rounds: new Set(), why: null, withheld: null, brief: null };
  const doubted = completed.filter((one) => one.trials.some((trial) => reasonOf(trial, metric) !== null));
  const canStay =
    reasons.every(({ measured }) => measured !== undefined) && doubted.length <= mostOfRounds * completed.length;
  const some = reasons.length === trials.length ? '' : ` (no value in ${reasons.length} of ${trials.length} trials)`;
  // Counted of one trial, it is told of the one that has least.
  const why = first.shareOfNeeded === undefined ? first.none : `the smallest trial ${first.none}`;
  return {
    rounds: new Set(doubted.map(({ round }) => round)),
    why,
    withheld: canStay ? null : `${why}${some}`,
    brief: canStay ? null : (first.brief ?? null),
  };
}

/**
 * Of what is told of several sides together, such as a ratio.
 *
 * @param sides cells of each
 * @returns in how many rounds the value of any side is in doubt; null where a side has no figure, and so the whole has none
 */
export function doubtfulRounds(
  sides: readonly (readonly string[])[],
  rounds: readonly Round[],
  metric: string,
): number | null {
  const doubts = sides.map((cells) => doubtOf(cells, rounds, metric));
  if (doubts.some(({ withheld }) => withheld !== null)) return null;
  return new Set(doubts.flatMap((doubt) => [...doubt.rounds])).size;
}

function reasonOf({ values }: CompletedObservation, metric: string) {
  const value = values.get(metric);
  return typeof value === 'object' ? value : null;
}

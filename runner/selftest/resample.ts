/**
 * Runs of few rounds, drawn from many that were recorded: a bootstrap (Efron, Annals of Statistics 7(1), 1979). Rounds are
 * drawn with replacement, which makes each of them independent of the others, as the rounds of a run are taken to be; drawn
 * without, runs would be more alike than runs are, since all would be parts of the same few dozen rounds. A round that is in
 * a run twice makes its interval no less sure: with ties it covers at least as often (statistics/wilcoxon.ts). Whether
 * neighbouring rounds depend on one another is not seen in draws; runs of consecutive rounds show it.
 */
import type { PutIn } from '../analysis/put-in.ts';
import { createRandom } from '../../protocol/random.ts';
import { mean, median, standardDeviation } from '../statistics/averages.ts';
import { estimate, type Estimate } from '../statistics/estimate.ts';
import { coverage, simultaneousCoverage } from '../statistics/simultaneous.ts';

export const draws = 2000;

/** What runs say of a slowdown that is there. Shares of all of them. */
export interface Found {
  /** The interval lies above 1: slower, as it is. */
  readonly found: number;
  /** It lies below 1: faster, which it is not. */
  readonly mistaken: number;
  /** It holds a value of the range of what was put in. */
  readonly held: number;
  /** Of the estimates, as ratios. */
  readonly median: number;
  readonly mean: number;
  readonly standardDeviation: number;
}

export interface Drawing {
  readonly rounds: number;
  /** That the run declares: each interval covers for its part of them. */
  readonly comparisons: number;
  readonly putIn: PutIn;
  readonly seed: number;
  /** Runs with different names are drawn independently. */
  readonly stream: string;
}

/** @param recorded log ratios, one per round; where they are fewer than a run has, shares and estimates are NaN */
export function drawnRuns(recorded: readonly number[], { rounds, comparisons, putIn, seed, stream }: Drawing): Found {
  const random = createRandom(seed, `draws ${stream}`);
  const runs = Array.from({ length: recorded.length < rounds ? 0 : draws }, () => {
    const drawn = Array.from({ length: rounds }, () => recorded[Math.floor(random() * recorded.length)] as number);
    return estimate(drawn, simultaneousCoverage(comparisons));
  });
  const share = (is: (run: Estimate) => boolean) => runs.filter(is).length / runs.length;
  const estimates = runs.map(({ value }) => value);
  return {
    found: share(isSlower),
    mistaken: share(({ interval }) => interval !== null && interval.high < 1),
    held: share(({ interval }) => interval !== null && interval.low <= putIn.high && interval.high >= putIn.low),
    median: median(estimates),
    mean: mean(estimates),
    standardDeviation: standardDeviation(estimates),
  };
}

/** Every run of so many rounds that follow one another; they overlap. */
export function consecutiveRuns(
  recorded: readonly number[],
  rounds: number,
): { readonly found: number; readonly of: number } {
  const of = Math.max(0, recorded.length - rounds + 1);
  const runs = Array.from({ length: of }, (_, first) => estimate(recorded.slice(first, first + rounds), coverage));
  return { found: runs.filter(isSlower).length, of };
}

function isSlower({ interval }: Estimate): boolean {
  return interval !== null && interval.low > 1;
}

/**
 * By how much one sample lies above another that it is not paired with: the rounds of two runs, which happened at other
 * times and have nothing in common but their numbers. The estimate is that of Hodges and Lehmann (Annals of Mathematical
 * Statistics 34(2), 1963), the median of all differences between a value of the one and a value of the other. The interval
 * comes from the exact null distribution of the rank-sum statistic (Wilcoxon, Biometrics Bulletin 1(6), 1945; Mann and
 * Whitney, Annals of Mathematical Statistics 18(1), 1947):
 *
 * U counts the pairs in which the value of the one is above that of the other. Where both samples come from the same
 * distribution, every choice of n of the n + m ranks is equally likely to be theirs. That is what the coverage assumes: two
 * distributions of the same shape, shifted. It need not be normal, nor symmetric. What other spreads do to it is in
 * rank-sum.test.ts.
 */
import { medianOfSorted } from './averages.ts';
import type { Center } from './hodges-lehmann.ts';

/** From which difference to which an interval goes: the k-th smallest and the k-th largest, counted from 1. */
export interface DifferenceRank {
  readonly k: number;
  /** Exact probability that it contains the shift; at least that where values tie. */
  readonly coverage: number;
}

/**
 * @param coverage at least this much: 0.95
 * @returns by how much the values of `later` are above those of `first`; the estimate is NaN where one of them is empty
 */
export function shiftBetween(first: readonly number[], later: readonly number[], coverage: number): Center {
  const differences = Float64Array.from(first.flatMap((one) => later.map((other) => other - one))).toSorted();
  const estimate = medianOfSorted(differences);
  const rank = differenceRank(first.length, later.length, coverage);
  if (rank === null) return { estimate, interval: null };
  const low = differences[rank.k - 1] as number;
  const high = differences[differences.length - rank.k] as number;
  return { estimate, interval: { low, high, coverage: rank.coverage } };
}

/**
 * The largest k that keeps the coverage: coverage = 1 − 2 P(U ≤ k − 1) (Hollander, Wolfe and Chicken, *Nonparametric
 * Statistical Methods*, 3rd ed., section 4.3). Null when even the outermost differences (k = 1) do not reach it.
 */
export function differenceRank(first: number, later: number, coverage: number): DifferenceRank | null {
  if (first === 0 || later === 0) return null;
  const tail = rankSumTail(first, later);
  const allowed = (1 - coverage) / 2;
  let k = 0;
  while (k < tail.length && (tail[k] as number) <= allowed) k += 1;
  return k === 0 ? null : { k, coverage: 1 - 2 * (tail[k - 1] as number) };
}

/** The fewest rounds in each of two runs whose interval reaches this coverage at all. */
export function roundsNeededInEach(coverage: number): number {
  let rounds = 1;
  while (differenceRank(rounds, rounds, coverage) === null) rounds += 1;
  return rounds;
}

/** The same few sizes are asked for again and again; a distribution never changes. */
const tails = new Map<string, Float64Array>();

/**
 * P(U ≤ u) for u from 0 to the middle of the range, m · n / 2. The numbers of choices are the coefficients of Gauss's
 * binomial, ∏ (1 − qⁿ⁺ⁱ) ÷ (1 − qⁱ) for i from 1 to m: a factor at a time, each scaled by i ÷ (n + i) so that they add up
 * to 1. A coefficient depends on lower ones alone, so that the tail takes no error from the large numbers in the middle.
 */
export function rankSumTail(m: number, n: number): Float64Array {
  const key = `${m} ${n}`;
  const known = tails.get(key);
  if (known !== undefined) return known;
  const probability = new Float64Array(Math.floor((m * n) / 2) + 1);
  probability[0] = 1;
  for (let i = 1; i <= m; i += 1) {
    for (let u = probability.length - 1; u >= n + i; u -= 1) {
      probability[u] = (probability[u] as number) - (probability[u - n - i] as number);
    }
    for (let u = i; u < probability.length; u += 1) {
      probability[u] = (probability[u] as number) + (probability[u - i] as number);
    }
    for (let u = 0; u < probability.length; u += 1) probability[u] = ((probability[u] as number) * i) / (n + i);
  }
  for (let u = 1; u < probability.length; u += 1) {
    probability[u] = (probability[u] as number) + (probability[u - 1] as number);
  }
  tails.set(key, probability);
  return probability;
}

/**
 * The exact null distribution of Wilcoxon's signed-rank statistic (Wilcoxon, "Individual comparisons by ranking methods",
 * Biometrics Bulletin 1(6), 1945), and the order statistic that makes an interval of a wanted coverage.
 *
 * W is the sum of the ranks of the positive differences. When the differences are symmetric about 0, every subset of the
 * ranks 1 … n is equally likely to be the positive ones, so P(W = t) is the share of subsets that add up to t. Nothing
 * else is assumed: not normality, not equal variances from round to round.
 */

export interface WalshRank {
  /** The interval goes from the k-th smallest to the k-th largest Walsh average, counted from 1. */
  readonly k: number;
  /**
   * Exact probability that it contains the center of symmetry; at least that where differences tie (Noether, "Wilcoxon
   * confidence intervals for location parameters in the discrete case", JASA 62(317), 1967).
   */
  readonly coverage: number;
}

/**
 * The largest k that keeps the coverage: coverage = 1 − 2 P(W ≤ k − 1) (Hollander, Wolfe and Chicken, *Nonparametric
 * Statistical Methods*, 3rd ed., section 3.3). Null when even the outermost Walsh averages (k = 1) do not reach it.
 *
 * @param n number of differences
 */
export function walshRank(n: number, coverage: number): WalshRank | null {
  const tail = lowerTail(n);
  const allowed = (1 - coverage) / 2;
  let k = 0;
  while (k < tail.length && (tail[k] as number) <= allowed) k += 1;
  return k === 0 ? null : { k, coverage: 1 - 2 * (tail[k - 1] as number) };
}

/** The same few n are asked for again and again; a distribution never changes. */
const lowerTails = new Map<number, Float64Array>();

/**
 * P(W ≤ t) for t from 0 to the middle of the range, n(n + 1) / 4. Each rank is in the sum or not, with probability ½:
 * Pₙ(t) = ½ Pₙ₋₁(t) + ½ Pₙ₋₁(t − n). Up to n = 52 the doubles are exact, being counts of subsets divided by 2ⁿ.
 */
export function lowerTail(n: number): Float64Array {
  const known = lowerTails.get(n);
  if (known !== undefined) return known;
  const probability = new Float64Array(Math.floor((n * (n + 1)) / 4) + 1);
  probability[0] = 1;
  for (let rank = 1; rank <= n; rank += 1) {
    for (let total = probability.length - 1; total >= 0; total -= 1) {
      const without = probability[total] as number;
      const including = total < rank ? 0 : (probability[total - rank] as number);
      probability[total] = (without + including) / 2;
    }
  }
  for (let total = 1; total < probability.length; total += 1) {
    probability[total] = (probability[total] as number) + (probability[total - 1] as number);
  }
  lowerTails.set(n, probability);
  return probability;
}

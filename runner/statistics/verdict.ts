/**
 * What a comparison says. The margin is declared with the profile and never computed from the data: a margin that grows
 * with the noise would turn noise into "equivalent". Verdict and interval cannot contradict each other, because the
 * verdict is read off the interval:
 *
 *            1/(1+δ)      1      1+δ
 *     lower  ──┼─[====]───┼───────┼──      excludes 1
 *     higher ──┼──────────┼───────┼─[==]─  excludes 1, and beyond the margin
 *     equivalent ┼────[===┼==]────┼──      inside the margin, 1 among it
 *     inconclusive ┼────[=┼=======┼=]──    neither
 */
import type { Estimate, Ratio, VerdictKind } from './analysis.ts';
import { estimate } from './estimate.ts';
import { simultaneousCoverage } from './simultaneous.ts';

/** How the comparisons of one experiment are judged. */
export interface Terms {
  /** Comparisons that the experiment declared, over all its groups. */
  readonly comparisons: number;
  /** Ratios within 1 ± margin count as equivalent: 0.1. */
  readonly margin: number;
  /** The controls failed: no verdict is given. */
  readonly unfit: boolean;
}

/** @param differences ln(arm) − ln(baseline) of every round that has both */
export function compare(differences: readonly number[], terms: Terms): Ratio {
  const ratio = estimate(differences, simultaneousCoverage(terms.comparisons));
  const verdict = terms.unfit ? 'withheld' : verdictOf(ratio, terms.margin);
  return {
    ...ratio,
    verdict,
    beyondMargin: (verdict === 'higher' || verdict === 'lower') && isBeyondMargin(ratio, terms.margin),
    roundsToDecide: verdict === 'inconclusive' ? roundsToDecide(ratio, terms.margin) : null,
    detectable: ratio.interval === null ? null : Math.exp(logHalfWidth(ratio.interval)),
  };
}

function verdictOf({ interval }: Estimate, margin: number): VerdictKind {
  if (interval === null) return 'inconclusive';
  if (interval.low > 1) return 'higher';
  if (interval.high < 1) return 'lower';
  if (interval.low >= 1 / (1 + margin) && interval.high <= 1 + margin) return 'equivalent';
  return 'inconclusive';
}

function isBeyondMargin({ interval }: Estimate, margin: number): boolean {
  return interval !== null && (interval.low > 1 + margin || interval.high < 1 / (1 + margin));
}

/**
 * R · (half-width ÷ | |ln estimate| − ln(1 + δ) |)²: half-widths shrink with the square root of the rounds, and the
 * interval must shrink to the distance between the estimate and the nearer edge of the margin. A forecast: it takes the
 * estimate for the truth.
 */
function roundsToDecide({ value, interval, n }: Estimate, margin: number): Ratio['roundsToDecide'] {
  if (interval === null) return null;
  const distance = Math.abs(Math.abs(Math.log(value)) - Math.log(1 + margin));
  const rounds = Math.ceil(n * (logHalfWidth(interval) / distance) ** 2);
  return rounds > 10 * n ? 'not decidable here' : Math.max(rounds, n + 1);
}

function logHalfWidth(interval: { readonly low: number; readonly high: number }): number {
  return Math.log(interval.high / interval.low) / 2;
}

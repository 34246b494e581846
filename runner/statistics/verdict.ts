/**
 * What a comparison says. The margin is declared with the profile and never computed from the data: a margin that grows
 * with the noise would turn noise into "equivalent". Verdict and interval cannot contradict each other, because the
 * verdict is read off the interval:
 *
 *            1/(1+δ)      1      1+δ
 *     lower ─[=┼====]─────┼───────┼──────  excludes 1; how far from it is open
 *     lower  ──┼─[====]───┼───────┼──────  excludes 1, and inside the margin: lower by less than δ
 *     higher ──┼──────────┼───────┼─[==]─  excludes 1, and beyond the margin: higher by more than δ
 *     equivalent ┼────[===┼==]────┼──────  inside the margin, 1 among it
 *     inconclusive ┼────[=┼=======┼=]────  neither
 *
 * An interval that narrows as rounds are added may go from "equivalent within δ" to "lower by less than δ": both say that
 * the difference is smaller than δ. A bare "lower" would take that back.
 *
 * That margin is a factor, which a difference cannot have. Its metric may declare one of its own, for what the method cannot
 * tell from 0: then a difference is higher or lower only beyond it. Without, it is higher or lower than 0, or inconclusive.
 */
import type { MetricDefinition } from '../result/metric.ts';
import { estimate, type Estimate } from './estimate.ts';
import { noFinerThan } from './resolution.ts';
import { transforms } from './scale.ts';
import { simultaneousCoverage } from './simultaneous.ts';

/** `undeclared`: nobody asked before the measurement, so the interval gives none. */
export type VerdictKind = 'higher' | 'lower' | 'equivalent' | 'inconclusive' | 'undeclared' | 'withheld';

/** Arm against baseline in one metric, by its scale: arm ÷ baseline, or arm − baseline. */
export interface Contrast extends Estimate {
  readonly verdict: VerdictKind;
  /** Higher or lower, and the whole interval lies outside 1/(1 + margin) … 1 + margin; false of a difference. */
  readonly beyondMargin: boolean;
  /** Higher or lower, and the whole interval lies inside 1/(1 + margin) … 1 + margin; false of a difference. */
  readonly withinMargin: boolean;
  /**
   * Rounds that would decide an inconclusive comparison; 'not decidable here' above ten times the rounds. Null when it is
   * decided or withheld, and when it has no interval (the note then names the rounds for one).
   */
  readonly roundsToDecide: number | 'not decidable here' | null;
  /** The smallest factor above 1, or difference above 0, that could have been told from none: the interval's half-width. */
  readonly detectable: number | null;
}

/** How the comparisons of one experiment are judged. */
export interface Terms {
  /** Comparisons that the experiment declared, over all its groups. */
  readonly comparisons: number;
  /** What all of them cover at once; 95 % unless given. */
  readonly family?: number | undefined;
  /** Ratios within 1 ± margin count as equivalent: 0.1. */
  readonly margin: number;
  /** The controls failed: no verdict is given. */
  readonly unfit: boolean;
  /** False of a ratio that is measured for its interval alone; true unless given. */
  readonly isDeclared?: boolean;
  /** Rounds of which the difference may be wrong, by any amount; none unless given. */
  readonly doubtful?: number;
}

/**
 * @param differences arm − baseline of every round that has both, of logarithms for a factor
 * @param resolution of the two figures together: no interval is narrower, and the verdict is read off it (resolution.ts)
 */
export function compare(
  differences: readonly number[],
  terms: Terms,
  metric: Judged = ratios,
  resolution = 0,
): Contrast {
  const transform = transforms[metric.scale];
  const covered = simultaneousCoverage(terms.comparisons, terms.family);
  const measured = estimate(differences, covered, transform, terms.doubtful);
  return judge(noFinerThan(measured, resolution, metric.scale), terms, metric);
}

type Judged = Pick<MetricDefinition, 'scale' | 'differenceMargin'>;

/** The verdict on an estimate, however it came about, such as from the rounds of two runs (analysis/compare-runs.ts). */
export function judge(
  contrast: Estimate,
  terms: Omit<Terms, 'comparisons' | 'doubtful'>,
  { scale, differenceMargin: ownMargin }: Judged,
): Contrast {
  const differenceMargin = ownMargin ?? 0;
  const transform = transforms[scale];
  // In transformed values, where being the same is 0 on either scale.
  const margin = scale === 'factor' ? Math.log(1 + terms.margin) : differenceMargin;
  const found = { ...contrast, value: transform.to(contrast.value), interval: mapped(contrast.interval, transform.to) };
  const claimedBeyond = scale === 'factor' ? 0 : differenceMargin;
  const read = terms.unfit ? 'withheld' : verdictOf(found.interval, margin, claimedBeyond);
  const verdict = terms.isDeclared === false ? 'undeclared' : read;
  return {
    ...contrast,
    verdict,
    beyondMargin: scale === 'factor' && isClaim(verdict) && isBeyondMargin(contrast, terms.margin),
    withinMargin: scale === 'factor' && isClaim(verdict) && isWithin(found.interval, margin),
    roundsToDecide: verdict === 'inconclusive' ? roundsToDecide(found, margin) : null,
    detectable: found.interval === null ? null : transform.back(halfWidth(found.interval)),
  };
}

const ratios = { scale: 'factor', differenceMargin: null } as const;

type Interval = Estimate['interval'];

function mapped(interval: Interval, change: (value: number) => number): Interval {
  return interval === null ? null : { low: change(interval.low), high: change(interval.high) };
}

function isClaim(verdict: VerdictKind): boolean {
  return verdict === 'higher' || verdict === 'lower';
}

/** All in transformed values. */
function verdictOf(interval: Interval, margin: number, claimedBeyond: number): VerdictKind {
  if (interval === null) return 'inconclusive';
  if (interval.low > claimedBeyond) return 'higher';
  if (interval.high < -claimedBeyond) return 'lower';
  return margin > 0 && isWithin(interval, margin) ? 'equivalent' : 'inconclusive';
}

/** In transformed values. */
function isWithin(interval: Interval, margin: number): boolean {
  return interval !== null && interval.low >= -margin && interval.high <= margin;
}

function isBeyondMargin({ interval }: Estimate, margin: number): boolean {
  return interval !== null && (interval.low > 1 + margin || interval.high < 1 / (1 + margin));
}

/**
 * R · (half-width ÷ | |ln estimate| − ln(1 + δ) |)²: half-widths shrink with the square root of the rounds, and the
 * interval must shrink to the distance between the estimate and the nearer edge of the margin; to 0, where there is no
 * margin. A forecast: it takes the estimate for the truth.
 *
 * @param found in transformed values
 */
function roundsToDecide({ value, interval, n }: Estimate, margin: number): Contrast['roundsToDecide'] {
  if (interval === null) return null;
  const distance = Math.abs(Math.abs(value) - margin);
  // On the very edge of the margin no number of rounds decides; with an interval of width 0 that quotient is 0 ÷ 0.
  if (distance === 0) return 'not decidable here';
  const rounds = Math.ceil(n * (halfWidth(interval) / distance) ** 2);
  return rounds > 10 * n ? 'not decidable here' : Math.max(rounds, n + 1);
}

function halfWidth(interval: { readonly low: number; readonly high: number }): number {
  return (interval.high - interval.low) / 2;
}

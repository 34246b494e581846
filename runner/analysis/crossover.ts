/**
 * From how much computation per request an arm overtakes the baseline, for good.
 *
 *      ratio │                      ┬ ahead        ┬ ahead
 *            │             ┬ open   ┴              ┴
 *          1 ┼─────────────┼─────────────────────────
 *            │   ┴ behind  ┴
 *            └───┴─────────┴────────┴──────────────┴─▶ work
 *              below             above
 *
 * What is measured is between which levels it lies: above the last one at which the arm is behind by its whole interval,
 * and at or below the first one from which on it is ahead by its whole interval. All intervals cover at once, so this range
 * covers as they do. With noise a curve can cross more than once; what counts is the crossing after which it stays above 1
 * up to the largest level measured. Where the client was at its limit the ratio is a bound, and such a level is "behind" or
 * "ahead" only if the bound carries it.
 *
 * Where exactly it lies between two levels depends on the curve that is drawn there. Between levels that are close the
 * curves hardly differ, so a figure is interpolated only there, linear in ln(work + e), where e is the baseline's own
 * processor time at the least work: a request costs e besides its work, so what the work does to a ratio follows the sum.
 * Between echo and 100 µs the usual curves give 5 to 22 µs from the same data: there no figure is given.
 *
 * The range around it goes from where the upper to where the lower end of the ratio's interval crosses 1; a bootstrap would
 * cover less than it says.
 */
import type { MetricDefinition } from '../result/metric.ts';
import type { Contrast } from '../statistics/verdict.ts';
import { contrastOf, type Crossover, type GroupAnalysis, type InterpolatedCrossover } from './analysis.ts';
import type { Bound } from './bound.ts';
import { boundOf } from './labels.ts';
import { amountOf } from './levels.ts';

/**
 * Neighbouring levels are close up to this factor in work + e. Levels in the series 1, 3, 10 are 3.3 apart, and work as
 * measured is a few percent off what was aimed at.
 */
export const closestFactor = 3.5;

/** How many times better than the baseline an arm is at one level of work: above 1 is ahead, whatever the metric. */
interface Level {
  readonly amount: number;
  readonly low: number;
  readonly estimate: number;
  readonly high: number;
  readonly bound: Bound;
}

/** Where a curve rises above 1 for good, and between which neighbouring levels; null where it is above at all, or not at the last. */
type Crossing = { readonly amount: number; readonly neighbours: readonly [Level, Level] } | null;

/**
 * @param groups of one experiment, which stand on an axis
 * @param own what the baseline costs besides what a level adds, in the axis's base unit; null where it is not known: then
 *   nothing is interpolated
 */
export function crossovers(
  groups: readonly GroupAnalysis[],
  metric: MetricDefinition,
  own: number | null,
  unfit: boolean,
): Crossover[] {
  const ordered = groups.toSorted((one, other) => amountOf(one) - amountOf(other));
  if (ordered.length < 2) return [];
  const arms = new Set(
    ordered.flatMap(({ rows }) => rows.filter(({ cell }) => cell.role === 'arm').map(({ cell }) => cell.arm)),
  );
  return [...arms].map((arm) => ({ arm, outcome: outcomeOf(arm, ordered, metric, own, unfit) }));
}

function outcomeOf(
  arm: string,
  groups: readonly GroupAnalysis[],
  metric: MetricDefinition,
  own: number | null,
  unfit: boolean,
): Crossover['outcome'] {
  if (unfit) return undetermined('verdicts are withheld, because the controls do not vouch for this run');
  const levels: Level[] = [];
  for (const group of groups) {
    const row = group.rows.find(({ cell }) => cell.role === 'arm' && cell.arm === arm);
    const ratio = row === undefined ? null : contrastOf(row, metric);
    if (row === undefined || ratio === null) return undetermined(`no value at ${group.label}`);
    const level = levelOf(amountOf(group), ratio, metric, boundOf(row, group, metric));
    if (level === null) return undetermined(`no interval at ${group.label}: ${ratio.note}`);
    levels.push(level);
  }
  return locate(levels, own);
}

function levelOf(amount: number, { value, interval }: Contrast, metric: MetricDefinition, bound: Bound): Level | null {
  if (interval === null || metric.scale !== 'factor') return null;
  if (metric.better === 'higher') return { amount, low: interval.low, estimate: value, high: interval.high, bound };
  return { amount, low: 1 / interval.high, estimate: 1 / value, high: 1 / interval.low, bound };
}

function isBehind({ high, bound: { carries } }: Level): boolean {
  return high < 1 && (carries === 'all' || carries === 'lower');
}

function isAhead({ low, bound: { carries } }: Level): boolean {
  return low > 1 && (carries === 'all' || carries === 'higher');
}

/** @param own null where it is not known: then nothing is interpolated */
function locate(levels: readonly Level[], own: number | null): Crossover['outcome'] {
  if (levels.every(isAhead)) return { kind: 'ahead-everywhere' };
  if (levels.every(isBehind)) return { kind: 'behind-everywhere' };
  const last = levels.at(-1);
  if (last !== undefined && isBehind(last))
    return undetermined('behind at the largest level measured, but not at every level');
  const below = levels.findLast(isBehind);
  const above = levels[levels.findLastIndex((level) => !isAhead(level)) + 1];
  if (below === undefined && above === undefined)
    return undetermined('neither behind at any level nor ahead at the largest for certain');
  return {
    kind: 'between',
    below: below?.amount ?? null,
    above: above?.amount ?? null,
    interpolated: own === null ? null : interpolate(levels, own),
  };
}

/** Null where a curve crosses 1 between levels that are not close, or the ratio there is a bound either way. */
function interpolate(levels: readonly Level[], own: number): InterpolatedCrossover | null {
  const middle = crossing(levels, ({ estimate }) => estimate, own);
  if (middle === null) return null;
  const low = crossing(levels, ({ high }) => high, own);
  const high = crossing(levels, (level) => level.low, own);
  const used = [low, middle, high].flatMap((one) => (one === null ? [] : [one.neighbours]));
  if (used.some(([below, above]) => (above.amount + own) / (below.amount + own) > closestFactor)) return null;
  const bounds = new Set(used.flat().map(({ bound: { carries } }) => carries));
  if (bounds.has('none') || (bounds.has('higher') && bounds.has('lower'))) return null;
  // A true ratio above the measured one crosses 1 at less work, one below it at more.
  const bound = bounds.has('higher') ? 'at most' : bounds.has('lower') ? 'at least' : null;
  return {
    estimate: middle.amount,
    low: bound === 'at most' ? null : (low?.amount ?? null),
    high: bound === 'at least' ? null : (high?.amount ?? null),
    bound,
  };
}

function crossing(levels: readonly Level[], height: (level: Level) => number, own: number): Crossing {
  const lastBelow = levels.findLastIndex((level) => height(level) <= 1);
  const [below, above] = [levels[lastBelow], levels[lastBelow + 1]];
  if (below === undefined || above === undefined) return null;
  const share = (1 - height(below)) / (height(above) - height(below));
  // Linear in ln(work + own): from one sum to the other, a share of the way in factors.
  const sum = below.amount + own;
  const amount = sum * ((above.amount + own) / sum) ** share - own;
  return { amount, neighbours: [below, above] };
}

function undetermined(why: string): Crossover['outcome'] {
  return { kind: 'not-determined', why };
}

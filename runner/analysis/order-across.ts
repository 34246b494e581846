/**
 * Does the order of the arms in the first group hold in a later one? Told of every pair of arms by three ratios:
 *
 *     a ÷ b in the first group     a ÷ b in the later one     the second ÷ the first
 *
 * Each is estimated from the rounds. Inside a block whatever the machine does to all arms cancels in a ÷ b; between two
 * blocks nothing cancels, so a ratio of ratios has the noise of both. An order is an interval that excludes 1:
 *
 *                  first      later
 *     kept         a ahead    a ahead
 *     swapped      a ahead    b ahead
 *     lost         a ahead    holds 1
 *     found        holds 1    a ahead
 *     undecided    holds 1    holds 1
 *
 * Two families of intervals, each of which covers at once with 95 %: the ratios of all pairs in all groups, so that no order
 * of the whole experiment is claimed falsely but in one experiment of twenty; and the ratios of ratios, so that no change is.
 * That both hold is promised with 90 %. All in one family would take nine rounds for the three pairs of a quick run. What no
 * interval can promise is that a lost order is gone: it is one that these rounds do not show. Whether they show a change is
 * for the ratio of ratios to say.
 */
import type { MetricDefinition } from '../result/metric.ts';
import { estimate, type Estimate } from '../statistics/estimate.ts';
import { logarithmic } from '../statistics/scale.ts';
import { combined, noFinerThan } from '../statistics/resolution.ts';
import { simultaneousCoverage } from '../statistics/simultaneous.ts';
import type { GroupAnalysis, OrderAcross, PairOrder, PairRatio } from './analysis.ts';
import { ratioBound } from './bound.ts';
import { cellsByArm, type Pair, type PairsAcross } from './declared-pairs.ts';
import { doubtfulRounds } from './doubt.ts';
import { isLowerBound } from './labels.ts';
import type { RoundsOfGroup } from './levels.ts';
import { minus, present, seriesOf, type Series } from './pairing.ts';
import type { Round } from './rounds.ts';
import { resolutionIn, trialsOf } from './row.ts';

/** A group with its rounds and with its rows, whose labels say which figures are lower bounds. */
export interface MeasuredGroup extends RoundsOfGroup, Pick<GroupAnalysis, 'rows'> {}

export interface OrderTerms {
  /** Ratios that cover at once: declared-pairs.ts. */
  readonly comparisons: number;
  /** What they cover at once; 95 % unless given. */
  readonly family?: number | undefined;
  /** The controls failed: nothing is claimed. */
  readonly unfit: boolean;
}

/** One for each later group. Empty for a metric without ratios. */
export function ordersAcross(
  followed: readonly PairsAcross[],
  measured: readonly MeasuredGroup[],
  metric: MetricDefinition,
  { comparisons, family, unfit }: OrderTerms,
): OrderAcross[] {
  if (metric.scale !== 'factor') return [];
  const changes = followed.reduce((count, { pairs }) => count + pairs.length, 0);
  const terms = {
    ratio: simultaneousCoverage(comparisons, family),
    change: simultaneousCoverage(changes, family),
    unfit,
    metric,
  };
  return followed.flatMap(({ first, later, pairs }) => {
    const sides = [first, later].flatMap(({ id }) => measured.find(({ group }) => group.id === id) ?? []);
    const [before, after] = inTheSameRounds(sides);
    if (before === undefined || after === undefined) return [];
    return [{ first: first.id, later: later.id, pairs: pairs.map((pair) => orderOf(pair, before, after, terms)) }];
  });
}

interface Terms {
  /** Coverage of each ratio, and of each ratio of ratios. */
  readonly ratio: number;
  readonly change: number;
  readonly unfit: boolean;
  readonly metric: MetricDefinition;
}

/** Rounds by their numbers, the same in all groups: what a group lacks is a round in which nothing completed. */
function inTheSameRounds(groups: readonly MeasuredGroup[]): MeasuredGroup[] {
  const begun = new Set(groups.flatMap(({ rounds }) => rounds.map(({ round }) => round)));
  const numbers = [...begun].toSorted((one, other) => one - other);
  return groups.map((group) => {
    const byNumber = new Map(group.rounds.map((round) => [round.round, round]));
    const rounds = numbers.map((round): Round => byNumber.get(round) ?? { round, attempt: 0, completed: new Map() });
    return { ...group, rounds };
  });
}

/** As the pair is named: ahead is whoever is in the first group; where no order is found there, in the later one. */
function orderOf(pair: Pair, first: MeasuredGroup, later: MeasuredGroup, terms: Terms): PairOrder {
  const order = judged(pair, first, later, terms);
  return leaderOf(order, terms.metric) === 'other' ? judged([pair[1], pair[0]], first, later, terms) : order;
}

function judged(arms: Pair, before: MeasuredGroup, after: MeasuredGroup, terms: Terms): PairOrder {
  const [first, later] = [logRatios(arms, before, terms), logRatios(arms, after, terms)];
  const ratios = {
    first: ratioOf(first, terms.ratio),
    later: ratioOf(later, terms.ratio),
    change: ratioOf(
      {
        values: minus(later.values, first.values),
        resolution: combined(first.resolution, later.resolution, 'factor'),
        doubtful: first.doubtful + later.doubtful,
        // In a ratio of ratios the second arm of the first group is above the line.
        bounded: {
          above: later.bounded.above || first.bounded.below,
          below: later.bounded.below || first.bounded.above,
        },
      },
      terms.change,
    ),
  };
  const labels = [before, after].map(({ group }) => group.label);
  return { arms, ...ratios, outcome: outcomeOf(ratios, labels, terms), gained: gainerOf(arms, ratios.change, terms) };
}

/** ln(above) − ln(below), round by round. */
interface LogRatios {
  readonly values: Series;
  readonly resolution: number;
  /** Rounds in which a value of either may be wrong: doubt.ts. */
  readonly doubtful: number;
  /** Which of the figures are lower bounds. */
  readonly bounded: { readonly above: boolean; readonly below: boolean };
}

function logRatios([above, below]: Pair, { group, rounds, rows }: MeasuredGroup, { metric }: Terms): LogRatios {
  const cells = cellsByArm(group);
  const [over, under] = [cells.get(above) ?? [], cells.get(below) ?? []];
  const resolution = (of: readonly string[]) => resolutionIn(trialsOf(of, rounds), metric);
  const isBounded = (arm: string) => rows.some((row) => row.cell.arm === arm && isLowerBound(row, metric));
  const doubtful = doubtfulRounds([over, under], rounds, metric.name);
  return {
    values: doubtful === null ? [] : minus(seriesOf(rounds, over, metric), seriesOf(rounds, under, metric)),
    doubtful: doubtful ?? 0,
    resolution: combined(resolution(over), resolution(under), 'factor'),
    bounded: { above: isBounded(above), below: isBounded(below) },
  };
}

function ratioOf({ values, resolution, doubtful, bounded }: LogRatios, coverage: number): PairRatio | null {
  const known = present(values);
  if (known.length === 0) return null;
  const bound = ratioBound(bounded.above, bounded.below);
  return { ...noFinerThan(estimate(known, coverage, logarithmic, doubtful), resolution, 'factor'), ...bound };
}

/** What an interval says of the order of a pair: which is ahead, none of the two, or nothing, for the reason given. */
type Told = 'one' | 'other' | 'neither' | { readonly why: string };

const saturated = 'the load generator was saturated';

function toldBy(ratio: PairRatio | null, { better }: MetricDefinition): Told {
  if (ratio === null) return { why: 'no round has both' };
  const { interval, note, carries } = ratio;
  if (interval === null) return { why: note ?? 'no interval' };
  const verdict = sideOf(interval);
  // Where a true ratio may lie beyond the measured one, an interval that holds 1 tells nothing either.
  if (carries !== 'all' && carries !== verdict) return { why: saturated };
  if (verdict === null) return 'neither';
  return verdict === better ? 'one' : 'other';
}

function sideOf({ low, high }: NonNullable<Estimate['interval']>): 'higher' | 'lower' | null {
  if (low > 1) return 'higher';
  return high < 1 ? 'lower' : null;
}

type Ratios = Pick<PairOrder, 'first' | 'later' | 'change'>;

/** @param labels of the two groups */
function outcomeOf({ first, later }: Ratios, labels: readonly string[], terms: Terms): PairOrder['outcome'] {
  if (terms.unfit) return undetermined('verdicts are withheld, because the controls do not vouch for this run');
  const told = [first, later].map((ratio) => toldBy(ratio, terms.metric));
  const objections = told.flatMap((one, index) =>
    typeof one === 'object' ? [{ why: one.why, label: labels[index] ?? '' }] : [],
  );
  if (objections.length > 0) {
    const reasons = [...Map.groupBy(objections, ({ why }) => why)];
    return undetermined(
      reasons.map(([why, where]) => `${where.map(({ label }) => label).join(' and ')}: ${why}`).join('; '),
    );
  }
  const [before, after] = told;
  if (before === 'neither') return { kind: after === 'neither' ? 'undecided' : 'found' };
  if (after === 'neither') return { kind: 'lost' };
  return { kind: before === after ? 'kept' : 'swapped' };
}

function undetermined(why: string): PairOrder['outcome'] {
  return { kind: 'not-determined', why };
}

/** The arm that gained on the other from the first group to the later one, by the whole interval of the ratio of ratios. */
function gainerOf([one, other]: Pair, change: PairRatio | null, { metric, unfit }: Terms): string | null {
  if (unfit) return null;
  const told = toldBy(change, metric);
  if (told === 'one') return one;
  return told === 'other' ? other : null;
}

/** By intervals, else by the estimate in the first group. */
function leaderOf({ first, later }: Ratios, metric: MetricDefinition): 'one' | 'other' {
  for (const told of [toldBy(first, metric), toldBy(later, metric)])
    if (told === 'one' || told === 'other') return told;
  const value = first?.value ?? later?.value ?? 1;
  return value === 1 || (metric.better === 'higher') === value > 1 ? 'one' : 'other';
}

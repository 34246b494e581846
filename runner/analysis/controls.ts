/**
 * Can this run be believed? Two questions to which the answer is known: identical cells must come out equal (A/A), and a
 * slowdown that was put in must be found. A run in which identical cells differ, or that sees no slowdown where there is
 * one, is unfit and gives no verdicts. One that finds another slowdown than was put in only says so: a 95 % interval
 * misses the truth in one of twenty sound runs (docs/decisions/0007-statistics.md).
 */
import type { MetricDefinition } from '../result/metric.ts';
import type { CellRole, Group, KindPlan, Plan } from '../result/plan.ts';
import { mean, standardDeviation } from '../statistics/averages.ts';
import { estimate, type Estimate } from '../statistics/estimate.ts';
import { coverage, roundsNeeded } from '../statistics/simultaneous.ts';
import type { Observation } from './observation.ts';
import { differences, present, seriesOf } from './pairing.ts';
import { controlMetricsOf, disturbancesIn, slowdownMetricOf } from './planned.ts';
import { putIn, type PutIn } from './put-in.ts';
import { roundsOf, type Round } from './rounds.ts';

/** Twin ÷ the cell that it is the twin of, of all groups, in one metric. */
export interface Identical extends Estimate {
  readonly metric: MetricDefinition;
  /** Of the log ratios of two identical cells in a round; null with fewer than two. */
  readonly standardDeviation: number | null;
}

/** The two controls of a run. */
export interface Controls {
  /** A/A: identical cells, pooled over all groups, in each control metric; 99 % interval. */
  readonly identical: readonly Identical[];
  /**
   * The same in what experiments compare by a ratio beside the control metrics, such as percentiles of response times. It is
   * told, and decides nothing: their scatter is what intervals are as wide as, and no fault of a run.
   */
  readonly identicalBesides: readonly Identical[];
  /** A known slowdown, arm ÷ baseline. Null when the run has none. */
  readonly slowdown: {
    readonly metric: MetricDefinition;
    readonly injected: PutIn;
    readonly found: Estimate;
    /** found − put in, as a share of the baseline's cost: 0.01 is a percentage point. */
    readonly difference: number;
    readonly ok: boolean;
  } | null;
  readonly unfit: boolean;
  /** One sentence each: why the run is unfit, or what the controls say. */
  readonly reasons: readonly string[];
}

/** Higher than for a finding: a run is thrown away on it, and two metrics are looked at. */
const identicalCoverage = 0.99;
/** An A/A interval wider than this factor both ways could hide what the run is meant to find. */
const widestFactor = 1.1;

export function controlsOf(plan: Plan, observations: readonly Observation[]): Controls {
  const groups = plan.groups.map((group) => ({
    group,
    rounds: roundsOf(group, observations, disturbancesIn(plan, group)),
  }));
  const identicals = plan.kinds.flatMap((kind) => identicalsOf(kind, groups));
  const objections = objectionsTo(identicals);
  const agreements = objections.length > 0 ? objections : [agreement(identicals)];
  const slowdown = knownSlowdown(groups, plan);
  return {
    identical: identicals,
    identicalBesides: plan.kinds.flatMap((kind) => besides(kind, plan, groups)),
    slowdown: slowdown.outcome,
    unfit: objections.length > 0 || slowdown.unfit,
    // What makes a run unfit comes first.
    reasons:
      slowdown.unfit && objections.length === 0
        ? [...slowdown.reasons, ...agreements]
        : [...agreements, ...slowdown.reasons],
  };
}

interface Measured {
  readonly group: Group;
  readonly rounds: readonly Round[];
}

/**
 * By the kind's own cells: another kind may call one of its metrics the same. Not every trial of a kind has each of its
 * control metrics: one that none of them has says nothing of the run, unless there is no other.
 */
function identicalsOf(kind: KindPlan, measured: readonly Measured[]): Identical[] {
  const own = measured.filter(({ group }) => group.cells.some((cell) => cell.kind === kind.name));
  const all = controlMetricsOf(kind).map((metric) =>
    identical(
      own.flatMap((one) => pairedDifferences(one, metric)),
      metric,
    ),
  );
  const found = all.filter(({ n }) => n > 0);
  return found.length === 0 ? all : found;
}

/** Of one kind, in the primary metrics of its experiments that are no control metrics; each over the groups of its experiments. */
function besides(kind: KindPlan, { experiments }: Plan, measured: readonly Measured[]): Identical[] {
  const asked = experiments.filter((experiment) => experiment.kind === kind.name);
  return kind.metrics.flatMap((metric) => {
    const names = new Set(asked.flatMap(({ name, primaryMetric }) => (primaryMetric === metric.name ? [name] : [])));
    if (metric.scale !== 'factor' || kind.controls.includes(metric.name)) return [];
    const own = measured.filter(({ group }) => names.has(group.experiment));
    const found = identical(
      own.flatMap((one) => pairedDifferences(one, metric)),
      metric,
    );
    return found.n === 0 ? [] : [found];
  });
}

/** ln(twin) − ln(the cell that it is the twin of) within each round of a group, for each twin that it has. */
function pairedDifferences({ group, rounds }: Measured, metric: MetricDefinition): number[] {
  const twins = group.cells.filter(({ role }) => role === 'twin');
  return twins.flatMap((twin) => {
    const others = group.cells.filter(({ arm, role }) => arm === twin.arm && role !== 'twin' && role !== 'slowdown');
    const other = others.map(({ id }) => id);
    return differences(seriesOf(rounds, [twin.id], metric), seriesOf(rounds, other, metric));
  });
}

/**
 * Differences of all groups in one signed-rank interval: under the null each is symmetric about 0 whatever its spread,
 * and more is not assumed.
 */
function identical(pooled: readonly number[], metric: MetricDefinition): Identical {
  return {
    metric,
    ...estimate(pooled, identicalCoverage),
    standardDeviation: pooled.length < 2 ? null : standardDeviation(pooled),
  };
}

/** Without an interval nothing vouches for the run: that is the widest of all intervals, not a pass. */
function objectionsTo(identicals: Controls['identical']): string[] {
  const pairs = Math.min(...identicals.map(({ n }) => n));
  const needed = roundsNeeded(identicalCoverage);
  if (pairs < needed)
    return [`Unfit: too few pairs of identical cells to vouch for the run, ${pairs} of at least ${needed}.`];
  return identicals.flatMap((control) => objectionTo(control) ?? []);
}

function objectionTo(control: Identical): string | null {
  const { low, high } = control.interval ?? { low: 0, high: Number.POSITIVE_INFINITY };
  const title = control.metric.title.toLowerCase();
  if (low > 1 || high < 1) return `Unfit: identical cells differ in ${title}, ${described(control)}.`;
  if (high / low > widestFactor ** 2)
    return `Unfit: the interval of identical cells is wider than ±10 % in ${title}, ${described(control)}.`;
  return null;
}

function agreement(identicals: Controls['identical']): string {
  const each = identicals.map((control) => `${control.metric.title.toLowerCase()} ${described(control)}`);
  return `Identical cells came out equal: ${each.join(', ')}.`;
}

function knownSlowdown(
  groups: readonly Measured[],
  plan: Plan,
): { outcome: Controls['slowdown']; unfit: boolean; reasons: string[] } {
  const host = groups.find(({ group }) => group.slowdown !== null);
  const slowdown = host?.group.slowdown ?? null;
  const metric = host && slowdownMetricOf(plan, host.group);
  if (host === undefined || slowdown === null || metric === undefined)
    return { outcome: null, unfit: false, reasons: [] };
  const { baselineValue, paired } = againstTwins(host, metric);
  if (paired.length === 0)
    return {
      outcome: null,
      unfit: false,
      reasons: ['The known slowdown was not measured: no round has both of its cells.'],
    };
  const injected = putIn(slowdown, baselineValue);
  const found = estimate(paired, coverage);
  const difference = found.value - injected.value;
  const { interval, note } = found;
  const summary = `slowdown of ${put(injected)} was put in and ${described(found)} found, difference ${points(difference)}`;
  const missed = (flaw: string) => ({
    outcome: { metric, injected, found, difference, ok: false },
    unfit: false,
    reasons: [`A ${summary}: ${flaw}.`],
  });
  if (interval === null) return missed(note ?? 'it has no interval');
  if (interval.low <= 1) {
    const flaw = interval.high < 1 ? 'the interval says faster' : 'the interval does not exclude that nothing changed';
    return { ...missed(flaw), unfit: true, reasons: [`Unfit: a ${summary}: ${flaw}.`] };
  }
  if (injected.high < interval.low || injected.low > interval.high)
    return missed('the interval misses what was put in');
  return { outcome: { metric, injected, found, difference, ok: true }, unfit: false, reasons: [`A ${summary}.`] };
}

/**
 * The slowdown in the rounds that have it, against the mean of the baseline and its twin as every comparison is. With it the
 * baseline's own cost, in the same rounds.
 */
function againstTwins(
  { group, rounds: all }: Measured,
  metric: MetricDefinition,
): { baselineValue: number; paired: readonly number[] } {
  const slower = cellsOf(group, 'slowdown');
  const rounds = all.filter(({ completed }) => slower.some((id) => completed.has(id)));
  const baseline = seriesOf(rounds, baselineCells(group), metric);
  const paired = differences(seriesOf(rounds, slower, metric), baseline);
  return { baselineValue: Math.exp(mean(present(baseline))), paired };
}

/** The baseline and its twin. */
function baselineCells({ cells }: Group): string[] {
  const arm = cells.find(({ role }) => role === 'baseline')?.arm;
  return cells.filter((cell) => cell.arm === arm && cell.role !== 'slowdown').map(({ id }) => id);
}

function cellsOf(group: Group, role: CellRole): string[] {
  return group.cells.filter((cell) => cell.role === role).map(({ id }) => id);
}

function described({ value, interval, coverage: covered, n }: Estimate): string {
  const range =
    interval === null ? '' : `${percent(covered)} interval ${change(interval.low)} to ${change(interval.high)}, `;
  return `${change(value)} (${range}${n} ${n === 1 ? 'pair' : 'pairs'})`;
}

function put({ value, low, high }: PutIn): string {
  return `${change(value)} (${change(low)} to ${change(high)})`;
}

/** 0.0034 is +0.34 percentage points. */
function points(difference: number): string {
  const text = (100 * difference).toFixed(2);
  return `${text.startsWith('-') ? `−${text.slice(1)}` : `+${text}`} percentage points`;
}

/** 1.034 is +3.4 %. */
function change(ratio: number): string {
  const percentage = (100 * (ratio - 1)).toFixed(1);
  return `${percentage.startsWith('-') ? `−${percentage.slice(1)}` : `+${percentage}`} %`;
}

function percent(share: number | null): string {
  return share === null ? '' : `${(100 * share).toFixed(1)} %`;
}

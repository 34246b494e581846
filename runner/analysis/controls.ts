/**
 * Can this run be believed? Two questions to which the answer is known: identical cells must come out equal (A/A), and a
 * slowdown that was put in must be found. A run in which identical cells differ, or that sees no slowdown where there is
 * one, is unfit and gives no verdicts. One that finds another slowdown than was put in only says so: a 95 % interval
 * misses the truth in one of twenty sound runs (docs/decisions/0008-statistics.md).
 */
import type { Calibration, GroupPlan, ResultFile } from '../result/result.ts';
import type { Cell, CellRole, Measurement } from '../result/trial.ts';
import type { ControlMetric, Controls, Estimate, Identical } from './analysis.ts';
import { mean, standardDeviation } from '../statistics/averages.ts';
import { estimate } from '../statistics/estimate.ts';
import { definitionOf } from '../trials/server/metrics.ts';
import { differences, present, seriesOf } from './pairing.ts';
import { putIn, type PutIn } from './put-in.ts';
import { roundsOf } from './rounds.ts';
import { coverage, roundsNeeded } from '../statistics/simultaneous.ts';

/** Higher than for a finding: a run is thrown away on it, and two metrics are looked at. */
const identicalCoverage = 0.99;
/** An A/A interval wider than this factor both ways could hide what the run is meant to find. */
const widestFactor = 1.1;

const metrics = { messagesPerSecond: 'throughput', cpuNsPerMessage: 'processor time per message' } satisfies Record<
  ControlMetric,
  string
>;

export function controlsOf({
  plan,
  trials,
  calibration,
}: Pick<ResultFile, 'plan' | 'trials' | 'calibration'>): Controls {
  const pooled = (metric: ControlMetric) =>
    identical(plan.groups.flatMap((group) => pairedDifferences(group, trials, metric, 'control')));
  const identicals = { messagesPerSecond: pooled('messagesPerSecond'), cpuNsPerMessage: pooled('cpuNsPerMessage') };
  const objections = objectionsTo(identicals);
  const agreements = objections.length > 0 ? objections : [agreement(identicals)];
  const slowdown = knownSlowdown(plan.groups, trials, calibration);
  return {
    identical: identicals,
    slowdown: slowdown.outcome,
    unfit: objections.length > 0 || slowdown.unfit,
    // What makes a run unfit comes first.
    reasons:
      slowdown.unfit && objections.length === 0
        ? [...slowdown.reasons, ...agreements]
        : [...agreements, ...slowdown.reasons],
  };
}

/** ln(other) − ln(baseline) within each round of a group; none when the group has no cell of that role. */
function pairedDifferences(
  group: GroupPlan,
  trials: ResultFile['trials'],
  metric: ControlMetric,
  role: CellRole,
): number[] {
  const baseline = cellOf(group, 'baseline');
  const other = cellOf(group, role);
  if (baseline === undefined || other === undefined) return [];
  const rounds = roundsOf(group, trials);
  const figure = (measurement: Measurement) => definitionOf(metric).valueOf(measurement, baseline);
  return differences(seriesOf(rounds, [other.id], figure), seriesOf(rounds, [baseline.id], figure));
}

/**
 * Differences of all groups in one signed-rank interval: under the null each is symmetric about 0 whatever its spread,
 * and more is not assumed.
 */
function identical(pooled: readonly number[]): Identical {
  return {
    ...estimate(pooled, identicalCoverage),
    standardDeviation: pooled.length < 2 ? null : standardDeviation(pooled),
  };
}

/** Without an interval nothing vouches for the run: that is the widest of all intervals, not a pass. */
function objectionsTo(identicals: Controls['identical']): string[] {
  const pairs = Math.min(...Object.values(identicals).map(({ n }) => n));
  const needed = roundsNeeded(identicalCoverage);
  if (pairs < needed)
    return [`Unfit: too few pairs of identical cells to vouch for the run, ${pairs} of at least ${needed}.`];
  const each = (metric: ControlMetric) => objectionTo(identicals[metric], metrics[metric]);
  return [each('messagesPerSecond'), each('cpuNsPerMessage')].filter((sentence) => sentence !== null);
}

function objectionTo(control: Identical, title: string): string | null {
  const { low, high } = control.interval ?? { low: 0, high: Number.POSITIVE_INFINITY };
  if (low > 1 || high < 1) return `Unfit: identical cells differ in ${title}, ${described(control)}.`;
  if (high / low > widestFactor ** 2)
    return `Unfit: the interval of identical cells is wider than ±10 % in ${title}, ${described(control)}.`;
  return null;
}

function agreement({ messagesPerSecond, cpuNsPerMessage }: Controls['identical']): string {
  return (
    `Identical cells came out equal: ${metrics.messagesPerSecond} ${described(messagesPerSecond)}, ` +
    `${metrics.cpuNsPerMessage} ${described(cpuNsPerMessage)}.`
  );
}

function knownSlowdown(
  groups: readonly GroupPlan[],
  trials: ResultFile['trials'],
  calibration: Calibration,
): { outcome: Controls['slowdown']; unfit: boolean; reasons: string[] } {
  const group = groups.find((candidate) => cellOf(candidate, 'slowdown') !== undefined);
  const baseline = group && cellOf(group, 'baseline');
  const slower = group && cellOf(group, 'slowdown');
  if (group === undefined || baseline === undefined || slower === undefined)
    return { outcome: null, unfit: false, reasons: [] };
  const { baselineNs, paired } = againstTwins(group, trials, slower);
  if (paired.length === 0)
    return {
      outcome: null,
      unfit: false,
      reasons: ['The known slowdown was not measured: no round has both of its cells.'],
    };
  const injected = putIn(baseline, slower, baselineNs, calibration.echoCpuNsPerMessage);
  const found = estimate(paired, coverage);
  const difference = found.value - injected.value;
  const { interval, note } = found;
  const summary = `slowdown of ${put(injected)} was put in and ${described(found)} found, difference ${points(difference)}`;
  const missed = (flaw: string) => ({
    outcome: { injected, found, difference, ok: false },
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
  return { outcome: { injected, found, difference, ok: true }, unfit: false, reasons: [`A ${summary}.`] };
}

/**
 * The slowdown in the rounds that have it, against the mean of the baseline's twins as every comparison is; a group
 * without a twin has the baseline alone. With it the baseline's own cost, in the same rounds.
 */
function againstTwins(
  group: GroupPlan,
  trials: ResultFile['trials'],
  slower: Cell,
): { baselineNs: number; paired: readonly number[] } {
  const rounds = roundsOf(group, trials).filter(({ completed }) => completed.has(slower.id));
  const twins = group.cells.filter(({ role }) => role === 'baseline' || role === 'control').map(({ id }) => id);
  const figure = (measurement: Measurement) => definitionOf('cpuNsPerMessage').valueOf(measurement, slower);
  const baseline = seriesOf(rounds, twins, figure);
  const paired = differences(seriesOf(rounds, [slower.id], figure), baseline);
  return { baselineNs: Math.exp(mean(present(baseline))), paired };
}

function cellOf(group: GroupPlan, role: CellRole): Cell | undefined {
  return group.cells.find((cell) => cell.role === role);
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

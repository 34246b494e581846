/**
 * How many of the comparisons of identical arms are called different. Each goes the way of any comparison of an experiment
 * (analysis/row.ts): the attempt that counts for a round, the mean of baseline and twin, the signed-rank interval. Only its
 * coverage is that of a single comparison, 95 %, so that 5 % of them may be wrong by what the method promises.
 */
import type { Observation } from '../analysis/observation.ts';
import { controlMetricsOf, disturbancesIn, kindPlanOf } from '../analysis/planned.ts';
import { roundsOf } from '../analysis/rounds.ts';
import { rowOf } from '../analysis/row.ts';
import type { MetricDefinition } from '../result/metric.ts';
import type { Group, Plan } from '../result/plan.ts';
import { coverage } from '../statistics/simultaneous.ts';
import type { Contrast } from '../statistics/verdict.ts';
import { median } from '../statistics/averages.ts';
import { binomialAtMost, binomialQuantile } from '../statistics/binomial.ts';
import { soundMethod } from './sound-method.ts';

/** A part of a self-test, as it was measured. */
export interface Part {
  readonly plan: Plan;
  readonly observations: readonly Observation[];
}

/** One arm against the baseline of its group, in one metric. */
export interface IdenticalComparison {
  /** A cell's id. */
  readonly cell: string;
  readonly contrast: Contrast | null;
}

/** All comparisons in one metric. */
export interface IdenticalInMetric {
  readonly metric: MetricDefinition;
  readonly comparisons: readonly IdenticalComparison[];
  /** Comparisons that have an interval. */
  readonly judged: number;
  /** Cells that were called higher, and lower, than their baseline, which they are not. */
  readonly higher: readonly string[];
  readonly lower: readonly string[];
  /** Half-width of the typical interval, as a factor: a difference that a comparison can just see. NaN without intervals. */
  readonly detectable: number;
}

export interface Identical {
  readonly planned: number;
  readonly rounds: number;
  /** Arms of each group. */
  readonly groups: readonly number[];
  /** Comparisons that may be called different: no more than that in 97.5 % of cases if each is with 5 %. */
  readonly allowed: number;
  /** Of a method whose intervals cover as they say: comparisons called different, and the probability that it passes. */
  readonly sound: { readonly expected: number; readonly passes: number };
  /** The probability that a method passes that calls twice as many different as it promises; comparisons taken as independent. */
  readonly unsoundPasses: number;
  /** In each of the metrics by which runs compare identical cells. */
  readonly metrics: readonly IdenticalInMetric[];
}

const errorRate = 1 - coverage;
const passingShare = 0.975;

export function judgeIdentical({ plan, observations }: Part): Identical {
  const groups = plan.groups.map(({ cells }) => cells.filter(({ role }) => role === 'arm').length);
  const planned = groups.reduce((all, arms) => all + arms, 0);
  const allowed = binomialQuantile(passingShare, planned, errorRate);
  const byGroup = plan.groups.map((group) => contrastsIn(group, plan, observations));
  return {
    planned,
    rounds: plan.rounds,
    groups,
    allowed,
    sound: soundMethod(groups, plan.rounds, allowed),
    unsoundPasses: binomialAtMost(allowed, planned, 2 * errorRate),
    metrics: metricsOf(plan).map((metric) =>
      inMetric(
        metric,
        byGroup.flatMap((cells) =>
          cells.map(({ cell, contrasts }) => ({ cell, contrast: contrasts.get(metric.name) ?? null })),
        ),
      ),
    ),
  };
}

/** The control metrics of the kinds that the plan has. */
function metricsOf(plan: Plan): MetricDefinition[] {
  return plan.kinds.flatMap((kind) => controlMetricsOf(kindPlanOf(plan, kind.name)));
}

/** Arms of a group, each against the baseline and its twin. */
function contrastsIn(group: Group, plan: Plan, observations: readonly Observation[]) {
  const ids = new Set(group.cells.map(({ id }) => id));
  const own = observations.filter(({ cell }) => ids.has(cell));
  const rounds = roundsOf(group, own, disturbancesIn(plan, group));
  const reference = group.cells.filter(({ role }) => role !== 'arm').map(({ id }) => id);
  const metrics = { compared: metricsOf(plan), described: [], beside: new Set<string>() };
  const terms = { comparisons: 1, margin: plan.margin, unfit: false };
  return group.cells.flatMap((cell) => {
    if (cell.role !== 'arm') return [];
    const source = { cell, cells: [cell.id], reference: { cells: reference }, isDeclared: true, arms: new Map() };
    return [{ cell: cell.id, contrasts: rowOf(source, rounds, own, metrics, terms).contrasts }];
  });
}

function inMetric(metric: MetricDefinition, comparisons: readonly IdenticalComparison[]): IdenticalInMetric {
  const called = (verdict: Contrast['verdict']) =>
    comparisons.flatMap(({ cell, contrast }) => (contrast?.verdict === verdict ? [cell] : []));
  const detectable = comparisons.flatMap(({ contrast }) => contrast?.detectable ?? []);
  return {
    metric,
    comparisons,
    judged: comparisons.filter(({ contrast }) => (contrast?.interval ?? null) !== null).length,
    higher: called('higher'),
    lower: called('lower'),
    detectable: median(detectable),
  };
}

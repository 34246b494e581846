/** What a plan says of its kinds of trials: their metrics, and the labels with which a trial is measured again. */
import type { LabelDefinition, MetricDefinition } from '../result/metric.ts';
import type { Group, KindPlan, Plan } from '../result/plan.ts';

/** @throws Error for a kind that the plan does not describe: no plan of ours has one. */
export function kindPlanOf({ kinds }: Plan, name: string): KindPlan {
  const kind = kinds.find((one) => one.name === name);
  if (kind === undefined) throw new Error(`the plan does not describe the kind of trial ${name}`);
  return kind;
}

/** @throws Error for a metric that the kind does not have */
export function metricOf(kind: KindPlan, name: string): MetricDefinition {
  const metric = kind.metrics.find((one) => one.name === name);
  if (metric === undefined) throw new Error(`the kind of trial ${kind.name} has no metric ${name}`);
  return metric;
}

/** Metrics that the others depend on. */
export function conditionsOf<Metric extends MetricDefinition>({
  metrics,
}: {
  readonly metrics: readonly Metric[];
}): Metric[] {
  return metrics.filter(({ condition }) => condition !== undefined);
}

/** Metrics by which identical cells of a kind are compared. */
export function controlMetricsOf(kind: KindPlan): MetricDefinition[] {
  return kind.controls.map((name) => metricOf(kind, name));
}

/** The metric in which a known slowdown shows: the last control metric of its kind. */
export function slowdownMetricOf(plan: Plan, { cells }: Group): MetricDefinition | undefined {
  const [first] = cells;
  if (first === undefined) return undefined;
  const kind = kindPlanOf(plan, first.kind);
  return kind.controls.map((name) => metricOf(kind, name)).at(-1);
}

export function disturbancesOf(labels: readonly LabelDefinition[]): ReadonlySet<string> {
  return new Set(labels.filter(({ repeats }) => repeats).map(({ name }) => name));
}

/** Of all kinds that the group's cells have. */
export function disturbancesIn(plan: Plan, { cells }: Group): ReadonlySet<string> {
  const kinds = new Set(cells.map(({ kind }) => kind));
  return new Set([...kinds].flatMap((name) => [...disturbancesOf(kindPlanOf(plan, name).labels)]));
}

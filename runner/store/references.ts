/**
 * Whether the names in a plan lead somewhere: kinds, metrics, labels, axes, experiments. The analysis takes them for granted,
 * and a metric that is not found would be a figure that silently is not there.
 */
import { controlsName, type KindPlan, type Plan, type PlannedExperiment } from '../result/plan.ts';
import type { Trial } from '../result/trial.ts';
import type { Kinds } from '../trials/index.ts';
import { firstProblem, repeated } from './first-problem.ts';

/** 'place in the file: what is wrong', or null. */
export function referenceProblem(plan: Plan, trials: readonly Trial[], kinds: Kinds): string | null {
  return (
    repeated(plan.kinds.map(({ name }, k) => ({ name, place: `plan.kinds[${k}].name` }))) ??
    firstProblem(plan.kinds, (kind, k) => inKind(kind, `plan.kinds[${k}]`, kinds)) ??
    firstProblem(plan.experiments, (experiment, e) =>
      inExperiment(experiment, `plan.experiments[${e}]`, plan, kinds),
    ) ??
    inGroups(plan) ??
    inLabels(plan, trials)
  );
}

function inKind(kind: KindPlan, place: string, kinds: Kinds): string | null {
  const { name, metrics, details, controls, labels } = kind;
  if (!Object.hasOwn(kinds, name))
    return `${place}.name: ${name}, and this edition has ${Object.keys(kinds).join(', ')}`;
  const named = [
    ...details.flatMap((table, d) => at(table.metrics, `${place}.details[${d}].metrics`)),
    ...at(controls, `${place}.controls`),
    ...metrics.flatMap((metric, m) =>
      metric.condition === undefined ? [] : [{ name: metric.name, place: `${place}.metrics[${m}].name` }],
    ),
  ];
  return (
    repeated(metrics.map((metric, m) => ({ name: metric.name, place: `${place}.metrics[${m}].name` }))) ??
    repeated(labels.map((label, l) => ({ name: label.name, place: `${place}.labels[${l}].name` }))) ??
    firstProblem(named, (metric) => metricProblem(metric, kind, kinds))
  );
}

function inExperiment(experiment: PlannedExperiment, place: string, plan: Plan, kinds: Kinds): string | null {
  const { kind: name, metrics, primaryMetric, axis, precedent } = experiment;
  const kind = plan.kinds.find((one) => one.name === name);
  if (kind === undefined) return `${place}.kind: ${name} is no kind of the plan`;
  if (primaryMetric !== metrics[0])
    return `${place}.primaryMetric: ${primaryMetric}, and the first of its metrics is ${metrics[0] ?? 'missing'}`;
  const named = [
    ...at(metrics, `${place}.metrics`),
    { name: axis?.measuredBy ?? primaryMetric, place: `${place}.axis.measuredBy` },
    { name: precedent?.metric ?? primaryMetric, place: `${place}.precedent.metric` },
  ];
  return firstProblem(named, (metric) => metricProblem(metric, kind, kinds));
}

function inGroups({ kinds, experiments, groups }: Plan): string | null {
  const described = new Set(kinds.map(({ name }) => name));
  return firstProblem(groups, ({ experiment: name, level, cells }, g) => {
    const place = `plan.groups[${g}]`;
    const experiment = experiments.find((one) => one.name === name);
    if (experiment === undefined && name !== controlsName)
      return `${place}.experiment: ${name} is no experiment of the plan`;
    if (level !== null && level.axis !== experiment?.axis?.name)
      return `${place}.level.axis: ${level.axis} is no axis of its experiment`;
    return firstProblem(cells, ({ kind }, c) =>
      described.has(kind) && (experiment === undefined || experiment.kind === kind)
        ? null
        : `${place}.cells[${c}].kind: ${kind} is no kind of its experiment`,
    );
  });
}

function inLabels({ kinds, groups }: Plan, trials: readonly Trial[]): string | null {
  const byKind = new Map(kinds.map(({ name, labels }) => [name, new Set(labels.map((label) => label.name))]));
  const byCell = new Map(groups.flatMap(({ cells }) => cells.map(({ id, kind }) => [id, byKind.get(kind)])));
  return firstProblem(trials, (trial, t) => {
    if (trial.outcome !== 'completed') return null;
    const known = byCell.get(trial.cell);
    const unknown = trial.labels.find((label) => known?.has(label) === false);
    return unknown === undefined ? null : `trials[${t}].labels: ${unknown} is no label of the plan`;
  });
}

interface Named {
  readonly name: string;
  readonly place: string;
}

function at(names: readonly string[], place: string): Named[] {
  return names.map((name, i) => ({ name, place: `${place}[${i}]` }));
}

/** A metric is described by the plan, and read out of trials by the code of today. */
function metricProblem({ name, place }: Named, kind: KindPlan, kinds: Kinds): string | null {
  if (!kind.metrics.some((metric) => metric.name === name))
    return `${place}: ${name} is no metric of the kind ${kind.name}`;
  return kinds[kind.name]?.metrics.some((metric) => metric.name === name) === true
    ? null
    : `${place}: this edition cannot read ${name} out of a trial`;
}

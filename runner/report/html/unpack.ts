/** From what a page carries to the analysis again, as the modules of charts and texts take it: packed.ts. */
import { withJudgedClaims } from '../../analysis/claims.ts';
import { minus, present, type Series } from '../../analysis/pairing.ts';
import type { CurveMetrics, ExperimentAnalysis, GroupAnalysis, Row } from '../../analysis/analysis.ts';
import type { MetricDefinition } from '../../result/metric.ts';
import type { Group } from '../../result/plan.ts';
import type { Estimate } from '../../statistics/estimate.ts';
import { transforms } from '../../statistics/scale.ts';
import type { Contrast } from '../../statistics/verdict.ts';
import type {
  PackedContrast,
  PackedEstimate,
  PackedExperiment,
  PackedGroup,
  PackedKind,
  PackedNumber,
  PackedRow,
  PackedRun,
  PageRun,
} from './packed.ts';

/** Of two equal runs the results are equal but for digits that nobody is shown. */
export function unpacked({ header, controls, citing, kinds, experiments }: PackedRun): PageRun {
  const analysed = experiments.map((experiment) => experimentOf(experiment, kinds[experiment.plain.kind]));
  return {
    citing,
    result: header,
    analysis: { controls, experiments: withJudgedClaims(analysed) },
  };
}

/** @throws Error where a kind lacks what its experiment names: no page of ours does */
function experimentOf(
  experiment: PackedExperiment,
  kind: PackedKind = { metrics: [], labels: [] },
): ExperimentAnalysis {
  const metrics = new Map(kind.metrics.map((metric) => [metric.name, metric]));
  const metricOf = (name: string): MetricDefinition => {
    const metric = metrics.get(name);
    if (metric === undefined) throw new Error(`the page does not describe the metric ${name}`);
    return metric;
  };
  const [primary, ...others] = experiment.shown.map(metricOf);
  if (primary === undefined) throw new Error(`the experiment ${experiment.plain.name} has no metrics`);
  const labels = new Set(experiment.labels);
  return {
    ...experiment.plain,
    shown: [primary, ...others],
    details: experiment.details.map((table) => ({ ...table, metrics: table.metrics.map(metricOf) })),
    conditions: experiment.conditions.map(metricOf),
    curve: experiment.curve === null ? null : curveOf(experiment.curve, metricOf),
    labels: kind.labels.filter(({ name }) => labels.has(name)),
    groups: experiment.groups.map((group) => groupOf(group, experiment.plain, metricOf)),
    crossovers: experiment.crossovers,
    orders: experiment.orders,
    judged: [],
  };
}

type MetricOf = (name: string) => MetricDefinition;

function curveOf({ across, up }: NonNullable<PackedExperiment['curve']>, metricOf: MetricOf): CurveMetrics {
  return { across: metricOf(across), up: up.map(metricOf) };
}

function groupOf(
  { group: plain, inPlace, rows, ranking }: PackedGroup,
  { name, kind, axis }: PackedExperiment['plain'],
  metricOf: MetricOf,
): GroupAnalysis {
  const group: Group = { ...plain, experiment: name, cells: [] };
  const baseline = rows.find(({ cell }) => cell.role === 'baseline');
  const { id, label, level } = group;
  // The axis that amounts stand on is linear, and single rounds of them are not shown.
  const amount = inPlace === null || axis === null ? null : estimateOf(inPlace, []);
  return {
    group,
    id,
    label,
    level: level === null ? null : { planned: level.amount, inPlace: amount },
    rows: rows.map((row) => rowOf(row, baseline, group, kind, metricOf)),
    ranking,
  };
}

function rowOf(row: PackedRow, baseline: PackedRow | undefined, group: Group, kind: string, metricOf: MetricOf): Row {
  const { cell, cells, completed, failed, setAside, skipped, error, declared } = row;
  const seriesOf = (one: PackedRow | undefined, name: string): Series => one?.series[name] ?? [];
  const valuesIn = (name: string, series: Series) => present(series).map(transforms[metricOf(name).scale].back);
  const reference = group.comparisons.find(({ arm }) => arm === cell.id)?.reference;
  const paired = (name: string): Series => {
    const own = seriesOf(row, name);
    if (reference === undefined || 'cells' in reference) return minus(own, seriesOf(baseline, name));
    const claimed = transforms[metricOf(name).scale].to(reference.value);
    return own.map((value) => (value === null ? null : value - claimed));
  };
  return {
    cell: { ...cell, experiment: group.experiment, group: group.id, kind, setup: {} },
    cells,
    completed,
    failed,
    setAside,
    skipped,
    error,
    declared,
    labels: new Map(row.labels),
    figures: mapOf(row.figures, (estimate, name) => estimateOf(estimate, valuesIn(name, seriesOf(row, name)))),
    withheld: mapOf(row.withheld, (why) => why),
    gaps: mapOf(row.gaps, (why) => why),
    doubtful: mapOf(row.doubtful, (why) => why),
    series: mapOf(row.series, (series) => series),
    inDoubt: mapOf(row.inDoubt, (places) => places),
    resolutions: mapOf(row.resolutions, (step) => step),
    contrasts: mapOf(row.contrasts, (contrast, name) => contrastOf(contrast, valuesIn(name, paired(name)))),
    secondDifferences: mapOf(row.second, (estimate) => estimateOf(estimate, [])),
  };
}

function mapOf<From, To>(
  from: Readonly<Record<string, From>>,
  become: (value: From, name: string) => To,
): Map<string, To> {
  return new Map(Object.entries(from).map(([name, value]) => [name, become(value, name)]));
}

function numberOf(value: PackedNumber | undefined): number {
  return value ?? Number.NaN;
}

function estimateOf([value, low, high, coverage, n, note]: PackedEstimate, values: readonly number[]): Estimate {
  return {
    value: numberOf(value),
    interval: coverage === null ? null : { low: endOf(low, -1), high: endOf(high, 1) },
    coverage,
    n,
    values,
    note: note ?? null,
  };
}

/** An end that is no number of JSON is one that the interval does not have. */
function endOf(value: PackedNumber, sign: 1 | -1): number {
  return value ?? sign * Number.POSITIVE_INFINITY;
}

function contrastOf(
  { e, verdict, beyond, within, rounds, detectable }: PackedContrast,
  values: readonly number[],
): Contrast {
  return {
    ...estimateOf(e, values),
    verdict,
    beyondMargin: beyond ?? false,
    withinMargin: within ?? false,
    roundsToDecide: rounds ?? null,
    detectable: detectable ?? null,
  };
}

/**
 * Which labels of its trials a row's figures carry. The evidence of one odd round labels that trial; a figure over many
 * rounds carries a label where more than half of them do, for then it is itself mostly made of such trials.
 */
import type { LabelDefinition, MetricDefinition } from '../result/metric.ts';
import { isBaseline, type GroupAnalysis, type Row } from './analysis.ts';
import { ratioBound, type Bound } from './bound.ts';

/** What the labels of a row depend on. */
export type Labelled = Pick<Row, 'cell' | 'completed' | 'labels'>;

/**
 * `not steady`, `cold workers`: to be read wherever a figure of the row is. Without labels that the figure itself says
 * ("at least", ≥), which concern some metrics only.
 */
export function labelsOf(row: Labelled, labels: readonly LabelDefinition[]): string[] {
  return labels
    .filter(({ name, bounds, ofComparison }) => !bounds && ofComparison !== true && isMostly(row, name))
    .map(({ title }) => title);
}

/** `depends on the client`: what is about a ratio or difference of these rows, and in most rounds of one of them at least. */
export function labelsOfRatio(rows: readonly Labelled[], labels: readonly LabelDefinition[]): string[] {
  return labels
    .filter(({ name, ofComparison }) => ofComparison === true && rows.some((row) => isMostly(row, name)))
    .map(({ title }) => title);
}

/** Labels of a comparison: those of the arm, those of what it is compared with, and those of their ratio. */
export function comparisonLabels(
  row: Row,
  { rows }: Pick<GroupAnalysis, 'rows'>,
  labels: readonly LabelDefinition[],
): string[] {
  if (isBaseline(row)) return labelsOf(row, labels);
  const baselines = rows.filter(isBaseline);
  const others = baselines.flatMap((baseline) => labelsOf(baseline, labels));
  return [
    ...labelsOf(row, labels),
    ...others.map((label) => `baseline: ${label}`),
    ...labelsOfRatio([row, ...baselines], labels),
  ];
}

/** The figure is "at least": most rounds carry the label under which the metric is only a lower bound. */
export function isLowerBound(row: Labelled, { boundedBy }: MetricDefinition): boolean {
  return boundedBy !== null && isMostly(row, boundedBy);
}

function isMostly({ completed, labels: counts }: Labelled, label: string): boolean {
  return (counts.get(label) ?? 0) * 2 > completed;
}

/** Arm ÷ baseline, where a side is a lower bound: the true figure of that side is higher than measured. */
export function boundOf(row: Row, { rows }: Pick<GroupAnalysis, 'rows'>, metric: MetricDefinition): Bound {
  const isBaselineBound = rows.some((other) => isBaseline(other) && isLowerBound(other, metric));
  return ratioBound(isLowerBound(row, metric), isBaselineBound);
}

/**
 * Which labels of its trials a row's figures carry. The evidence of one odd round labels that trial; a figure over many
 * rounds carries a label where more than half of them do, for then it is itself mostly made of such trials.
 */
import { hasYoungWorkers } from '../experiments/choices.ts';
import type { Warning } from '../result/trial.ts';
import type { GroupAnalysis, Row } from './analysis.ts';
import { definitionOf, type Metric } from '../trials/server/metrics.ts';
import { warnings } from '../trials/server/warnings.ts';

/** What the labels of a row depend on. */
export type Labelled = Pick<Row, 'cell' | 'completed' | 'warnings'>;

/** Most rounds found the client at its limit: the figure is "at least". */
export function isClientLimited(row: Labelled): boolean {
  return isMostly(row, 'client-limited');
}

/** `not steady`, `young workers`: to be read wherever a figure of the row is. */
export function labelsOf(row: Labelled): string[] {
  const young = row.completed > 0 && hasYoungWorkers(row.cell) ? ['young workers'] : [];
  return [...evidenceLabelsOf(row), ...young];
}

/**
 * What speaks against most trials: `not steady`. Without the client's limit, which concerns throughput only and is said by
 * the figure itself ("at least", ≥).
 */
export function evidenceLabelsOf(row: Labelled): string[] {
  const kinds = Object.keys(warnings) as Warning[];
  return kinds
    .filter((warning) => warning !== 'client-limited' && isMostly(row, warning))
    .map((warning) => warnings[warning].label);
}

/** Labels of a comparison: those of the arm, and those of what it is compared with. */
export function comparisonLabels(row: Labelled, { rows }: Pick<GroupAnalysis, 'rows'>): string[] {
  const baseline = rows.find(({ cell }) => cell.role === 'baseline');
  const others = baseline === undefined || row.cell.role === 'baseline' ? [] : labelsOf(baseline);
  return [...labelsOf(row), ...others.map((label) => `baseline: ${label}`)];
}

function isMostly({ completed, warnings: counts }: Labelled, warning: Warning): boolean {
  return (counts.get(warning) ?? 0) * 2 > completed;
}

/** Which way a ratio is bounded, and which verdicts it carries all the same. */
export interface Bound {
  readonly bound: '≥ ' | '≤ ' | '';
  readonly carries: 'all' | 'higher' | 'lower' | 'none';
}

const unbounded: Bound = { bound: '', carries: 'all' };

/** Arm ÷ baseline, where the client was at its limit: the true throughput of a limited side is higher than measured. */
export function boundOf(row: Row, { rows }: Pick<GroupAnalysis, 'rows'>, metric: Metric): Bound {
  if (!definitionOf(metric).isBoundByClient) return unbounded;
  const isArmLimited = isClientLimited(row);
  const isBaselineLimited = rows.some((other) => other.cell.role === 'baseline' && isClientLimited(other));
  if (isArmLimited && isBaselineLimited) return { bound: '', carries: 'none' };
  if (isArmLimited) return { bound: '≥ ', carries: 'higher' };
  return isBaselineLimited ? { bound: '≤ ', carries: 'lower' } : unbounded;
}

/**
 * Figures as they are shown, each with the labels that have to be read with it. An arm against its baseline is their ratio,
 * or their difference. Where one of the two is only a lower bound, their ratio is only a bound as well, and a verdict that
 * the bound does not carry gets a mark.
 */
import { contrastOf, type ExperimentAnalysis, type GroupAnalysis, type Row } from '../../analysis/analysis.ts';
import type { Bound } from '../../analysis/bound.ts';
import { boundOf, comparisonLabels, isLowerBound, labelsOf, labelsOfRatio } from '../../analysis/labels.ts';
import type { LabelDefinition, MetricDefinition } from '../../result/metric.ts';
import type { Estimate } from '../../statistics/estimate.ts';
import type { Contrast } from '../../statistics/verdict.ts';
import { code } from '../markdown/text.ts';
import { formatDifference, formatEstimate, formatRatio } from './format.ts';
import { labelsAbout } from './limits.ts';
import { bracketed, verdictBrief, verdictSentence, verdictWords } from './words.ts';

/** By what a comparison is judged and labelled. */
export type Judged = Pick<ExperimentAnalysis, 'margin' | 'labels'>;

export interface ShownComparison {
  readonly bound: Bound['bound'];
  /** `×0.93 (0.90–0.97)`, `≥ ×1.20 (1.17–1.23)`, `+2.31 ms (+2.10 to +2.52)`. */
  readonly figure: string;
  /** ` [not steady, baseline: not steady]`, to follow the figure; empty for none. */
  readonly labels: string;
  /** `slower < 10 %`, `faster > 10 % †`: for charts. */
  readonly brief: string;
  /** `slower by less than 10 %`, `faster by more than 10 % †`. */
  readonly words: string;
  /** The same without its size: `slower`, `faster †`. */
  readonly direction: string;
  /** The same, with the rounds that would decide where it is inconclusive. */
  readonly sentence: string;
}

/** Where bounds on both sides carry no verdict. */
const open = 'left open †';

/** Null for the baseline, and for an arm that was not declared or has no value. */
export function comparisonOf(
  row: Row,
  group: GroupAnalysis,
  metric: MetricDefinition,
  { margin: usual, labels }: Judged,
): ShownComparison | null {
  const contrast = contrastOf(row, metric);
  if (contrast === null) return null;
  const margin = marginOf(row, group, usual);
  const { bound, carries } = boundOf(row, group, metric);
  // A bound says nothing of how far the true ratio is from 1 on its open side.
  const claimed = carries === 'all' ? contrast : { ...contrast, withinMargin: false };
  const isClaim = contrast.verdict === 'higher' || contrast.verdict === 'lower' || contrast.verdict === 'equivalent';
  const mark = isClaim && carries !== 'all' && carries !== contrast.verdict ? ' †' : '';
  const shown = {
    bound,
    figure: `${bound}${formatContrast(contrast, metric)}`,
    labels: bracketed(comparisonLabels(row, group, labelsAbout([metric], labels))),
  };
  // Both sides may be higher than they were measured: their ratio tells nothing of the true one.
  if (isClaim && carries === 'none') return { ...shown, brief: open, words: open, direction: open, sentence: open };
  return {
    ...shown,
    brief: `${verdictBrief(claimed, metric, margin)}${mark}`,
    words: `${verdictWords(claimed, metric, margin)}${mark}`,
    direction: `${verdictWords({ ...claimed, beyondMargin: false, withinMargin: false }, metric, margin)}${mark}`,
    sentence: `${verdictSentence(claimed, metric, margin)}${mark}`,
  };
}

/** A claim brings a margin of its own. */
function marginOf({ cell }: Row, { group }: GroupAnalysis, usual: number): number {
  const reference = group.comparisons.find(({ arm }) => arm === cell.id)?.reference;
  return reference === undefined || 'cells' in reference ? usual : reference.margin;
}

/** `82.1 k/s (80.3–84.0)`, `≥ 82.1 k/s (80.3–84.0)` where it is a lower bound. */
export function absoluteText(row: Row, estimate: Estimate, metric: MetricDefinition): string {
  return `${isLowerBound(row, metric) ? '≥ ' : ''}${formatEstimate(estimate, metric.quantity)}`;
}

/** The same with the row's labels: `11.5 k/s (10.4–13.0) [not steady]`. */
export function labelledText(
  row: Row,
  estimate: Estimate,
  metric: MetricDefinition,
  { labels }: Pick<Judged, 'labels'>,
): string {
  return `${absoluteText(row, estimate, metric)}${bracketed(labelsOf(row, labelsAbout([metric], labels)))}`;
}

/** `×0.93 (0.90–0.97)`, `+2.31 ms (+2.10 to +2.52)`. */
function formatContrast(contrast: Contrast, { scale, quantity }: MetricDefinition): string {
  return scale === 'factor' ? formatRatio(contrast) : formatDifference(contrast, quantity);
}

/** ``÷ `event-loop` ``, ``− `iterative` ``, `÷ what was claimed`. */
export function against({ scale }: MetricDefinition, baseline: string | null): string {
  return `${scale === 'factor' ? '÷' : '−'} ${baseline === null ? 'what was claimed' : code(baseline)}`;
}

/** ` [not steady]`, behind a difference to another arm than the baseline: labels of both. */
export function secondLabels(
  row: Row,
  { rows }: GroupAnalysis,
  reference: string,
  definitions: readonly LabelDefinition[],
): string {
  const other = rows.find(({ cell }) => cell.arm === reference);
  if (other === undefined || other === row) return bracketed(labelsOf(row, definitions));
  return bracketed([
    ...labelsOf(row, definitions),
    ...labelsOf(other, definitions).map((label) => `${reference}: ${label}`),
    ...labelsOfRatio([row, other], definitions),
  ]);
}

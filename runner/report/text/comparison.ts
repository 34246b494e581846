/**
 * Figures as they are shown, each with the labels that have to be read with it. An arm against its baseline is their ratio,
 * or their difference. Where one of the two was measured with a client at its limit, the ratio of their throughputs is only
 * a bound, and a verdict that the bound does not carry gets a mark.
 */
import type { Contrast, Estimate, GroupAnalysis, Row } from '../../analysis/analysis.ts';
import { boundOf, comparisonLabels, isClientLimited, labelsOf, type Bound } from '../../analysis/labels.ts';
import { definitionOf, type Metric } from '../../trials/server/metrics.ts';
import { code } from '../markdown/text.ts';
import { formatDifference, formatEstimate, formatRatio } from './format.ts';
import { bracketed, verdictBrief, verdictSentence, verdictWords } from './words.ts';

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
  /** The same, with the rounds that would decide where it is inconclusive. */
  readonly sentence: string;
}

/** Null for the baseline, and for an arm that was not declared or has no value. */
export function comparisonOf(row: Row, group: GroupAnalysis, metric: Metric, margin: number): ShownComparison | null {
  const contrast = row.contrast?.[metric];
  if (contrast === undefined) return null;
  const { bound, carries } = boundOf(row, group, metric);
  // A bound says nothing of how far the true ratio is from 1 on its open side.
  const claimed = carries === 'all' ? contrast : { ...contrast, withinMargin: false };
  const isClaim = contrast.verdict === 'higher' || contrast.verdict === 'lower' || contrast.verdict === 'equivalent';
  const mark = isClaim && carries !== 'all' && carries !== contrast.verdict ? ' †' : '';
  return {
    bound,
    figure: `${bound}${formatContrast(contrast, metric)}`,
    labels: bracketed(comparisonLabels(row, group)),
    brief: `${verdictBrief(claimed, metric, margin)}${mark}`,
    words: `${verdictWords(claimed, metric, margin)}${mark}`,
    sentence: `${verdictSentence(claimed, metric, margin)}${mark}`,
  };
}

/** `82.1 k/s (80.3–84.0)`, `≥ 82.1 k/s (80.3–84.0)` where the client was at its limit. */
export function absoluteText(row: Row, estimate: Estimate, metric: Metric): string {
  const { isBoundByClient, quantity } = definitionOf(metric);
  return `${isBoundByClient && isClientLimited(row) ? '≥ ' : ''}${formatEstimate(estimate, quantity)}`;
}

/** The same with the row's labels: `11.5 k/s (10.4–13.0) [not steady]`. */
export function labelledText(row: Row, estimate: Estimate, metric: Metric): string {
  return `${absoluteText(row, estimate, metric)}${bracketed(labelsOf(row))}`;
}

/** `×0.93 (0.90–0.97)`, `+2.31 ms (+2.10 to +2.52)`. */
function formatContrast(contrast: Contrast, metric: Metric): string {
  const { scale, quantity } = definitionOf(metric);
  return scale === 'factor' ? formatRatio(contrast) : formatDifference(contrast, quantity);
}

/** ``÷ `event-loop` ``, ``− `iterative` ``. */
export function against(metric: Metric, baseline: string): string {
  return `${definitionOf(metric).scale === 'factor' ? '÷' : '−'} ${code(baseline)}`;
}

/** ` [not steady]`, behind a difference to another arm than the baseline: labels of both. */
export function secondLabels(row: Row, { rows }: GroupAnalysis, reference: string): string {
  const other = rows.find(({ cell }) => cell.arm === reference);
  const others = other === undefined || other === row ? [] : labelsOf(other);
  return bracketed([...labelsOf(row), ...others.map((label) => `${reference}: ${label}`)]);
}

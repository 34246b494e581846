/**
 * An arm against its baseline as it is shown: their ratio, or their difference. Where one of the two was measured with a client at its limit, the ratio of
 * their throughputs is only a bound, and a verdict that the bound does not carry gets a mark.
 */
import type { Contrast, Estimate, GroupAnalysis, Row } from '../statistics/analysis.ts';
import { definitionOf, type Metric } from '../statistics/metrics.ts';
import { code } from './markdown-text.ts';
import { formatDifference, formatEstimate, formatRatio } from './format.ts';
import { isClientLimited, verdictSentence, verdictWord } from './words.ts';

export interface ShownComparison {
  readonly bound: Bound['bound'];
  /** `×0.93 (0.90–0.97)`, `≥ ×1.20 (1.17–1.23)`, `+2.31 ms (+2.10 to +2.52)`. */
  readonly figure: string;
  /** `slower`, `faster †`. */
  readonly word: string;
  /** `slower by more than 10 %`, `faster by more than 10 % †`. */
  readonly sentence: string;
}

/** Null for the baseline, and for an arm that was not declared or has no value. */
export function comparisonOf(row: Row, group: GroupAnalysis, metric: Metric, margin: number): ShownComparison | null {
  const contrast = row.contrast?.[metric];
  if (contrast === undefined) return null;
  const { bound, carries } = definitionOf(metric).isBoundByClient ? boundOf(row, group) : unbounded;
  const isClaim = contrast.verdict === 'higher' || contrast.verdict === 'lower' || contrast.verdict === 'equivalent';
  const mark = isClaim && carries !== 'all' && carries !== contrast.verdict ? ' †' : '';
  return {
    bound,
    figure: `${bound}${formatContrast(contrast, metric)}`,
    word: `${verdictWord(contrast, metric)}${mark}`,
    sentence: `${verdictSentence(contrast, metric, margin)}${mark}`,
  };
}

/** `82.1 k/s (80.3–84.0)`, `≥ 82.1 k/s (80.3–84.0)` where the client was at its limit. */
export function absoluteText(row: Row, estimate: Estimate, metric: Metric): string {
  const { isBoundByClient, quantity } = definitionOf(metric);
  return `${isBoundByClient && isClientLimited(row) ? '≥ ' : ''}${formatEstimate(estimate, quantity)}`;
}

/** `×0.93 (0.90–0.97)`, `+2.31 ms (+2.10 to +2.52)`. */
function formatContrast(contrast: Contrast, metric: Metric): string {
  const { scale, quantity } = definitionOf(metric);
  return scale === 'factor' ? formatRatio(contrast) : formatDifference(contrast, quantity);
}

/** Which way a ratio is bounded, and which verdicts it carries all the same. */
interface Bound {
  readonly bound: '≥ ' | '≤ ' | '';
  readonly carries: 'all' | 'higher' | 'lower' | 'none';
}

const unbounded: Bound = { bound: '', carries: 'all' };

/** The true throughput of a limited side is higher than what was measured. */
function boundOf(row: Row, { rows }: GroupAnalysis): Bound {
  const isArmLimited = isClientLimited(row);
  const isBaselineLimited = rows.some((other) => other.cell.role === 'baseline' && isClientLimited(other));
  if (isArmLimited && isBaselineLimited) return { bound: '', carries: 'none' };
  if (isArmLimited) return { bound: '≥ ', carries: 'higher' };
  return isBaselineLimited ? { bound: '≤ ', carries: 'lower' } : unbounded;
}

/** ``÷ `event-loop` ``, ``− `iterative` ``. */
export function against(metric: Metric, baseline: string): string {
  return `${definitionOf(metric).scale === 'factor' ? '÷' : '−'} ${code(baseline)}`;
}

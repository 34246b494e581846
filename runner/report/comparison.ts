/**
 * An arm's ratio to its baseline as it is shown. Where one of the two was measured with a client at its limit, the ratio of
 * their throughputs is only a bound, and a verdict that the bound does not carry gets a mark.
 */
import type { Metric } from '../experiments/experiment.ts';
import type { GroupAnalysis, Row } from '../statistics/analysis.ts';
import { formatRatio } from './format.ts';
import { isClientLimited, verdictSentence, verdictWord } from './words.ts';

export interface ShownComparison {
  readonly bound: Bound['bound'];
  /** `×0.93 (0.90–0.97)`, `≥ ×1.20 (1.17–1.23)`. */
  readonly figure: string;
  /** `slower`, `faster †`. */
  readonly word: string;
  /** `slower by more than 10 %`, `faster by more than 10 % †`. */
  readonly sentence: string;
}

/** Null for the baseline, and for an arm without a ratio. */
export function comparisonOf(row: Row, group: GroupAnalysis, metric: Metric, margin: number): ShownComparison | null {
  const ratio = row.ratio?.[metric];
  if (ratio === undefined) return null;
  const { bound, carries } = metric === 'messagesPerSecond' ? boundOf(row, group) : unbounded;
  const isClaim = ratio.verdict === 'higher' || ratio.verdict === 'lower' || ratio.verdict === 'equivalent';
  const mark = isClaim && carries !== 'all' && carries !== ratio.verdict ? ' †' : '';
  return {
    bound,
    figure: `${bound}${formatRatio(ratio)}`,
    word: `${verdictWord(ratio, metric)}${mark}`,
    sentence: `${verdictSentence(ratio, metric, margin)}${mark}`,
  };
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

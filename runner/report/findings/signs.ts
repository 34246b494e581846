/** The signs behind figures in sentences and tables, which charts have too, and what they mean. */
import type { ExperimentAnalysis, Row } from '../../analysis/analysis.ts';
import { labelsOf } from '../../analysis/labels.ts';
import type { MetricDefinition } from '../../result/metric.ts';
import { labelsAbout } from '../text/limits.ts';

/** `‡` behind a figure that a label has to be read with; nothing for none. */
export function signOf(
  row: Row,
  metrics: readonly MetricDefinition[],
  { labels }: Pick<ExperimentAnalysis, 'labels'>,
): string {
  return labelsOf(row, labelsAbout(metrics, labels)).length > 0 ? '‡' : '';
}

/** A sentence for each sign that the text has. */
export function signNotes(text: string): string[] {
  return [
    ...(/[≥≤†]/.test(text)
      ? [
          '≥, ≤, †: bounds, and verdicts that they leave open, since the load generator was saturated and the server may be faster.',
        ]
      : []),
    ...(text.includes('‡') ? ['‡: labelled, as its section explains.'] : []),
  ];
}

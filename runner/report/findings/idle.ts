/** Memory for each connection, at the most of them that an arm held: of the baseline, and of those with least and most. */
import { figureOf, primaryOf, type ExperimentAnalysis, type Row } from '../../analysis/analysis.ts';
import type { Estimate } from '../../statistics/estimate.ts';
import { labelledText } from '../text/comparison.ts';
import { formatQuantity } from '../text/format.ts';
import { baselineName, withheld } from './sentences.ts';

export function describeIdle(analysis: ExperimentAnalysis): string {
  const { groups, unfit } = analysis;
  const baseline = baselineName(analysis);
  const memory = primaryOf(analysis);
  const use = analysis.shown.find(({ name }) => name === 'idleCpuShare');
  const held = new Map<string, { readonly label: string; readonly row: Row; readonly bytes: Estimate }>();
  for (const { label, rows } of groups) {
    for (const row of rows) {
      const bytes = figureOf(row, memory);
      if (bytes !== null) held.set(row.cell.arm, { label, row, bytes });
    }
  }
  const takes = (arm: string) => {
    const at = held.get(arm);
    if (at === undefined) return `${arm} has no figure`;
    // Its upper end only: a reading after a longer pause costs more, so that even nothing comes out above 0.
    const most = (use === undefined ? undefined : at.row.figures.get(use.name)?.interval?.high) ?? 0;
    const used =
      use !== undefined && most > 0 ? ` and uses at most ${formatQuantity(most, use.quantity)} of a processor` : '';
    return `${arm} takes ${labelledText(at.row, at.bytes, memory, analysis)} for each of ${at.label}${used}`;
  };
  if (held.size === 0) return 'No trial completed.';
  const others = [...held].filter(([arm]) => arm !== baseline).toSorted((a, b) => a[1].bytes.value - b[1].bytes.value);
  const ends = [...new Set([others[0], others.at(-1)])].flatMap((end) => (end === undefined ? [] : [end[0]]));
  const range = ends.map((arm, index) => `${index === 0 ? 'at the least' : 'at the most'}, ${takes(arm)}`);
  return `${unfit ? withheld : ''}${[takes(baseline), ...range].join('; ')}.`;
}

/** The arms with the best and the worst figure of each group, where no baseline is the natural one to compare with. */
import { figureOf, primaryOf, type ExperimentAnalysis, type Row } from '../../analysis/analysis.ts';
import { labelledText } from '../text/comparison.ts';
import { bestFirst, withheld } from './sentences.ts';

/** `Round trip, median, from best to worst: record of ten fields 38.4 µs (…) by message-port to 52.9 µs (…) by unix-socket; …` */
export function describeRange(analysis: ExperimentAnalysis): string {
  const primary = primaryOf(analysis);
  const figure = (row: Row) => {
    const estimate = figureOf(row, primary);
    return `${estimate === null ? 'unknown' : labelledText(row, estimate, primary, analysis)} by ${row.cell.arm}`;
  };
  const groups = analysis.groups.flatMap((group) => {
    const rows = bestFirst(group, analysis);
    const [best, worst] = [rows[0], rows.at(-1)];
    if (best === undefined || worst === undefined) return [];
    const others = worst === best ? '' : ` to ${figure(worst)}`;
    return [`${group.label} ${figure(best)}${others}`];
  });
  if (groups.length === 0) return 'No trial completed.';
  return `${analysis.unfit ? withheld : ''}${primary.title}, from best to worst: ${groups.join('; ')}.`;
}

/** The arms with the best and the worst figure of each group, where no baseline is the natural one to compare with. */
import { figureOf, primaryOf, type ExperimentAnalysis, type Row } from '../../analysis/analysis.ts';
import { labelledText } from '../text/comparison.ts';
import { uncapitalized } from '../text/words.ts';
import { bestFirst, withheld } from './sentences.ts';

/** `Round trip, median, of record of ten fields: message-port 20.1 µs (…) at the least, unix-socket, JSON 31.4 µs (…) at the most; …` */
export function describeRange(analysis: ExperimentAnalysis): string {
  const primary = primaryOf(analysis);
  const figure = (row: Row) => {
    const estimate = figureOf(row, primary);
    return `${row.cell.arm} ${estimate === null ? 'unknown' : labelledText(row, estimate, primary, analysis)}`;
  };
  const groups = analysis.groups.flatMap((group) => {
    const rows = bestFirst(group, analysis);
    const [best, worst] = [rows[0], rows.at(-1)];
    if (best === undefined || worst === undefined) return [];
    const others = worst === best ? '' : ` at best and ${figure(worst)} at worst`;
    return [`${group.label}: ${figure(best)}${others}`];
  });
  if (groups.length === 0) return 'No trial completed.';
  return `${analysis.unfit ? withheld : ''}The ${uncapitalized(primary.title)}, is of ${groups.join('; ')}.`;
}

/** What carries most at each size, and from which size on transferring a buffer pays beside cloning it. */
import { figureOf, primaryOf, type ExperimentAnalysis, type GroupAnalysis, type Row } from '../../analysis/analysis.ts';
import { absoluteText, labelledText } from '../text/comparison.ts';
import { bestFirst, withheld } from './sentences.ts';
import { signOf } from './signs.ts';

const cloning = 'message-port';
const transferring = 'message-port-transfer';

export function describeIpcStream(analysis: ExperimentAnalysis): string {
  const most = analysis.groups.flatMap((group) => {
    const [best] = bestFirst(group, analysis);
    return best === undefined ? [] : [`${group.label}: ${best.cell.arm} ${rate(best, analysis)}`];
  });
  if (most.length === 0) return 'No trial completed.';
  const sentences = [`Most payload per second is carried at ${most.join('; ')}`, ...transfer(analysis)];
  return `${analysis.unfit ? withheld : ''}${sentences.join('. ')}.`;
}

/** What carries most at each size. */
export function answerIpcStream(analysis: ExperimentAnalysis): string {
  const primary = primaryOf(analysis);
  const most = analysis.groups.flatMap((group) => {
    const [best] = bestFirst(group, analysis);
    const estimate = best === undefined ? null : figureOf(best, primary);
    if (best === undefined || estimate === null) return [];
    const figure = `${absoluteText(best, estimate, primary)}${signOf(best, [primary], analysis)}`;
    return [`${best.cell.arm} at ${group.label} (${figure})`];
  });
  return most.length === 0 ? 'No trial completed.' : `Most payload per second: ${most.join(', ')}.`;
}

/** Both ways at one size. */
interface Both {
  readonly label: string;
  readonly cloned: Row;
  readonly moved: Row;
}

/** From the first size on at which, and at all larger ones, the intervals of the two lie apart. */
function transfer(analysis: ExperimentAnalysis): string[] {
  const both = analysis.groups.flatMap((group) => bothOf(group, analysis));
  const last = both.at(-1);
  if (last === undefined) return [];
  const { label, cloned, moved } = last;
  const figures = `at ${label}, ${transferring} ${rate(moved, analysis)} and ${cloning} ${rate(cloned, analysis)}`;
  if (analysis.unfit) return [`Transferred and cloned ${figures}`];
  const behind = both.findLastIndex((one) => !isAhead(one, analysis));
  const from = both[behind + 1];
  if (from === undefined) return [`Transferring is not seen to pay beside cloning up to ${label}: ${figures}`];
  const where = behind < 0 ? `from ${from.label}, the smallest size, on` : `from ${from.label} on`;
  return [`Transferring pays beside cloning ${where}: ${figures}`];
}

function bothOf({ label, rows }: GroupAnalysis, analysis: ExperimentAnalysis): Both[] {
  const primary = primaryOf(analysis);
  const find = (arm: string) => rows.find((row) => row.cell.arm === arm && figureOf(row, primary) !== null);
  const [cloned, moved] = [find(cloning), find(transferring)];
  return cloned === undefined || moved === undefined ? [] : [{ label, cloned, moved }];
}

function isAhead({ cloned, moved }: Both, analysis: ExperimentAnalysis): boolean {
  const primary = primaryOf(analysis);
  const [lowest, highest] = [figureOf(moved, primary)?.interval?.low, figureOf(cloned, primary)?.interval?.high];
  return lowest !== undefined && highest !== undefined && lowest > highest;
}

function rate(row: Row, analysis: ExperimentAnalysis): string {
  const primary = primaryOf(analysis);
  const estimate = figureOf(row, primary);
  return estimate === null ? 'unknown' : labelledText(row, estimate, primary, analysis);
}

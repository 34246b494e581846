/** Whether any receive buffer larger than what the HOWTO recommends costs less. Its two sizes are those up to the baseline's. */
import { figureOf, primaryOf, type ExperimentAnalysis, type GroupAnalysis, type Row } from '../../analysis/analysis.ts';
import { absoluteText, labelledText } from '../text/comparison.ts';
import { formatEstimate, formatPercent } from '../text/format.ts';
import {
  baselineName,
  baselineOf,
  comparedRows,
  extremes,
  nothingToCompare,
  withheld,
  type ComparedRow,
} from './sentences.ts';
import { signOf } from './signs.ts';

export function describeChunk(analysis: ExperimentAnalysis): string {
  const { groups, unfit } = analysis;
  const compared = groups.flatMap((group) => comparedRows(group, analysis));
  if (compared.length === 0) return `${baselineName(analysis)}: ${nothingToCompare}.`;
  const advice = unfit ? withheld : adviceOn(compared, analysis);
  return `${advice}${groups.map((group) => describeGroup(group, analysis)).join('. ')}.`;
}

/** The advice, and the arms that cost least and most. */
export function answerChunk(analysis: ExperimentAnalysis): string {
  const primary = primaryOf(analysis);
  const compared = analysis.groups.flatMap((group) => comparedRows(group, analysis));
  const group = compared[0]?.group;
  const row = group === undefined ? null : baselineOf(group, primary);
  const own = row === null ? null : figureOf(row, primary);
  if (row === null || own === null) return `${baselineName(analysis)}: ${nothingToCompare}.`;
  const ends = [...new Set(extremes(compared))].flatMap((end) =>
    end === undefined
      ? []
      : [`${end.row.cell.arm} ${end.shown.figure}${end.shown.labels === '' ? '' : '‡'} (${end.group.label})`],
  );
  const reference = `${absoluteText(row, own, primary)}${signOf(row, [primary], analysis)} with ${row.cell.arm}`;
  return `${adviceOn(compared, analysis).replace(/\. $/, '')}: from ${ends.join(' to ')}, compared with ${reference}.`;
}

/** The baseline's figures, all that share the first rank, and the arm that costs most. */
function describeGroup(group: GroupAnalysis, analysis: ExperimentAnalysis): string {
  const primary = primaryOf(analysis);
  const row = baselineOf(group, primary);
  const estimate = row === null ? null : figureOf(row, primary);
  if (row === null || estimate === null) return `${group.label}: ${nothingToCompare}`;
  const own = labelledText(row, estimate, primary, analysis);
  const compared = comparedRows(group, analysis);
  const first = compared.filter(({ row: { cell } }) => group.ranking[0]?.includes(cell.arm));
  const best = first.map(({ row: { cell }, shown }) => `${cell.arm} ${shown.figure}${shown.labels}`);
  const alike = best.length > 1 ? ', between which no order was found' : '';
  const most = extremes(compared)[1];
  const payload = group.group.terms.find(({ name }) => name === 'payload')?.text;
  const message = payload === undefined ? 'message' : `message of ${payload.replace(/ payload$/, '')}`;
  return [
    `With ${baselineName(analysis)}, ${group.label} takes ${own} of processor time per ${message}${callsOf(row, analysis)}`,
    ...(best.length === 0 ? [] : [`least: ${best.join(', ')}${alike}`]),
    ...(most === undefined
      ? []
      : [`most: ${most.row.cell.arm} ${most.shown.figure}${most.shown.labels}${callsOf(most.row, analysis)}`]),
  ].join('; ');
}

/** Advice to take one of the recommended sizes is bad when a larger one costs less. */
function adviceOn(compared: readonly ComparedRow[], analysis: ExperimentAnalysis): string {
  const recommended = bytesOf(baselineName(analysis));
  const larger = compared.filter(({ row }) => bytesOf(row.cell.arm) > recommended);
  const sentence = (claim: string, how = '') =>
    `${claim} larger than the recommended 4096 or 8192 bytes costs less${how}. `;
  const cheaper = larger.filter(({ contrast }) => contrast.verdict === 'lower');
  // "Equivalent" in one run and "cheaper" in the next would contradict each other where both are within the margin.
  if (cheaper.length > 0 && cheaper.every(({ contrast }) => contrast.withinMargin))
    return sentence('A receive buffer', `, by less than ${formatPercent(analysis.margin)}`);
  if (cheaper.length > 0) return sentence('A receive buffer');
  const isDecided = ({ contrast }: ComparedRow) => contrast.verdict === 'higher' || contrast.verdict === 'equivalent';
  if (larger.length > 0 && larger.every(isDecided)) return sentence('No receive buffer');
  return 'Whether the recommended 4096 or 8192 bytes are enough is left open. ';
}

function bytesOf(arm: string): number {
  return Number.parseInt(arm, 10);
}

function callsOf({ figures }: Row, { shown }: ExperimentAnalysis): string {
  const calls = figures.get('systemCallsPerMegabyte');
  const metric = shown.find(({ name }) => name === 'systemCallsPerMegabyte');
  if (calls === undefined || metric === undefined) return '';
  return `, ${formatEstimate(calls, metric.quantity)} recv and send calls per MB`;
}

/** What a connection costs the baseline, and what each design pays besides for its threads or processes. */
import {
  contrastOf,
  figureOf,
  primaryOf,
  type ExperimentAnalysis,
  type GroupAnalysis,
  type Row,
} from '../../analysis/analysis.ts';
import { comparisonOf, labelledText, secondLabels } from '../text/comparison.ts';
import { formatDifference } from '../text/format.ts';
import { baselineName, baselineOf, nothingToCompare, withheld } from './sentences.ts';

export function describeChurn(analysis: ExperimentAnalysis): string {
  const { groups, unfit } = analysis;
  const baseline = baselineName(analysis);
  const metric = primaryOf(analysis);
  const [group] = groups;
  const row = group === undefined ? null : baselineOf(group, metric);
  const own = row === null ? null : figureOf(row, metric);
  if (group === undefined || row === null || own === null) return `${baseline}: ${nothingToCompare}.`;
  const prices = group.rows.flatMap((arm) => priceOf(arm, group, analysis) ?? []);
  const hasSecond = group.rows.some(({ secondDifferences }) => secondDifferences.has(metric.name));
  const beyond = hasSecond
    ? `beyond ${baseline}, which sleeps for each connection, and beyond ${metric.secondReference}, which does not`
    : `beyond ${baseline}`;
  const paid = prices.length === 0 ? '' : `; the price of control, ${beyond}: ${prices.join('; ')}`;
  return `${unfit ? withheld : ''}A connection with one exchange costs ${baseline} ${labelledText(row, own, metric, analysis)} of processor time${paid}.`;
}

/** `process-per-connection (UNP 1) +2.31 ms (+2.10 to +2.52)`; null for what is not compared. */
function priceOf(arm: Row, group: GroupAnalysis, analysis: ExperimentAnalysis): string | null {
  const metric = primaryOf(analysis);
  const shown = comparisonOf(arm, group, metric, analysis);
  if (shown === null) return null;
  const published = analysis.precedent?.rows.find(({ arms }) => arms.includes(arm.cell.arm));
  const number = published === undefined ? '' : ` (${analysis.precedent?.number} ${published.number})`;
  const isOpen = !analysis.unfit && contrastOf(arm, metric)?.verdict === 'inconclusive';
  const word = isOpen ? ', no detectable difference' : '';
  return `${arm.cell.arm}${number} ${shown.figure}${shown.labels}${word}${secondPrice(arm, group, analysis, word !== '')}`;
}

function secondPrice(arm: Row, group: GroupAnalysis, analysis: ExperimentAnalysis, isAfterWord: boolean): string {
  const { name, quantity, secondReference } = primaryOf(analysis);
  const second = arm.secondDifferences.get(name);
  if (second === undefined || secondReference === null) return '';
  const labels = secondLabels(arm, group, secondReference, analysis.labels);
  return `${isAfterWord ? ',' : ''} and ${formatDifference(second, quantity)}${labels}`;
}

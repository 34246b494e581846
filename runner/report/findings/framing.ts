/** The framings farthest down and up from the baseline, which is the stream without messages where it was asked for; what is not compared is said to be so. */
import {
  figureOf,
  isBaseline,
  primaryOf,
  type ExperimentAnalysis,
  type GroupAnalysis,
} from '../../analysis/analysis.ts';
import type { Cell } from '../../result/plan.ts';
import { labelledText } from '../text/comparison.ts';
import { baselineName, baselineOf, comparedRows, extremes, nothingToCompare, withheld } from './sentences.ts';

export function describeFraming(analysis: ExperimentAnalysis): string {
  const { groups, unfit } = analysis;
  const primary = primaryOf(analysis);
  const baseline = baselineName(analysis);
  const [least, most] = extremes(groups.flatMap((group) => comparedRows(group, analysis)));
  if (least === undefined || most === undefined) return `${baseline}: ${nothingToCompare}.`;
  const ends = [...new Set([least, most])];
  const places = ends.map(
    ({ row, group, shown }) => `${shown.figure}${shown.labels} (${row.cell.arm}; ${group.label})`,
  );
  const owns = [...new Set(ends.map(({ group }) => group))].flatMap((group) => {
    const row = baselineOf(group, primary);
    const own = row === null ? null : figureOf(row, primary);
    return row === null || own === null ? [] : [`${labelledText(row, own, primary, analysis)} at ${group.label}`];
  });
  const range = places.length === 1 ? places[0] : `between ${places.join(' and ')}`;
  const question = isStream(groups)
    ? `A message whose end has to be found costs the server ${range} of the processor time that the same bytes take as a stream without messages`
    : `With another framing a message costs the server ${range} of the processor time that it takes with ${baseline}`;
  const answer = `${question} (${baseline}: ${owns.join(', ')}).`;
  return `${unfit ? withheld : ''}${answer}${notCompared(groups)}`;
}

/** Whether what others are compared with has no messages: a run that only reads some framings has one of these as baseline. */
function isStream(groups: readonly GroupAnalysis[]): boolean {
  return groups.flatMap(({ rows }) => rows).some((row) => isBaseline(row) && row.cell.setup['framing'] === 'raw');
}

/** Arms that were measured without a declared comparison, by why. */
function notCompared(groups: readonly GroupAnalysis[]): string {
  const rows = groups.flatMap((group) => group.rows);
  const declared = new Set(rows.filter((row) => row.declared).map(({ cell }) => cell.arm));
  const cells = new Map(
    rows
      .filter((row) => !isBaseline(row) && row.completed > 0 && !declared.has(row.cell.arm))
      .map(({ cell }) => [cell.arm, cell]),
  );
  const [singles, others] = [
    [...cells.values()].filter(isOneMessage),
    [...cells.values()].filter((cell) => !isOneMessage(cell)),
  ];
  const parts = [
    ...(others.length === 0 ? [] : [others.map(({ arm }) => arm).join(', ')]),
    ...singles.map(({ arm }) => `${arm} (its figure holds a connection for each message)`),
  ];
  return parts.length === 0 ? '' : ` Shown and not compared: ${parts.join(', ')}.`;
}

/** Where connections are replaced, most of a message's cost is its connection: the stored setup says so. */
function isOneMessage({ setup: { load } }: Cell): boolean {
  return typeof load === 'object' && load !== null && 'shape' in load && load.shape === 'churn';
}

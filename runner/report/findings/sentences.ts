/** Findings in one sentence. Every number in it carries its interval; what was not decided is said to be so. */
import { comparisonOf, labelledText, type ShownComparison } from '../text/comparison.ts';
import { formatEstimate, nanoseconds } from '../text/format.ts';
import { bracketed } from '../text/words.ts';
import type { Contrast, ExperimentAnalysis, GroupAnalysis, Row } from '../../analysis/analysis.ts';
import { isClientLimited, labelsOf } from '../../analysis/labels.ts';
import { definitionOf, type Metric } from '../../trials/server/metrics.ts';

/** For experiments that compare models under the same conditions, in one group or in several. */
export function compareModels(analysis: ExperimentAnalysis): string {
  const sentences = analysis.groups.map((group) => {
    const baseline = baselineOf(group, 'messagesPerSecond');
    if (baseline === null) return `${group.label}: ${nothingToCompare}`;
    return [`${group.label}: ${absolute(baseline)}`, ...verdicts(group, analysis)].join('; ');
  });
  return `${analysis.unfit ? withheld : ''}${sentences.join('. ')}.`;
}

export const nothingToCompare = 'the baseline has no completed trial, so nothing can be compared';

export function baselineOf({ rows }: GroupAnalysis, metric: Metric): Row | null {
  return rows.find((row) => row.cell.role === 'baseline' && row[metric] !== null) ?? null;
}

/** `slower: thread-pool-handoff ×0.93 (0.90–0.96), …`: the declared arms by what was found of them. */
export function verdicts(group: GroupAnalysis, analysis: ExperimentAnalysis): string[] {
  // How many rounds would decide differs from arm to arm, and is in the table.
  const byVerdict = Map.groupBy(comparedRows(group, analysis), ({ shown }) =>
    analysis.unfit ? 'without a verdict' : shown.words,
  );
  return [...byVerdict].map(([verdict, rows]) => {
    const figures = rows.map(({ row, shown }) => `${row.cell.arm} ${shown.figure}${shown.labels}`);
    return `${verdict}: ${figures.join(', ')}`;
  });
}

export const withheld = 'The controls do not vouch for this run, so it gives no verdicts. ';

function absolute(row: Row): string {
  const { messagesPerSecond, cpuNsPerMessage } = row;
  if (messagesPerSecond === null || cpuNsPerMessage === null) return `${row.cell.model} has no figure`;
  const atLeast = isClientLimited(row) ? 'at least ' : '';
  const rate = formatEstimate(messagesPerSecond, definitionOf('messagesPerSecond').quantity);
  return `${row.cell.model} serves ${atLeast}${rate} at ${formatEstimate(cpuNsPerMessage, nanoseconds)} of processor time per message${bracketed(labelsOf(row))}`;
}

/** `event-loop takes 42.1 µs of processor time per message at …`: the verb, and what follows the first figure. */
interface Wording {
  readonly verb: string;
  readonly ofWhat: string;
}

/**
 * For experiments whose groups differ in one amount: the baseline's figure at both ends, and how each declared arm
 * compares with it there.
 */
export function describeEnds(analysis: ExperimentAnalysis, { verb, ofWhat }: Wording): string {
  const { groups, primaryMetric, unfit, baseline } = analysis;
  const ends = [groups[0], groups.at(-1)].filter((group) => group !== undefined);
  const figures = ends.flatMap((group, index) => {
    const row = baselineOf(group, primaryMetric);
    const estimate = row?.[primaryMetric] ?? null;
    if (row === null || estimate === null) return [];
    const what = index === 0 ? ofWhat : '';
    return [`${labelledText(row, estimate, primaryMetric)}${what} at ${group.label}`];
  });
  if (figures.length === 0) return `${baseline}: ${nothingToCompare}.`;
  const byArm = Map.groupBy(
    groups.flatMap((group) => comparedRows(group, analysis)),
    ({ row }) => row.cell.arm,
  );
  const arms = [...byArm].map(([arm, compared]) => {
    const parts = [...new Set([compared[0], compared.at(-1)])].flatMap((one) => {
      return one === undefined
        ? []
        : [`${one.shown.figure}${one.shown.labels}${unfit ? '' : `, ${one.shown.words},`} at ${one.group.label}`];
    });
    return `${arm} ${parts.join(' and ')}`;
  });
  const against = arms.length === 0 ? '' : `; compared with it, ${arms.join('; ')}`;
  return `${unfit ? withheld : ''}${baseline} ${verb} ${figures.join(' and ')}${against}.`;
}

export interface ComparedRow {
  readonly row: Row;
  readonly group: GroupAnalysis;
  readonly contrast: Contrast;
  readonly shown: ShownComparison;
}

/** Declared arms that have a value, against the baseline in the primary metric. */
export function comparedRows(group: GroupAnalysis, { primaryMetric, margin }: ExperimentAnalysis): ComparedRow[] {
  return group.rows.flatMap((row) => {
    const contrast = row.contrast?.[primaryMetric];
    const shown = comparisonOf(row, group, primaryMetric, margin);
    return contrast === undefined || shown === null ? [] : [{ row, group, contrast, shown }];
  });
}

/** Smallest and largest by their estimates. */
export function extremes(rows: readonly ComparedRow[]): readonly [ComparedRow?, ComparedRow?] {
  const [first, ...others] = rows.toSorted((one, other) => one.contrast.value - other.contrast.value);
  return first === undefined ? [] : [first, others.at(-1) ?? first];
}

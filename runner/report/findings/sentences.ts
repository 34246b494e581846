/** What findings are made of. Every number carries its interval; what was not decided is said to be so. */
import {
  contrastOf,
  figureOf,
  isBaseline,
  primaryOf,
  type ExperimentAnalysis,
  type GroupAnalysis,
  type Row,
} from '../../analysis/analysis.ts';
import type { MetricDefinition } from '../../result/metric.ts';
import type { Contrast } from '../../statistics/verdict.ts';
import { comparisonOf, labelledText, type ShownComparison } from '../text/comparison.ts';

export const nothingToCompare = 'the baseline has no figure, so nothing can be compared';

export const withheld = 'The controls do not vouch for this run, so it gives no verdicts. ';

export function baselineName({ baseline }: ExperimentAnalysis): string {
  return baseline ?? 'the baseline';
}

/** Null where it has no figure. */
export function baselineOf({ rows }: GroupAnalysis, metric: MetricDefinition): Row | null {
  return rows.find((row) => isBaseline(row) && figureOf(row, metric) !== null) ?? null;
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
  const { groups, unfit } = analysis;
  const primary = primaryOf(analysis);
  const baseline = baselineName(analysis);
  const ends = [groups[0], groups.at(-1)].filter((group) => group !== undefined);
  const figures = [...new Set(ends)].flatMap((group, index) => {
    const row = baselineOf(group, primary);
    const estimate = row === null ? null : figureOf(row, primary);
    if (row === null || estimate === null) return [];
    const what = index === 0 ? ofWhat : '';
    return [`${labelledText(row, estimate, primary, analysis)}${what} at ${group.label}`];
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
export function comparedRows(group: GroupAnalysis, analysis: ExperimentAnalysis): ComparedRow[] {
  const primary = primaryOf(analysis);
  return group.rows.flatMap((row) => {
    const contrast = contrastOf(row, primary);
    const shown = comparisonOf(row, group, primary, analysis);
    return contrast === null || shown === null ? [] : [{ row, group, contrast, shown }];
  });
}

/** Arms that have a figure in the primary metric, the best one first. */
export function bestFirst({ rows }: GroupAnalysis, analysis: ExperimentAnalysis): Row[] {
  const primary = primaryOf(analysis);
  const known = rows.flatMap((row) => {
    const value = figureOf(row, primary)?.value;
    return value === undefined ? [] : [{ row, value }];
  });
  const sign = primary.better === 'lower' ? 1 : -1;
  return known.toSorted((one, other) => sign * (one.value - other.value)).map(({ row }) => row);
}

/** Smallest and largest by their estimates. */
export function extremes(rows: readonly ComparedRow[]): readonly [ComparedRow?, ComparedRow?] {
  const [first, ...others] = rows.toSorted((one, other) => one.contrast.value - other.contrast.value);
  return first === undefined ? [] : [first, others.at(-1) ?? first];
}

/** What could not run, and why: by the reason, with the groups in which it could not. */
export interface SkippedArms {
  readonly arms: readonly string[];
  readonly labels: readonly string[];
  readonly reason: string;
}

export function skippedArms(groups: readonly GroupAnalysis[]): SkippedArms[] {
  const left = groups.flatMap(({ label, rows }) =>
    rows.flatMap(({ cell, skipped }) => (skipped === null ? [] : [{ label, arm: cell.arm, reason: skipped }])),
  );
  return [...Map.groupBy(left, ({ reason }) => reason)].map(([reason, all]) => ({
    arms: [...new Set(all.map(({ arm }) => arm))],
    labels: [...new Set(all.map(({ label }) => label))],
    reason,
  }));
}

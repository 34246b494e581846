/** Experiments whose arms are pairs: their figures as a matrix, a panel for each group. */
import { figureOf, primaryOf, type ExperimentAnalysis, type GroupAnalysis, type Row } from '../../analysis/analysis.ts';
import { isLowerBound } from '../../analysis/labels.ts';
import type { Draft, MatrixCell, MatrixPanel } from '../charts/description.ts';
import { alarmOf, shortfalls } from '../text/caveats.ts';
import { formatQuantity } from '../text/format.ts';
import { gapWords, labelsAbout } from '../text/limits.ts';
import { failureSummary, uncapitalized } from '../text/words.ts';
import { estimateOf, figureKey, isMeasured, labelMark, noticesOf } from './figures.ts';
import type { Described } from './rows.ts';
import { subtitleOf, twinNote } from './terms.ts';
import { absoluteTitle } from './titles.ts';

/** Null where the arms are no pairs, and without any figure. */
export function describeMatrix({ experiment, result, controls }: Described): Draft | null {
  const { matrix, groups } = experiment;
  const primary = primaryOf(experiment);
  if (matrix === undefined || !isMeasured(primary, experiment)) return null;
  const pairs = groups.flatMap(({ rows }) => rows.map(({ cell }) => pairOf(cell.arm))).filter((pair) => pair !== null);
  const [down = [], across = []] = [0, 1].map((end) => eachOnce(pairs.map((pair) => pair[end] ?? '')));
  if (pairs.length === 0) return null;
  return {
    kind: 'matrix',
    title: absoluteTitle(experiment),
    subtitle: subtitleOf(experiment, result),
    alarm: alarmOf(controls),
    notes: [
      `Shade: ${uncapitalized(primary.title)}, from the least figure of each panel to its largest, on a logarithmic scale. Figures without room for their words, and all intervals, stand in the tables.${twinNote(groups)}`,
      ...shortfalls(experiment),
    ],
    // Without a row or a column of which no pair was to be measured.
    down: { title: matrix.down, labels: down },
    across: { title: matrix.across, labels: across },
    panels: groups.map((group) => panelOf(group, { down, across }, experiment)),
  };
}

/** `0` and `1` of `0 → 1`. */
function pairOf(arm: string): readonly [string, string] | null {
  const [first, second] = arm.split(' → ');
  return first === undefined || second === undefined ? null : [first, second];
}

/** In the order of their numbers. */
function eachOnce(ends: readonly string[]): string[] {
  return [...new Set(ends)].toSorted((one, other) => Number(one) - Number(other));
}

interface Ends {
  readonly down: readonly string[];
  readonly across: readonly string[];
}

function panelOf(group: GroupAnalysis, { down, across }: Ends, experiment: ExperimentAnalysis): MatrixPanel {
  const primary = primaryOf(experiment);
  const values = group.rows
    .flatMap((row) => Math.log(figureOf(row, primary)?.value ?? Number.NaN))
    .filter(Number.isFinite);
  const [least, largest] = [Math.min(...values), Math.max(...values)];
  const shadeOf = (value: number) => (largest > least ? (Math.log(value) - least) / (largest - least) : 0);
  const rowAt = (near: string, far: string) => group.rows.find(({ cell }) => cell.arm === `${near} → ${far}`);
  const noticed = group.rows.flatMap((row) =>
    noticesOf(row, experiment).map((words) => ({ words, arm: row.cell.arm })),
  );
  const notes = [...Map.groupBy(noticed, ({ words }) => words)].map(([words, where]) =>
    where.length === group.rows.length ? words : `${words} at ${where.map(({ arm }) => arm).join(', ')}`,
  );
  return {
    name: group.label,
    note: notes.join('; '),
    cells: down.map((near) =>
      across.map((far) => {
        const row = rowAt(near, far);
        return row === undefined ? null : cellOf(row, experiment, shadeOf);
      }),
    ),
  };
}

function cellOf(row: Row, experiment: ExperimentAnalysis, shadeOf: (value: number) => number): MatrixCell {
  const primary = primaryOf(experiment);
  const estimate = estimateOf(figureOf(row, primary), figureKey(row, primary));
  if (estimate === null)
    return { estimate, words: failureSummary(row) ?? gapWords(row, primary, experiment.labels), sign: '', shade: null };
  const bound = isLowerBound(row, primary) ? '≥ ' : '';
  const mark = labelMark(row, labelsAbout([primary], experiment.labels));
  return {
    estimate,
    words: `${bound}${formatQuantity(estimate.value, primary.quantity)}${mark}`,
    sign: `${bound.trim()}${mark}`.trim(),
    shade: shadeOf(estimate.value),
  };
}

/** Experiments whose groups are no curve: arms in rows, against the baseline or by themselves, at one level or at two. */
import {
  contrastOf,
  isBaseline,
  primaryOf,
  type ExperimentAnalysis,
  type GroupAnalysis,
  type Row as AnalysedRow,
} from '../../analysis/analysis.ts';
import type { Controls } from '../../analysis/controls.ts';
import type { MetricDefinition } from '../../result/metric.ts';
import type { ResultFile } from '../../result/result.ts';
import type { Column, Draft, Figure, Line, Row } from '../charts/description.ts';
import { alarmOf, comparisonNotes, shortfalls } from '../text/caveats.ts';
import { absoluteTitle, comparisonTitle } from './titles.ts';
import { figureBars, othersNote, ratioBars, subtitleOf, twinNote } from './terms.ts';
import { absoluteAxis, comparisonAxis } from './axes.ts';
import { absoluteFigure, comparisonFigure, familyOf, isMeasured, noticesOf, noticesOfComparison } from './figures.ts';
import { formatPercent } from '../text/format.ts';
import { tickOf, type Levels } from '../text/levels.ts';
import { comparedMetrics, failureSummary } from '../text/words.ts';

/** What every chart of an experiment is made of. */
export interface Described {
  readonly experiment: ExperimentAnalysis;
  readonly result: ResultFile;
  readonly controls: Controls;
}

/** Every declared arm against the baseline; what is not compared is in the chart of absolute figures. */
export function describeComparison({ experiment: whole, result, controls }: Described, levels: Levels | null): Draft {
  const experiment = comparedOnly(whole);
  const metrics = drawnMetrics(experiment, levels).filter((metric) => isComparedBy(metric, experiment));
  const columns = metrics.map((metric): Column => {
    const { title, lower, higher } = metric;
    return { title, axis: comparisonAxis(metric, experiment), directions: [lower, higher] };
  });
  const said: Said = {
    figures: (row, group) => metrics.map((metric) => comparisonFigure(row, group, metric, experiment)),
    notices: noticesOfComparison,
    empty: 'not compared here',
  };
  const texts = {
    title: comparisonTitle(experiment),
    subtitle: subtitleOf(whole, result),
    alarm: alarmOf(controls),
    notes: [
      `Mark: estimate. ${ratioBars(experiment)} Faint dots: single rounds.${shadedNote(columns, experiment.margin)}`,
      ...othersNote(namesOf(whole).size - namesOf(experiment).size),
      ...shortfalls(experiment),
      ...comparisonNotes(experiment),
    ],
  };
  if (levels === null) return { kind: 'forest', ...texts, columns, ...groupsOf(experiment, said) };
  return { kind: 'dumbbell', ...texts, columns, ...dumbbellOf(experiment, levels, said) };
}

/** The first metrics of every arm, of those that any has; null where there is none. */
export function describeAbsolute({ experiment, result, controls }: Described, levels: Levels | null): Draft | null {
  const metrics = drawnMetrics(experiment, levels).filter((metric) => isMeasured(metric, experiment));
  const [first] = metrics;
  if (first === undefined) return null;
  const columns = metrics.map((metric): Column => {
    const { title, better } = metric;
    const axis = absoluteAxis(
      metric,
      experiment.groups.flatMap(({ rows }) => rows),
    );
    return { title, axis, directions: better === 'higher' ? ['', 'better'] : ['better', ''] };
  });
  const said: Said = {
    figures: (row) => metrics.map((metric) => absoluteFigure(row, metric, experiment)),
    notices: noticesOf,
    empty: 'no figure',
  };
  const texts = {
    title: absoluteTitle(experiment, first),
    subtitle: subtitleOf(experiment, result, first),
    alarm: alarmOf(controls),
    notes: [
      `Mark: estimate. ${figureBars(experiment, metrics)} Faint dots: single rounds.${twinNote(experiment.groups)}`,
      ...shortfalls(experiment),
    ],
  };
  if (levels === null) return { kind: 'absolute', ...texts, columns, ...groupsOf(experiment, said) };
  return { kind: 'dumbbell', ...texts, columns, ...dumbbellOf(experiment, levels, said) };
}

/** What is shaded in the plots, where anything is. */
function shadedNote(columns: readonly Column[], margin: number): string {
  const banded = columns.filter(({ axis }) => axis.margin !== null);
  const ratios = banded.filter(({ axis }) => axis.reference === 1);
  return [
    ...(ratios.length > 0
      ? [` Shaded: within the margin of ${formatPercent(margin)} that was declared beforehand.`]
      : []),
    ...(banded.length > ratios.length ? [' Shaded around 0: differences that cannot be detected.'] : []),
  ].join('');
}

/** Over levels the metric that decides, as in curves: with two of them the rows would be twice as many. */
function drawnMetrics(experiment: ExperimentAnalysis, levels: Levels | null): readonly MetricDefinition[] {
  return levels === null ? comparedMetrics(experiment) : [primaryOf(experiment)];
}

/** What is said of a row. */
interface Said {
  readonly figures: (row: AnalysedRow, group: GroupAnalysis) => readonly (Figure | null)[];
  /** What has to be read with them. */
  readonly notices: (row: AnalysedRow, experiment: ExperimentAnalysis, group: GroupAnalysis) => string[];
  /** Where nothing is missing and there is no figure all the same. */
  readonly empty: string;
}

function groupsOf(experiment: ExperimentAnalysis, said: Said) {
  const { groups } = experiment;
  return {
    groups: groups.map((group) => ({
      heading: groups.length > 1 ? group.label : null,
      rows: group.rows.map((row): Row<readonly [Line]> => ({
        ...headOf(row),
        lines: [lineOf(row, group, experiment, said)],
      })),
    })),
  };
}

/** An arm that one of the two groups does not have has no line there, and says so. */
function dumbbellOf(experiment: ExperimentAnalysis, { axis, levels }: Levels, said: Said) {
  const shown = experiment.groups;
  const groups = levels.flatMap(({ group }) => shown.find(({ id }) => id === group.id) ?? []);
  const [first, second] = groups;
  const names = [...namesOf(experiment)];
  const lineIn = (group: GroupAnalysis | undefined, name: string): Line => {
    const row = group?.rows.find(({ cell }) => cell.arm === name);
    if (group === undefined || row === undefined) return { figures: [], labels: [], missing: 'not measured here' };
    return lineOf(row, group, experiment, said);
  };
  const rows = names.flatMap((name): Row<readonly [Line, Line]>[] => {
    const row = groups.flatMap((group) => group.rows).find(({ cell }) => cell.arm === name);
    return row === undefined ? [] : [{ ...headOf(row), lines: [lineIn(first, name), lineIn(second, name)] }];
  });
  const labels = levels.map(({ amount }) => tickOf(amount, axis));
  return { rows, levels: { title: axis.title, labels: [labels[0] ?? '', labels[1] ?? ''] as const } };
}

function headOf(row: AnalysedRow) {
  return { name: row.cell.arm, family: familyOf(row), isBaseline: isBaseline(row) };
}

function lineOf(
  row: AnalysedRow,
  group: GroupAnalysis,
  experiment: ExperimentAnalysis,
  { figures: figuresOf, notices, empty }: Said,
): Line {
  const figures = figuresOf(row, group);
  const isEmpty = figures.every((figure) => figure === null);
  const missing = row.completed === 0 ? failureSummary(row) : isEmpty ? empty : null;
  return { figures, labels: notices(row, experiment, group), missing };
}

function isComparedBy(metric: MetricDefinition, { groups }: ExperimentAnalysis): boolean {
  return groups.some(({ rows }) => rows.some((row) => contrastOf(row, metric) !== null));
}

/** Without what was measured and is compared nowhere, and the groups in which nothing is. What is missing stays, with its reason. */
function comparedOnly(experiment: ExperimentAnalysis): ExperimentAnalysis {
  const rows = experiment.groups.flatMap((group) => group.rows);
  const declared = new Set(rows.filter((row) => row.declared).map(({ cell }) => cell.arm));
  const measured = new Set(rows.filter(({ completed }) => completed > 0).map(({ cell }) => cell.arm));
  const isShown = (row: AnalysedRow) => isBaseline(row) || declared.has(row.cell.arm) || !measured.has(row.cell.arm);
  const groups = experiment.groups
    .filter((group) => group.rows.some((row) => row.declared))
    .map((group) => ({ ...group, rows: group.rows.filter(isShown) }));
  return { ...experiment, groups };
}

function namesOf({ groups }: ExperimentAnalysis): Set<string> {
  return new Set(groups.flatMap(({ rows }) => rows.map(({ cell }) => cell.arm)));
}

/** Experiments whose groups are three or more amounts of one thing: a curve for each arm. */
import {
  contrastOf,
  figureOf,
  primaryOf,
  type Crossover,
  type ExperimentAnalysis,
  type Row,
} from '../../analysis/analysis.ts';
import { isLowerBound } from '../../analysis/labels.ts';
import type { MetricDefinition } from '../../result/metric.ts';
import type { Draft, LevelsPanel, LevelsPoint, Notice } from '../charts/description.ts';
import { alarmOf, comparisonNotes, shortfalls } from '../text/caveats.ts';
import { comparisonOf } from '../text/comparison.ts';
import { crossoverSentence } from '../text/crossover-words.ts';
import { formatFactor, formatPercent, formatQuantity } from '../text/format.ts';
import { labelsAbout } from '../text/limits.ts';
import { levelPlaces, tickOf, type Level, type LevelPlaces, type Levels } from '../text/levels.ts';
import { failureSummary } from '../text/words.ts';
import { absoluteAxis, comparisonAxis } from './axes.ts';
import { estimateOf, familyOf, figureKey, labelMark, labelSign, noticesOf, noticesOfPanel } from './figures.ts';
import type { Described } from './rows.ts';
import { absoluteBars, othersNote, ratioBars, subtitleOf, twinNote } from './terms.ts';
import { absoluteTitle, levelsTitle } from './titles.ts';

export function describeLevels(run: Described, levels: Levels, what: 'comparison' | 'absolute'): Draft {
  return what === 'comparison' ? comparisonOver(run, levels) : absoluteOver(run, levels);
}

/** Every declared arm relative to the baseline; one that has no figure at any level stays, with its reason. */
function comparisonOver({ experiment, result, controls }: Described, over: Levels): Draft {
  const { baseline, margin, crossovers } = experiment;
  const metric = primaryOf(experiment);
  const { higher, lower } = metric;
  const places = levelPlaces(over, experiment);
  const arms = comparedArms(over.levels);
  const shown = new Set<string | null>([...arms, baseline]);
  const groups = experiment.groups.map((group) => ({
    ...group,
    rows: group.rows.filter(({ cell }) => shown.has(cell.arm)),
  }));
  const panels = arms.map((arm) => {
    const crossover = crossovers.find((one) => one.arm === arm)?.outcome ?? null;
    const points = over.levels.map((level) => comparisonPoint(level, arm, metric, experiment));
    const range = rangeOf(crossover, places);
    return {
      ...panelOf(
        arm,
        over,
        experiment,
        noticesOfPanel,
        crossover === null ? [] : [crossoverSentence(crossover, over.axis)],
      ),
      points,
      range,
    };
  });
  return {
    kind: 'levels',
    title: levelsTitle(experiment, over),
    subtitle: subtitleOf(experiment, result),
    alarm: alarmOf(controls),
    notes: [
      `Mark: estimate. ${ratioBars(experiment)} Faint dots: single rounds. Shaded across: within the margin of ${formatPercent(margin)} that was declared beforehand.`,
      ...(panels.some(({ range }) => range !== null) ? [crossoverNote] : []),
      ...farNote(places),
      places.note,
      ...(panels.some(hasGap) ? [gapNote] : []),
      ...othersNote(armsOf(over.levels, () => true).length - shown.size),
      ...shortfalls({ ...experiment, groups }),
      ...comparisonNotes(experiment),
    ],
    across: { title: places.title, levels: places.levels },
    up: comparisonAxis(metric, experiment),
    directions: [higher, lower],
    panels,
    behind: null,
  };
}

/** Every arm's own figures, the baseline's among them with its intervals, and thin behind all others. */
function absoluteOver({ experiment, result, controls }: Described, over: Levels): Draft {
  const { baseline } = experiment;
  const metric = primaryOf(experiment);
  const places = levelPlaces(over, experiment);
  const arms = armsOf(over.levels, () => true);
  const pointsOf = (arm: string) => over.levels.map((level) => absolutePoint(level, arm, metric, experiment));
  const panels = arms.map((arm) => ({
    ...panelOf(arm, over, experiment, noticesOf, []),
    points: pointsOf(arm),
    range: null,
  }));
  return {
    kind: 'levels',
    title: absoluteTitle(experiment),
    subtitle: subtitleOf(experiment, result),
    alarm: alarmOf(controls),
    notes: [
      `Mark: estimate. ${absoluteBars(experiment)} Faint dots: single rounds. ${baseline === null ? '' : `Thin line: ${baseline}, the same in every panel.`}${twinNote(experiment.groups)}`,
      ...farNote(places),
      places.note,
      ...(panels.some(hasGap) ? [gapNote] : []),
      ...shortfalls(experiment),
    ],
    across: { title: places.title, levels: places.levels },
    up: absoluteAxis(
      metric,
      over.levels.flatMap(({ group }) => group.rows),
    ),
    directions: null,
    panels,
    behind: baseline === null ? null : { name: baseline, points: pointsOf(baseline) },
  };
}

const crossoverNote =
  'Shaded upright: the range in which the crossover lies, between two measured levels; where these are close it is interpolated, from where the upper to where the lower end of the interval crosses 1, with the estimate dashed.';
const gapNote = 'Red cross: no figure at this level.';

function panelOf(
  name: string,
  { axis, levels }: Levels,
  experiment: ExperimentAnalysis,
  noticesIn: (row: Row, experiment: ExperimentAnalysis, group: Level['group']) => string[],
  found: readonly string[],
) {
  const rows = levels.flatMap(({ amount, group }) =>
    group.rows.filter(({ cell }) => cell.arm === name).map((row) => ({ row, group, label: tickOf(amount, axis) })),
  );
  const [first] = rows;
  const missing = rows.every(({ row }) => row.completed === 0)
    ? first === undefined
      ? null
      : failureSummary(first.row)
    : null;
  const labelled = rows.flatMap(({ row, group, label }) =>
    noticesIn(row, experiment, group).map((words) => ({ words, label })),
  );
  const notices = [...Map.groupBy(labelled, ({ words }) => words)].map(([words, where]): Notice => ({
    words,
    where: where.length === rows.length ? '' : `at ${where.map(({ label }) => label).join(', ')}`,
  }));
  const note = missing ?? found.join('; ');
  return {
    name,
    family: first === undefined ? null : familyOf(first.row),
    note,
    notices: missing === null ? notices : [],
  };
}

function comparisonPoint(
  { group }: Level,
  arm: string,
  metric: MetricDefinition,
  experiment: ExperimentAnalysis,
): LevelsPoint {
  const row = group.rows.find(({ cell }) => cell.arm === arm);
  const estimate = row === undefined ? null : estimateOf(contrastOf(row, metric), figureKey(row, metric));
  if (row === undefined || estimate === null) return noPoint;
  const { scale, quantity } = metric;
  const comparison = comparisonOf(row, group, metric, experiment);
  const mark = (comparison?.labels ?? '') === '' ? '' : labelSign;
  const figure = scale === 'factor' ? formatFactor(estimate.value) : formatQuantity(estimate.value, quantity);
  return { estimate, ...saidOf(comparison?.bound ?? '', figure, mark) };
}

function absolutePoint(
  { group }: Level,
  arm: string,
  metric: MetricDefinition,
  { labels }: ExperimentAnalysis,
): LevelsPoint {
  const row = group.rows.find(({ cell }) => cell.arm === arm);
  const estimate = row === undefined ? null : estimateOf(figureOf(row, metric), figureKey(row, metric));
  if (row === undefined || estimate === null) return noPoint;
  const bound = isLowerBound(row, metric) ? '≥ ' : '';
  return {
    estimate,
    ...saidOf(bound, formatQuantity(estimate.value, metric.quantity), labelMark(row, labelsAbout([metric], labels))),
  };
}

const noPoint: LevelsPoint = { estimate: null, words: 'no figure', sign: '' };

/** @param bound, mark with the blank that parts them from the figure; either may be empty */
function saidOf(bound: string, figure: string, mark: string): Pick<LevelsPoint, 'words' | 'sign'> {
  return { words: `${bound}${figure}${mark}`, sign: `${bound.trim()}${mark}`.trim() };
}

function farNote({ levels }: LevelPlaces): string[] {
  return levels.some(({ isFar }) => isFar)
    ? ['Dotted line: the levels are too far apart to read a value between them.']
    : [];
}

function comparedArms(levels: readonly Level[]): string[] {
  const declared = new Set(armsOf(levels, (row) => row.declared));
  const measured = new Set(armsOf(levels, (row) => row.completed > 0));
  return armsOf(levels, ({ cell }) => declared.has(cell.arm) || !measured.has(cell.arm));
}

/** In the order of the catalogue, which is that of the rows. */
function armsOf(levels: readonly Level[], isWanted: (row: Row) => boolean): string[] {
  return [...new Set(levels.flatMap(({ group }) => group.rows.filter(isWanted).map(({ cell }) => cell.arm)))];
}

/** A range that does not end within the levels goes on to the edge of the plot. */
function rangeOf(outcome: Crossover['outcome'] | null, { at, levels }: LevelPlaces): LevelsPanel['range'] {
  if (outcome?.kind !== 'between') return null;
  const { below, above, interpolated } = outcome;
  const places = levels.map(({ place }) => place);
  const [low, high] = [interpolated?.low ?? below, interpolated?.high ?? above];
  return {
    from: low === null ? Math.min(...places) - 1 : at(low),
    estimate: interpolated === null ? null : at(interpolated.estimate),
    to: high === null ? Math.max(...places) + 1 : at(high),
  };
}

function hasGap({ points }: Pick<LevelsPanel, 'points'>): boolean {
  return points.some(({ estimate }) => estimate === null);
}

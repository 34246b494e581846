/** Experiments whose groups are three or more amounts of one thing: a curve for each model. */
import type { Crossover, Row } from '../../analysis/analysis.ts';
import { isClientLimited } from '../../analysis/labels.ts';
import { definitionOf, type Metric } from '../../trials/server/metrics.ts';
import type { Draft, LevelsPanel, LevelsPoint } from '../charts/description.ts';
import { alarmOf, shortfalls } from '../text/caveats.ts';
import { absoluteTitle, levelsTitle } from './titles.ts';
import { absoluteBars, othersNote, ratioBars, subtitleOf, twinNote } from './terms.ts';
import { comparisonOf } from '../text/comparison.ts';
import { crossoverSentence } from '../text/crossover-words.ts';
import {
  absoluteAxis,
  comparisonAxis,
  estimateOf,
  familyOf,
  isBaseline,
  labelMark,
  noticesOf,
  noticesOfComparison,
} from './figures.ts';
import type { Described } from './rows.ts';
import { formatFactor, formatPercent, formatQuantity } from '../text/format.ts';
import { levelPlaces, type Level, type LevelPlaces, type Levels } from '../text/levels.ts';
import { mishap } from '../text/words.ts';

export function describeLevels(run: Described, levels: Levels, what: 'comparison' | 'absolute'): Draft {
  return what === 'comparison' ? comparisonOver(run, levels) : absoluteOver(run, levels);
}

/** Every declared model relative to the baseline; one that has no figure at any level stays, with its reason. */
function comparisonOver({ experiment, result, controls }: Described, over: Levels): Draft {
  const { baseline, margin, primaryMetric: metric, crossovers } = experiment;
  const { higher, lower } = definitionOf(metric);
  const places = levelPlaces(over, baseline);
  const arms = comparedModels(over.levels);
  const shown = new Set([...arms, baseline]);
  const groups = experiment.groups.map((group) => ({
    ...group,
    rows: group.rows.filter(({ cell }) => shown.has(cell.arm)),
  }));
  const panels = arms.map((arm) => {
    const crossover = crossovers.find(({ model }) => model === arm)?.outcome ?? null;
    const points = over.levels.map((level) => comparisonPoint(level, arm, metric, margin));
    const range = rangeOf(crossover, places);
    return {
      ...panelOf(arm, over, experiment, noticesOfComparison, crossover === null ? [] : [crossoverSentence(crossover)]),
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
      ...othersNote(modelsOf(over.levels, () => true).length - shown.size),
      ...shortfalls(groups),
    ],
    across: { title: places.title, levels: places.levels },
    up: comparisonAxis(metric, experiment),
    directions: [higher, lower],
    panels,
    behind: null,
  };
}

/** Every model's own figures, the baseline's among them with its intervals, and thin behind all others. */
function absoluteOver({ experiment, result, controls }: Described, over: Levels): Draft {
  const { baseline, primaryMetric: metric } = experiment;
  const places = levelPlaces(over, baseline);
  const arms = modelsOf(over.levels, () => true);
  const pointsOf = (arm: string) => over.levels.map((level) => absolutePoint(level, arm, metric));
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
      `Mark: estimate. ${absoluteBars(experiment)} Faint dots: single rounds. Thin line: ${baseline}, the same in every panel.${twinNote(experiment.groups)}`,
      ...farNote(places),
      places.note,
      ...(panels.some(hasGap) ? [gapNote] : []),
      ...shortfalls(experiment.groups),
    ],
    across: { title: places.title, levels: places.levels },
    up: absoluteAxis(
      metric,
      over.levels.flatMap(({ group }) => group.rows),
    ),
    directions: null,
    panels,
    behind: { name: baseline, points: pointsOf(baseline) },
  };
}

const crossoverNote =
  'Shaded upright: the range in which the crossover lies, between two measured levels; where these are close it is interpolated, from where the upper to where the lower end of the interval crosses 1, with the estimate dashed.';
const gapNote = 'Red cross: no figure at this level.';

function panelOf(
  name: string,
  { factor, levels }: Levels,
  experiment: Described['experiment'],
  notices: (row: Row, group: Level['group']) => string[],
  found: readonly string[],
) {
  const rows = levels.flatMap(({ amount, group }) =>
    group.rows.filter(({ cell }) => cell.arm === name).map((row) => ({ row, group, label: factor.label(amount) })),
  );
  const [first] = rows;
  const missing = rows.every(({ row }) => row.completed === 0)
    ? first === undefined
      ? null
      : mishap(first.row)
    : null;
  const labelled = rows.flatMap(({ row, group, label }) => notices(row, group).map((words) => ({ words, label })));
  const noticed = [...Map.groupBy(labelled, ({ words }) => words)].map(([words, where]) =>
    where.length === rows.length ? words : `${words} at ${where.map(({ label }) => label).join(', ')}`,
  );
  const note = [...found, ...(missing === null ? noticed : [missing])].join('; ');
  return { name, family: first === undefined ? null : familyOf(experiment, first.row), note };
}

function comparisonPoint({ group }: Level, arm: string, metric: Metric, margin: number): LevelsPoint {
  const row = group.rows.find(({ cell }) => cell.arm === arm);
  const estimate = estimateOf(row?.contrast?.[metric]);
  if (row === undefined || estimate === null) return noPoint;
  const { scale, quantity } = definitionOf(metric);
  const bound = comparisonOf(row, group, metric, margin)?.bound ?? '';
  const figure = scale === 'factor' ? formatFactor(estimate.value) : formatQuantity(estimate.value, quantity);
  return { estimate, ...saidOf(bound, figure, labelMark([row, ...group.rows.filter(isBaseline)])) };
}

function absolutePoint({ group }: Level, arm: string, metric: Metric): LevelsPoint {
  const row = group.rows.find(({ cell }) => cell.arm === arm);
  const estimate = estimateOf(row?.[metric]);
  if (row === undefined || estimate === null) return noPoint;
  const { isBoundByClient, quantity } = definitionOf(metric);
  const bound = isBoundByClient && isClientLimited(row) ? '≥ ' : '';
  return { estimate, ...saidOf(bound, formatQuantity(estimate.value, quantity), labelMark([row])) };
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

function comparedModels(levels: readonly Level[]): string[] {
  const declared = new Set(modelsOf(levels, (row) => row.declared));
  const measured = new Set(modelsOf(levels, (row) => row.completed > 0));
  return modelsOf(levels, ({ cell }) => declared.has(cell.arm) || !measured.has(cell.arm));
}

/** In the order of the catalogue, which is that of the rows. */
function modelsOf(levels: readonly Level[], isWanted: (row: Row) => boolean): string[] {
  return [...new Set(levels.flatMap(({ group }) => group.rows.filter(isWanted).map(({ cell }) => cell.arm)))];
}

/** Of which an end is not within the levels goes on to the edge of the plot. */
function rangeOf(outcome: Crossover['outcome'] | null, { at, levels }: LevelPlaces): LevelsPanel['range'] {
  if (outcome?.kind !== 'between') return null;
  const { belowNs, aboveNs, interpolated } = outcome;
  const places = levels.map(({ place }) => place);
  const [low, high] = [interpolated?.lowNs ?? belowNs, interpolated?.highNs ?? aboveNs];
  return {
    from: low === null ? Math.min(...places) - 1 : at(low),
    estimate: interpolated === null ? null : at(interpolated.estimateNs),
    to: high === null ? Math.max(...places) + 1 : at(high),
  };
}

function hasGap({ points }: Pick<LevelsPanel, 'points'>): boolean {
  return points.some(({ estimate }) => estimate === null);
}

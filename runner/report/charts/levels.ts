/** Small panels of one curve each over the levels, all on the same axes. Many panels are smaller and say less in words. */
import { axisOf, type Axis } from './axis.ts';
import type { LevelsChart, LevelsPanel } from './description.ts';
import { extent } from './estimate-marks.ts';
import { fontSize, margin, type Part } from './frame.ts';
import { drawnWithin, gridOf, type Grid } from './level-grid.ts';
import { acrossAxis, type AcrossAxis } from './level-places.ts';
import { curveItems, pointItems } from './level-curve.ts';
import { noticeItems } from './notices.ts';
import { paintOf } from './palette.ts';
import { acrossTitle, panelRows, reasonItems, type PanelPlace } from './panels.ts';
import { horizontal, rectangle, text, vertical, type Box, type Item } from './scene.ts';
import { ellipsis } from './text-width.ts';

/** Pixels: where there is room, and at least. */
const plotHeights = { dense: [88, 60], roomy: [150, 110] } as const;
/** Of the crosses in place of points. */
const crossHeight = 8;
/** Pixels. Labels below the lowest panels, and the title of the axis; more where labels stand on two lines. */
const ticksHeight = 33;
const secondLine = 13;
/** Labels stand above the highest interval. */
const labelHeight = 15;
const muted = { sizePx: fontSize.small, paint: 'muted' } as const;

export function levels(chart: LevelsChart, width: number, top: number, most: number): Part {
  const labels = upAxis(chart, [100, 0]).ticks.map(({ label }) => label);
  const gridWith = (more: number) => gridOf(chart.panels, labels, width, more);
  return drawnWithin(gridWith, plotHeights, most, (grid) => levelsAt(chart, width, top, grid));
}

function levelsAt(chart: LevelsChart, width: number, top: number, grid: Grid): Part {
  const { panels } = chart;
  const heads = panels.map((panel) => ({ ...panel, note: isEmpty(panel) ? '' : panel.note, panel }));
  const { items, bottom } = panelRows(heads, grid, top + 16, ({ panel }, box, place) => [
    ...panelItems(panel, chart, box, { ...place, isDense: grid.isDense }),
    ...(isEmpty(panel) ? reasonItems(panel.note, { ...box, bottom: box.bottom - crossHeight }) : []),
  ]);
  const places = acrossAxis(chart.across.levels, 0, grid.plotWidth).ticks;
  const below = bottom + ticksHeight + (places.some(({ line }) => line === 1) ? secondLine : 0);
  const notices = noticeItems(panels, width, below + 4);
  return {
    items: [upTitle(chart, width, top), ...items, acrossTitle(chart.across.title, grid, below), ...notices.items],
    bottom: notices.bottom + 2,
  };
}

function isEmpty({ points }: LevelsPanel): boolean {
  return points.every(({ estimate }) => estimate === null);
}

/** What is up, and what it means to be above or below, once for all panels. */
function upTitle(chart: LevelsChart, width: number, top: number): Item {
  const { directions } = chart;
  const words = [
    upAxis(chart, [100, 0]).title,
    ...(directions === null ? [] : [`↑ ${directions[0]}`, `↓ ${directions[1]}`]),
  ];
  return text(ellipsis(words.join(' · '), width - 2 * margin, fontSize.small), { x: margin, y: top + 8 }, muted);
}

function valuesOf({ panels, behind }: LevelsChart): number[] {
  const points = [...panels, ...(behind === null ? [] : [behind])].flatMap((panel) => panel.points);
  return points.flatMap(({ estimate }) => extent(estimate));
}

function upAxis(chart: LevelsChart, range: readonly [number, number]): Axis {
  return axisOf(chart.up, valuesOf(chart), range, () => fontSize.small);
}

function panelItems(
  panel: LevelsPanel,
  chart: LevelsChart,
  box: Box,
  { hasLeftLabels, isLowest, isDense }: PanelPlace & { readonly isDense: boolean },
): Item[] {
  const y = upAxis(chart, [box.bottom - 5, box.top + labelHeight]);
  const across = acrossAxis(chart.across.levels, box.left, box.right);
  const paint = paintOf(panel.family);
  const { margin: band } = chart.up;
  return [
    ...(band === null ? [] : [rectangle('margin', { ...box, top: y.at(band[1]), bottom: y.at(band[0]) })]),
    ...rangeItems(panel, across, box),
    ...y.ticks.flatMap(({ at, value, label }) => [
      horizontal(value === chart.up.reference ? 'reference' : 'grid', 'hair', at, box.left, box.right),
      ...(hasLeftLabels ? [text(label, { x: box.left - 6, y: at + 4 }, { ...muted, anchor: 'end' })] : []),
    ]),
    ...acrossItems(across, box, isLowest),
    ...(chart.behind === null ? [] : curveItems(chart.behind.points, chart, across, y, 'reference', 'hair')),
    ...curveItems(panel.points, chart, across, y, paint, 'thin'),
    ...pointItems(panel, across, y, box, isDense),
  ];
}

function rangeItems({ range }: LevelsPanel, across: AcrossAxis, { top, bottom }: Box): Item[] {
  if (range === null) return [];
  return [
    rectangle('range', { left: across.at(range.from), right: across.at(range.to), top, bottom }, 0.8),
    ...(range.estimate === null ? [] : [vertical('reference', 'dashed', across.at(range.estimate), top, bottom)]),
  ];
}

/** On a second line where a label would touch the one before it; without one where neither has room. */
function acrossItems({ ticks }: AcrossAxis, { left, right, bottom }: Box, hasLabels: boolean): Item[] {
  return [
    horizontal('reference', 'hair', bottom, left, right),
    ...ticks.flatMap(({ at, label, line }) => [
      vertical('reference', 'hair', at, bottom, bottom + 4),
      ...(line === null || !hasLabels
        ? []
        : [text(label, { x: at, y: bottom + 15 + secondLine * line }, { ...muted, anchor: 'middle' })]),
    ]),
  ];
}

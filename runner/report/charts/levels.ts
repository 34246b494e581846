/** Small panels of one curve each over the levels, all on the same axes. Many panels are smaller and say less in words. */
import { axisOf, type Axis } from './axis.ts';
import type { LevelsChart, LevelsPanel } from './description.ts';
import { extent } from './estimate-marks.ts';
import { fontSize, margin, type Part } from './frame.ts';
import { gridOf, type Grid } from './level-grid.ts';
import { acrossAxis, type AcrossAxis } from './level-places.ts';
import { curveItems, pointItems } from './level-curve.ts';
import { paintOf, shapeOf } from './palette.ts';
import { horizontal, mark, rectangle, text, vertical, type Box, type Item } from './scene.ts';
import { ellipsis, wrap } from './text-width.ts';

/** Pixels. */
const nameHeight = 16;
const noteHeight = 14;
/** Every label with its levels has room; a limit is for names and reasons of any length. */
const mostNoteLines = 8;
/** Labels below the lowest panels, and the title of the axis; more where labels stand on two lines. */
const ticksHeight = 33;
const secondLine = 13;
const betweenRows = 16;
/** Labels stand above the highest interval. */
const labelHeight = 15;
const muted = { sizePx: fontSize.small, paint: 'muted' } as const;

export function levels(chart: LevelsChart, width: number, top: number): Part {
  const { panels } = chart;
  const grid = gridOf(
    panels,
    upAxis(chart, [100, 0]).ticks.map(({ label }) => label),
    width,
  );
  const notes = notesOf(panels, grid);
  const items = [upTitle(chart, width, top)];
  let y = top + 16;
  for (let first = 0; first < panels.length; first += grid.columns) {
    const row = panels.slice(first, first + grid.columns);
    const rowNotes = notes.slice(first, first + grid.columns);
    const plotTop = y + nameHeight + noteHeight * Math.max(0, ...rowNotes.map(({ length }) => length)) + 4;
    const bottom = plotTop + grid.plotHeight;
    items.push(
      ...row.flatMap((panel, index) => {
        const left = grid.left + index * (grid.plotWidth + grid.gap);
        const box = { left, right: left + grid.plotWidth, top: plotTop, bottom };
        // Where no panel stands below, the levels are named.
        const isLowest = first + index + grid.columns >= panels.length;
        return [
          ...headItems(panel, rowNotes[index] ?? [], left, y, grid),
          ...panelItems(panel, chart, box, {
            hasLeftLabels: index === 0,
            hasLevelLabels: isLowest,
            isDense: grid.isDense,
          }),
        ];
      }),
    );
    y = bottom + betweenRows;
  }
  const places = acrossAxis(chart.across.levels, 0, grid.plotWidth).ticks;
  const bottom = y - betweenRows + ticksHeight + (places.some(({ line }) => line === 1) ? secondLine : 0);
  return { items: [...items, acrossTitle(chart, grid, bottom)], bottom: bottom + 6 };
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

function acrossTitle({ across }: LevelsChart, { left, columns, plotWidth, gap }: Grid, y: number): Item {
  const room = columns * (plotWidth + gap) - gap;
  return text(ellipsis(across.title, room, fontSize.small), { x: left + room / 2, y }, { ...muted, anchor: 'middle' });
}

function notesOf(panels: readonly LevelsPanel[], grid: Grid): string[][] {
  return panels.map(({ note }) => wrap(note, grid.plotWidth, fontSize.small, mostNoteLines));
}

function headItems(
  { name, family }: LevelsPanel,
  notes: readonly string[],
  left: number,
  top: number,
  grid: Grid,
): Item[] {
  const weight = grid.isDense ? 'regular' : 'bold';
  const sizePx = grid.isDense ? fontSize.small : fontSize.name;
  return [
    mark(paintOf(family), shapeOf(family), { x: left + 5, y: top + 9 }),
    text(ellipsis(name, grid.plotWidth - 15, sizePx, weight), { x: left + 15, y: top + 13 }, { sizePx, weight }),
    ...notes.map((note, index) => text(note, { x: left, y: top + 13 + noteHeight * (index + 1) }, muted)),
  ];
}

function valuesOf({ panels, behind }: LevelsChart): number[] {
  const points = [...panels, ...(behind === null ? [] : [behind])].flatMap((panel) => panel.points);
  return points.flatMap(({ estimate }) => extent(estimate));
}

function upAxis(chart: LevelsChart, range: readonly [number, number]): Axis {
  return axisOf(chart.up, valuesOf(chart), range, () => fontSize.small);
}

/** What a panel has besides its curve. */
interface Extras {
  readonly hasLeftLabels: boolean;
  readonly hasLevelLabels: boolean;
  readonly isDense: boolean;
}

function panelItems(
  panel: LevelsPanel,
  chart: LevelsChart,
  box: Box,
  { hasLeftLabels, hasLevelLabels, isDense }: Extras,
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
    ...acrossItems(across, box, hasLevelLabels),
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

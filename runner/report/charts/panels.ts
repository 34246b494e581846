/** Small panels in rows, all on the same axes: where their plots stand, and the name and the note above each. */
import type { Family } from './description.ts';
import { fontSize, type Part } from './frame.ts';
import type { Grid } from './level-grid.ts';
import { paintOf, shapeOf } from './palette.ts';
import { mark, rectangle, text, type Box, type Item, type Point } from './scene.ts';
import { ellipsis, textWidth, wrap } from './text-width.ts';

/** Of one panel. */
interface PanelHead {
  readonly name: string;
  readonly family: Family | null;
  /** What was found of it or noticed, or why it shows nothing. */
  readonly note: string;
}

/** Pixels. */
const nameHeight = 16;
const noteHeight = 14;
/** Every label with its levels has room; a limit is for names and reasons of any length. */
const mostNoteLines = 8;
const betweenRows = 16;
const besideReason = 7;
const symbolWidth = 15;
const muted = { sizePx: fontSize.small, paint: 'muted' } as const;

/** What a plot has besides its own. */
export interface PanelPlace {
  readonly hasLeftLabels: boolean;
  /** No panel stands below: what is across is named. */
  readonly isLowest: boolean;
}

/** @returns the bottom of the lowest plots: below it there is no room yet for what is across */
export function panelRows<Panel extends PanelHead>(
  panels: readonly Panel[],
  grid: Grid,
  top: number,
  plot: (panel: Panel, box: Box, place: PanelPlace) => readonly Item[],
): Part {
  const notes = panels.map(({ note }) => wrap(note, grid.plotWidth, fontSize.small, mostNoteLines));
  const style = nameStyle(grid);
  const names = panels.map(({ name }) => nameLines(name, grid.plotWidth - symbolWidth, style));
  const items: Item[] = [];
  let bottom = top - betweenRows;
  for (let first = 0; first < panels.length; first += grid.columns) {
    const y = bottom + betweenRows;
    const row = panels.slice(first, first + grid.columns);
    const rowNotes = notes.slice(first, first + grid.columns);
    const rowNames = names.slice(first, first + grid.columns);
    // The plots of a row begin at the same height.
    const headLines = row.map((_, index) => (rowNames[index]?.length ?? 1) - 1 + (rowNotes[index]?.length ?? 0));
    const plotTop = y + nameHeight + noteHeight * Math.max(0, ...headLines) + 4;
    bottom = plotTop + grid.plotHeight;
    for (const [index, panel] of row.entries()) {
      const left = grid.left + index * (grid.plotWidth + grid.gap);
      const box = { left, right: left + grid.plotWidth, top: plotTop, bottom };
      const isLowest = first + index + grid.columns >= panels.length;
      items.push(
        ...headItems(panel, rowNames[index] ?? [], rowNotes[index] ?? [], { x: left, y }, style),
        ...plot(panel, box, { hasLeftLabels: index === 0, isLowest }),
      );
    }
  }
  return { items, bottom };
}

function nameStyle({ isDense }: Grid) {
  return isDense
    ? ({ sizePx: fontSize.small, weight: 'regular' } as const)
    : ({ sizePx: fontSize.name, weight: 'bold' } as const);
}

/** On one line; where it has no room there, broken behind a hyphen. */
function nameLines(name: string, room: number, { sizePx, weight }: ReturnType<typeof nameStyle>): string[] {
  if (textWidth(name, sizePx, weight) <= room) return [name];
  const pieces = name.split(/(?<=[-\s])/);
  const isShort = (count: number) => textWidth(pieces.slice(0, count).join(''), sizePx, weight) <= room;
  const first = pieces.findLastIndex((_, index) => index > 0 && isShort(index));
  const lines = first < 1 ? [name] : [pieces.slice(0, first).join(''), pieces.slice(first).join('')];
  return lines.map((line) => ellipsis(line, room, sizePx, weight));
}

function headItems(
  { family }: PanelHead,
  names: readonly string[],
  notes: readonly string[],
  { x, y: top }: Point,
  style: ReturnType<typeof nameStyle>,
): Item[] {
  const first = top + 13;
  const below = first + noteHeight * (names.length - 1);
  return [
    mark(paintOf(family), shapeOf(family), { x: x + 5, y: top + 9 }),
    ...names.map((name, index) => text(name, { x: x + symbolWidth, y: first + noteHeight * index }, style)),
    ...notes.map((note, index) => text(note, { x, y: below + noteHeight * (index + 1) }, muted)),
  ];
}

/** Why a panel has no point: in its plot, which is free. */
export function reasonItems(reason: string, { left, right, top, bottom }: Box): Item[] {
  const most = Math.floor((bottom - top) / noteHeight) - 1;
  const lines = wrap(reason, right - left - 2 * besideReason, fontSize.small, most);
  return lines.flatMap((words, index) => {
    const line = text(words, { x: left + besideReason, y: top + noteHeight * (index + 1) }, muted);
    return [rectangle('paper', line.box), line];
  });
}

/** Once, below the lowest panels. */
export function acrossTitle(title: string, { left, columns, plotWidth, gap }: Grid, y: number): Item {
  const room = columns * (plotWidth + gap) - gap;
  return text(ellipsis(title, room, fontSize.small), { x: left + room / 2, y }, { ...muted, anchor: 'middle' });
}

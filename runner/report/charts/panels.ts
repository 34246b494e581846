/** Small panels in rows, all on the same axes: where their plots stand, and the name and the note above each. */
import type { Family } from './description.ts';
import { fontSize, type Part } from './frame.ts';
import type { Grid } from './level-grid.ts';
import { paintOf, shapeOf } from './palette.ts';
import { mark, text, type Box, type Item } from './scene.ts';
import { ellipsis, wrap } from './text-width.ts';

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
  const items: Item[] = [];
  let bottom = top - betweenRows;
  for (let first = 0; first < panels.length; first += grid.columns) {
    const y = bottom + betweenRows;
    const row = panels.slice(first, first + grid.columns);
    const rowNotes = notes.slice(first, first + grid.columns);
    // The plots of a row begin at the same height.
    const plotTop = y + nameHeight + noteHeight * Math.max(0, ...rowNotes.map(({ length }) => length)) + 4;
    bottom = plotTop + grid.plotHeight;
    for (const [index, panel] of row.entries()) {
      const left = grid.left + index * (grid.plotWidth + grid.gap);
      const box = { left, right: left + grid.plotWidth, top: plotTop, bottom };
      const isLowest = first + index + grid.columns >= panels.length;
      items.push(
        ...headItems(panel, rowNotes[index] ?? [], left, y, grid),
        ...plot(panel, box, { hasLeftLabels: index === 0, isLowest }),
      );
    }
  }
  return { items, bottom };
}

function headItems(
  { name, family }: PanelHead,
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

/** Once, below the lowest panels. */
export function acrossTitle(title: string, { left, columns, plotWidth, gap }: Grid, y: number): Item {
  const room = columns * (plotWidth + gap) - gap;
  return text(ellipsis(title, room, fontSize.small), { x: left + room / 2, y }, { ...muted, anchor: 'middle' });
}

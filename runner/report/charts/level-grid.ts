/** How many panels stand in a row, and how large they are: the names decide, which must not be cut. */
import { fontSize, margin } from './frame.ts';
import { widest } from './text-width.ts';

/** Pixels. */
export interface Grid {
  readonly columns: number;
  readonly plotWidth: number;
  readonly plotHeight: number;
  readonly gap: number;
  /** Of the first plot; its axis's labels stand before it. */
  readonly left: number;
  readonly isDense: boolean;
}

/** So many panels still have room for figures in words. */
const mostRoomy = 6;
const mostColumns = 5;
const symbolWidth = 15;
const gap = 18;
/** One panel alone needs no more. */
const widestPlot = 480;

export function gridOf(
  panels: readonly { readonly name: string }[],
  tickLabels: readonly string[],
  width: number,
): Grid {
  const isDense = panels.length > mostRoomy;
  const left = margin + widest(tickLabels, fontSize.small) + 8;
  const room = width - margin - left;
  const widthOf = (columns: number) => Math.floor((room - gap * (columns - 1)) / columns);
  const names = panels.map(({ name }) => name);
  const nameWidth = symbolWidth + (isDense ? widest(names, fontSize.small) : widest(names, fontSize.name, 'bold'));
  const least = isDense ? 150 : 260;
  const columns =
    Array.from({ length: mostColumns }, (_, index) => mostColumns - index).find(
      (count) => count <= panels.length && widthOf(count) >= Math.max(least, nameWidth),
    ) ?? Math.max(1, Math.min(panels.length, Math.floor((room + gap) / (least + gap))));
  // Four panels are two and two, not three and one.
  const rows = Math.ceil(panels.length / columns);
  const even = Math.max(1, Math.ceil(panels.length / Math.max(1, rows)));
  return {
    columns: even,
    plotWidth: Math.min(widestPlot, widthOf(even)),
    plotHeight: isDense ? 88 : 150,
    gap,
    left,
    isDense,
  };
}

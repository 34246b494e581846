/** How many panels stand in a row, and how large they are: the names decide, which must not be cut. */
import { fontSize, margin, type Part } from './frame.ts';
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

/** Pixels between two heights of plots that are tried. */
const heightStep = 4;

/**
 * With plots as high as they can be for it to end above `most`; of many panels with more in a row before it is too high.
 *
 * @param grid of so many columns more than names on one line have room for; null where there is no room for them
 */
export function drawnWithin(
  grid: (more: number) => Omit<Grid, 'plotHeight'> | null,
  heights: { readonly [density in 'dense' | 'roomy']: readonly [largest: number, least: number] },
  most: number,
  drawn: (grid: Grid) => Part,
): Part {
  let last: Part | null = null;
  for (let more = 0; ; more += 1) {
    const sides = grid(more);
    if (sides === null) break;
    const [largest, least] = sides.isDense ? heights.dense : heights.roomy;
    last = drawn({ ...sides, plotHeight: least });
    if (last.bottom > most) continue;
    // All rows of panels grow alike.
    for (let plotHeight = largest; plotHeight > least; plotHeight -= heightStep) {
      const higher = drawn({ ...sides, plotHeight });
      if (higher.bottom <= most) return higher;
    }
    return last;
  }
  return last ?? { items: [], bottom: 0 };
}

/** @param more columns than names on one line have room for; null where panels would be too narrow for them */
export function gridOf(
  panels: readonly { readonly name: string }[],
  tickLabels: readonly string[],
  width: number,
  more: number,
): Omit<Grid, 'plotHeight'> | null {
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
  const wanted = columns + more;
  if (more > 0 && (!isDense || wanted > mostColumns || widthOf(wanted) < least)) return null;
  // Four panels are two and two, not three and one.
  const rows = Math.ceil(panels.length / wanted);
  const even = Math.max(1, Math.ceil(panels.length / Math.max(1, rows)));
  return { columns: even, plotWidth: Math.min(widestPlot, widthOf(even)), gap, left, isDense };
}

/** The levels on the axis across: where they stand, and which of their labels have room. */
import type { Level } from './description.ts';
import { fontSize } from './frame.ts';
import { textWidth } from './text-width.ts';

export interface AcrossAxis {
  /** Pixels; what lies beyond the levels stands at the edge of the plot. */
  readonly at: (place: number) => number;
  readonly ticks: readonly { readonly at: number; readonly label: string; readonly line: 0 | 1 | null }[];
}

/** Pixels. */
const betweenLabels = 6;

export function acrossAxis(levels: readonly Level[], left: number, right: number): AcrossAxis {
  const places = levels.map(({ place }) => place);
  const [first, last] = [Math.min(...places), Math.max(...places)];
  const length = last - first || 1;
  // Words beside the first and the last point need room.
  const inset = Math.min(34, (right - left) / 10);
  const at = (place: number) =>
    Math.min(right, Math.max(left, left + inset + ((place - first) / length) * (right - left - 2 * inset)));
  const freeFrom = [left - inset, left - inset] as [number, number];
  const ticks = levels.map(({ place, label }) => {
    const half = textWidth(label, fontSize.small) / 2;
    const middle = at(place);
    const isRoomy = (line: 0 | 1) => middle - half >= freeFrom[line] && middle + half <= right + inset / 2;
    const line = ([0, 1] as const).find(isRoomy) ?? null;
    if (line !== null) freeFrom[line] = middle + half + betweenLabels;
    return { at: middle, label, line };
  });
  return { at, ticks };
}

/** The curve of a panel and its points: marks with their intervals, and what has to be read with them. */
import type { CurvePoint, Family } from './description.ts';
import { fontSize } from './frame.ts';
import { edgePlace, limitMarks, type Axes } from './limit-marks.ts';
import { paintOf, shapeOf, type Paint } from './palette.ts';
import {
  horizontal,
  mark,
  markOf,
  path,
  text,
  vertical,
  type Box,
  type Item,
  type Stroke,
  type Text,
} from './scene.ts';

/** Pixels: what is no longer than this hides behind its mark. */
const markWidth = 9;
const beyondBar = 8;
const signStep = 10;

/**
 * Straight lines between neighbouring points with figures. To a point that the server could not reach the line is dotted: it
 * rises there, nobody knows how. Where the client or the machine is the reason there is a gap.
 */
export function curveItems(points: readonly CurvePoint[], axes: Axes, paint: Paint, stroke: Stroke): Item[] {
  const { x, y } = axes;
  return points.slice(1).flatMap((point, index) => {
    const before = points[index];
    if (before === undefined || before.up === null) return [];
    const from = { x: x.at(before.across.value), y: y.at(before.up.value) };
    if (point.up !== null)
      return [path(paint, stroke, [from, { x: x.at(point.across.value), y: y.at(point.up.value) }])];
    if (stroke === 'hair' || point.limits[0] !== 'server') return [];
    const to = edgePlace(point, axes);
    return [path(paint, 'dotted', [from, { x: to.x, y: to.y + 5 }])];
  });
}

export function pointItems(points: readonly CurvePoint[], axes: Axes, family: Family | null): Item[] {
  const { x, y } = axes;
  const paint = paintOf(family);
  // Where signs have no place: estimates, and other signs.
  const taken: Box[] = points.flatMap(({ across, up }) =>
    up === null ? [] : [mark(paint, shapeOf(family), { x: x.at(across.value), y: y.at(up.value) }).box],
  );
  return points.flatMap(({ across, up, limits, sign }): Item[] => {
    if (up === null) return [];
    const at = { x: x.at(across.value), y: y.at(up.value) };
    const [low, high] = (up.interval ?? [up.value, up.value]).map(y.at) as [number, number];
    const [left, right] = (across.interval ?? [across.value, across.value]).map(x.at) as [number, number];
    const marks = limits.length === 0 ? [] : limitMarks(limits, { x: at.x, y: Math.min(high, at.y - 4) - beyondBar });
    const ends = {
      above: Math.min(high, at.y - 4) - (marks.length > 0 ? 2 * beyondBar : 0),
      below: Math.max(low, at.y + 4),
    };
    taken.push(...marks.map(({ box }) => box));
    const label = signAt(sign, at.x, ends, taken, axes);
    taken.push(...label.map(({ box }) => box));
    return [
      vertical(paint, 'bar', at.x, low, high),
      ...(right - left > markWidth ? [horizontal(paint, 'bar', at.y, left, right)] : []),
      markOf(up, mark(paint, shapeOf(family), at)),
      ...marks,
      ...label,
    ];
  });
}

/** Above the bar, below it, or a little further from it where another sign is in the way. */
function signAt(
  sign: string,
  x: number,
  { above, below }: { readonly above: number; readonly below: number },
  taken: readonly Box[],
  { box, edge }: Axes,
): Text[] {
  if (sign === '') return [];
  const heights = [0, 1, 2, 3].flatMap((step) => [above - 3 - signStep * step, below + 11 + signStep * step]);
  const label = heights
    .map((y) => text(sign, { x, y }, { sizePx: fontSize.small, anchor: 'middle' }))
    .find((one) => isFree(one, taken) && one.box.top > box.top + edge - 12 && one.box.bottom < box.bottom);
  return label === undefined ? [] : [label];
}

function isFree({ box }: Text, taken: readonly Box[]): boolean {
  return taken.every(
    (other) => box.right <= other.left || box.left >= other.right || box.bottom <= other.top || box.top >= other.bottom,
  );
}

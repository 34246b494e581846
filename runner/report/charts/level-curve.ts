/** The curve of a panel, its points with their intervals and single rounds, and as many figures in words as have room. */
import type { Axis } from './axis.ts';
import type { LevelsChart, LevelsPanel, LevelsPoint } from './description.ts';
import { fontSize } from './frame.ts';
import type { AcrossAxis } from './level-places.ts';
import { paintOf, shapeOf, type Paint } from './palette.ts';
import {
  mark,
  markOf,
  path,
  rectangle,
  text,
  vertical,
  type Box,
  type Item,
  type Point,
  type Stroke,
} from './scene.ts';
import { textWidth } from './text-width.ts';

/**
 * A ratio between two close levels is drawn as crossovers are found: linear in the ratio, so bent on a logarithmic axis. A
 * straight line would cross 1 somewhere else than the crossover that is marked. Between levels that are too far apart for
 * that the line is dotted: it only leads the eye from one to the other.
 */
const pieces = 16;
/** Pixels from the bar, which would hide them. */
const dotsBeside = 7;

/** Lines between neighbouring levels; where a level is missing there is a gap. */
export function curveItems(
  points: readonly LevelsPoint[],
  { across: { levels }, up }: LevelsChart,
  across: AcrossAxis,
  y: Axis,
  paint: Paint,
  stroke: Stroke,
): Item[] {
  return points.slice(1).flatMap((point, index) => {
    const next = levels[index + 1];
    const [from, to, isFar] = [levels[index]?.place ?? 0, next?.place ?? 0, next?.isFar ?? false];
    const [first, last] = [points[index]?.estimate, point.estimate];
    if (first === undefined || first === null || last === null) return [];
    const count = up.scale === 'ratio' && !isFar ? pieces : 1;
    const corners = Array.from({ length: count + 1 }, (_, piece) => ({
      x: across.at(from + ((to - from) * piece) / count),
      y: y.at(first.value + ((last.value - first.value) * piece) / count),
    }));
    return [path(paint, isFar ? 'dotted' : stroke, corners)];
  });
}

export function pointItems(panel: LevelsPanel, across: AcrossAxis, y: Axis, box: Box, isDense: boolean): Item[] {
  const paint = paintOf(panel.family);
  let freeFrom = Number.NEGATIVE_INFINITY;
  const placed: Box[] = [];
  return panel.points.flatMap(({ estimate, words, sign }, index): Item[] => {
    const x = across.ticks[index]?.at ?? 0;
    if (estimate === null) return [mark('alarm', 'cross', { x, y: box.bottom - 9 })];
    const { value, interval, rounds } = estimate;
    const [low, high] = interval ?? [value, value];
    const dots = rounds
      .filter((one) => !y.isBeyond(one))
      .map((one) => mark(paint, 'dot', { x: x + dotsBeside, y: y.at(one) }));
    const isBeyond = y.isBeyond(value);
    const shape = isBeyond ? 'arrow-down' : shapeOf(panel.family);
    const place = markOf(estimate, mark(paint, shape, { x, y: y.at(value) }));
    const beyond = [...(y.isBeyond(low) ? [mark(paint, 'arrow-down', { x, y: y.at(low) })] : [])];
    const items = [...dots, vertical(paint, 'bar', x, y.at(low), y.at(high)), ...beyond, place];
    const side = freeSide(panel.points, index, y);
    const at = { x, y: side === 'below' ? y.at(low) + 16 : y.at(high) - 6 };
    const labels = [...(isDense ? [] : [words]), sign].map((one) => labelItems(one, at, side, freeFrom, box));
    const beside = [at.y, y.at(low) + 16, y.at(high) - 6].map((height) =>
      signItems(sign, { x, y: height }, placed, box),
    );
    const label = [...labels, ...beside].find(({ length }) => length > 0) ?? [];
    const [taken] = label;
    if (taken !== undefined) {
      freeFrom = Math.max(freeFrom, taken.box.right);
      placed.push(taken.box);
    }
    return [...items, ...label];
  });
}

/** Where the curve leaves room for words: away from a neighbour that lies higher; below where both do. */
function freeSide(points: readonly LevelsPoint[], index: number, y: Axis): 'left' | 'right' | 'middle' | 'below' {
  const heightOf = (point: LevelsPoint | undefined) =>
    point?.estimate ? y.at(point.estimate.value) : Number.POSITIVE_INFINITY;
  const own = heightOf(points[index]);
  const [isLeftHigher, isRightHigher] = [-1, 1].map((step) => heightOf(points[index + step]) < own - 6);
  if (isLeftHigher && isRightHigher) return 'below';
  if (isLeftHigher) return 'right';
  return isRightHigher ? 'left' : 'middle';
}

/** A sign has to be read with its point: where the words before it leave it no room to the side, above or below them. */
function signItems(sign: string, at: Point, placed: readonly Box[], box: Box): Item[] {
  if (sign === '' || at.y < box.top || at.y > box.bottom - 4) return [];
  const label = text(sign, at, { sizePx: fontSize.small, anchor: 'middle' });
  const isFree = placed.every((other) => {
    const isBeside = label.box.right < other.left || label.box.left > other.right;
    return isBeside || label.box.bottom < other.top || label.box.top > other.bottom;
  });
  return isFree ? onPaper(label) : [];
}

/** Inside of the panel; left out where it would touch the one before it. */
function labelItems(words: string, at: Point, side: ReturnType<typeof freeSide>, freeFrom: number, box: Box): Item[] {
  if (words === '') return [];
  const width = textWidth(words, fontSize.small);
  const wanted = at.x + { left: 4 - width / 2, right: width / 2 - 4, middle: 0, below: 0 }[side];
  const middle = Math.min(box.right - width / 2, Math.max(box.left + width / 2, wanted));
  if (middle - width / 2 < freeFrom + 4) return [];
  // Below the lowest point of an axis there may be no room.
  const y = Math.min(at.y, box.bottom - 4);
  return onPaper(text(words, { x: middle, y }, { sizePx: fontSize.small, anchor: 'middle' }));
}

/** So that a curve behind it does not cross it out. */
function onPaper(label: Item): Item[] {
  return [rectangle('paper', { ...label.box, left: label.box.left - 1, right: label.box.right + 1 }, 0.7), label];
}

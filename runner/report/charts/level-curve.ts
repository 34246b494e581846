/** The curve of a panel, its points with their intervals and single rounds, and as many figures in words as have room. */
import type { Axis } from './axis.ts';
import type { LevelsChart, LevelsPanel, LevelsPoint } from './description.ts';
import { fontSize } from './frame.ts';
import type { AcrossAxis } from './level-places.ts';
import { paintOf, shapeOf, type Paint } from './palette.ts';
import { mark, path, rectangle, text, vertical, type Box, type Item, type Stroke } from './scene.ts';
import { textWidth } from './text-width.ts';

/**
 * A ratio between two levels is drawn as crossovers are found: linear in the ratio, so bent on a logarithmic axis. A
 * straight line would cross 1 somewhere else than the crossover that is marked.
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
    const [from, to] = [levels[index]?.place ?? 0, levels[index + 1]?.place ?? 0];
    const [first, last] = [points[index]?.estimate, point.estimate];
    if (first === undefined || first === null || last === null) return [];
    const count = up.scale === 'ratio' ? pieces : 1;
    const corners = Array.from({ length: count + 1 }, (_, piece) => ({
      x: across.at(from + ((to - from) * piece) / count),
      y: y.at(first.value + ((last.value - first.value) * piece) / count),
    }));
    return [path(paint, stroke, corners)];
  });
}

export function pointItems(panel: LevelsPanel, across: AcrossAxis, y: Axis, box: Box, isDense: boolean): Item[] {
  const paint = paintOf(panel.family);
  let freeFrom = Number.NEGATIVE_INFINITY;
  return panel.points.flatMap(({ estimate, words, bound }, index): Item[] => {
    const x = across.ticks[index]?.at ?? 0;
    if (estimate === null) return [mark('alarm', 'cross', { x, y: box.bottom - 9 })];
    const { value, interval, rounds } = estimate;
    const [low, high] = interval ?? [value, value];
    const dots = rounds
      .filter((one) => !y.isBeyond(one))
      .map((one) => mark(paint, 'dot', { x: x + dotsBeside, y: y.at(one) }));
    const isBeyond = y.isBeyond(value);
    const place = mark(paint, isBeyond ? 'arrow-down' : shapeOf(panel.family), { x, y: y.at(value) });
    const beyond = [...(y.isBeyond(low) ? [mark(paint, 'arrow-down', { x, y: y.at(low) })] : [])];
    const items = [...dots, vertical(paint, 'bar', x, y.at(low), y.at(high)), ...beyond, place];
    const label = labelItems(isDense ? bound : words, x, y.at(high), freeFrom, box);
    if (label.length > 0) freeFrom = label[0]?.box.right ?? freeFrom;
    return [...items, ...label];
  });
}

/** Above the bar, inside of the panel, on a piece of paper; left out where it would touch the one before it. */
function labelItems(words: string, x: number, top: number, freeFrom: number, { left, right }: Box): Item[] {
  if (words === '') return [];
  const width = textWidth(words, fontSize.small);
  const middle = Math.min(right - width / 2, Math.max(left + width / 2, x));
  if (middle - width / 2 < freeFrom + 4) return [];
  const label = text(words, { x: middle, y: top - 6 }, { sizePx: fontSize.small, anchor: 'middle' });
  return [rectangle('paper', { ...label.box, left: label.box.left - 1, right: label.box.right + 1 }, 0.7), label];
}

/** An estimate on a horizontal axis: its mark, its interval as a bar, and single rounds as faint dots below it. */
import type { Axis } from './axis.ts';
import type { Estimate } from './description.ts';
import type { Paint } from './palette.ts';
import { horizontal, mark, markOf, type Item, type Mark } from './scene.ts';

export interface Dress {
  readonly paint: Paint;
  readonly shape: Mark['shape'];
  readonly isHollow: boolean;
}

/** Of the dots below the bar, which would hide them. Pixels. */
const dotsBelow = 6.5;

/** What has no place on the axis, as 0 on a logarithmic one or what lies beyond its limits, is an arrow at its end. */
export function estimateMarks(estimate: Estimate, axis: Axis, y: number, dress: Dress): Item[] {
  const { value, interval, rounds } = estimate;
  const { paint, shape, isHollow } = dress;
  const dots = rounds
    .filter((one) => !axis.isBeyond(one))
    .map((one) => mark(paint, 'dot', { x: axis.at(one), y: y + dotsBelow }));
  const place = markOf(
    estimate,
    axis.isBeyond(value)
      ? mark(paint, isAtLeft(axis, value) ? 'arrow-left' : 'arrow-right', { x: axis.at(value), y })
      : mark(paint, shape, { x: axis.at(value), y }, isHollow),
  );
  if (interval === null) return [...dots, place];
  const [low, high] = interval;
  const ends = [low, high]
    .filter((end) => axis.isBeyond(end))
    .map((end) => mark(paint, isAtLeft(axis, end) ? 'arrow-left' : 'arrow-right', { x: axis.at(end), y }));
  return [...dots, horizontal(paint, 'bar', y, axis.at(low), axis.at(high)), ...ends, place];
}

function isAtLeft(axis: Axis, value: number): boolean {
  return axis.at(value) === axis.at(Number.NEGATIVE_INFINITY);
}

/** Every number that an estimate occupies on an axis. */
export function extent(estimate: Estimate | null): number[] {
  return estimate === null ? [] : [estimate.value, ...(estimate.interval ?? []), ...estimate.rounds];
}

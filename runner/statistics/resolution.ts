/**
 * What counting can tell at best. Eight windows that hold 20 replies each have no spread, and yet the rate is not known to
 * the digit: one reply more or less at a window's edge changes it by a twentieth. So no interval is narrower than one
 * count to either side of its estimate.
 */
import type { Scale } from '../result/metric.ts';
import { median } from './averages.ts';
import type { Estimate } from './estimate.ts';

/**
 * By how much one count more or less changes the figure: an amount for a difference, a share (1/n) for a factor. Of the
 * typical trial; 0 where nothing is counted.
 *
 * @param steps of each trial that counts
 */
export function resolutionOf(steps: readonly number[]): number {
  const finite = steps.filter(Number.isFinite);
  return finite.length === 0 ? 0 : median(finite);
}

/** Of a comparison: each side may be off by its own count. */
export function combined(one: number, other: number, scale: Scale): number {
  return scale === 'factor' ? (1 + one) * (1 + other) - 1 : one + other;
}

/**
 * The estimate with an interval that reaches one `resolution` to either side of it, if it did not already.
 *
 * @param most what no figure can exceed; null: nothing
 */
export function noFinerThan(
  estimate: Estimate,
  resolution: number,
  scale: Scale,
  most: number | null = null,
): Estimate {
  const { value, interval } = estimate;
  if (interval === null || resolution === 0) return estimate;
  const low = scale === 'factor' ? value / (1 + resolution) : value - resolution;
  const high = Math.min(
    most ?? Number.POSITIVE_INFINITY,
    scale === 'factor' ? value * (1 + resolution) : value + resolution,
  );
  return { ...estimate, interval: { low: Math.min(interval.low, low), high: Math.max(interval.high, high) } };
}

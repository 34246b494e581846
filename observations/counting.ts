/** Whole numbers that were seen, as an observation tells them. */
import type { Distribution } from './observation.ts';

export function distributionOf(
  of: Distribution['of'],
  unit: Distribution['unit'],
  seen: readonly number[],
): Distribution {
  const times = new Map<number, number>();
  for (const value of seen) times.set(value, (times.get(value) ?? 0) + 1);
  return { of, unit, values: [...times].toSorted(([a], [b]) => a - b) };
}

/** The middle one, or the mean of the two in the middle. NaN of none. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}

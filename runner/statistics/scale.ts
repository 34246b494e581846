/**
 * The two scales that values are compared on. On either, a comparison is a difference of transformed values, and what a
 * machine does to a whole block cancels in it: a factor on the logarithmic scale, an amount on the linear one.
 */
import type { Scale } from '../result/metric.ts';

export interface Transform {
  /** Where there is no such value the result is not finite, and the round has none. */
  readonly to: (value: number) => number;
  readonly back: (transformed: number) => number;
}

export const logarithmic: Transform = { to: Math.log, back: Math.exp };
const linear: Transform = { to: (value) => value, back: (transformed) => transformed };

export const transforms: Readonly<Record<Scale, Transform>> = { factor: logarithmic, difference: linear };

/** An arm that is no different from its baseline: 1 times its value, or 0 more. */
export const neutral: Readonly<Record<Scale, number>> = { factor: 1, difference: 0 };

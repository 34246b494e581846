/** Which way a ratio is bounded, and what it tells all the same, where figures in it are lower bounds of the truth. */
export interface Bound {
  readonly bound: '≥ ' | '≤ ' | '';
  /** Verdicts on the true ratio that the measured one carries. */
  readonly carries: 'all' | 'higher' | 'lower' | 'none';
}

/**
 * @param mayBeHigher a figure above the line is a lower bound, so that the true ratio may be higher than the measured one
 * @param mayBeLower one below the line is
 */
export function ratioBound(mayBeHigher: boolean, mayBeLower: boolean): Bound {
  if (mayBeHigher && mayBeLower) return { bound: '', carries: 'none' };
  if (mayBeHigher) return { bound: '≥ ', carries: 'higher' };
  return mayBeLower ? { bound: '≤ ', carries: 'lower' } : { bound: '', carries: 'all' };
}

/** The base unit of a quantity in words: what numbers of a data format are in, which are never scaled. */
import type { Quantity } from '../../result/quantity.ts';

/** Of those units that have the size 1; others are given as they stand. */
const words: Readonly<Record<string, string>> = {
  '/s': 'per second',
  ns: 'nanoseconds',
  ms: 'milliseconds',
  B: 'bytes',
  'B/s': 'bytes per second',
  '': 'count',
};

export function unitInWords(quantity: Quantity): string {
  const base = quantity.find(({ size }) => size === 1);
  // Shares are written in percent, and stored as what 1 is all of.
  if (base === undefined) return 'share of 1';
  return words[base.unit] ?? base.unit;
}

/** Units of quantities: what a value is written in, stored with a result so that a report needs nothing else to print it. */
import { z } from 'zod';

const unitSchema = z.object({
  unit: z.string(),
  /** What one of it is worth in the base unit. */
  size: z.number().positive(),
  /** In the title of an axis, where that is not the unit itself: `thousand`. */
  inWords: z.string().optional(),
});

/** The units a quantity is written in, smallest first. */
export const quantitySchema = z.tuple([unitSchema], unitSchema).readonly();

export type Quantity = z.infer<typeof quantitySchema>;

/** Base unit: messages per second. */
export const ratePerSecond: Quantity = [
  { unit: '/s', size: 1, inWords: '' },
  { unit: 'k/s', size: 1e3, inWords: 'thousand' },
  { unit: 'M/s', size: 1e6, inWords: 'million' },
];

/** Base unit: nanoseconds. */
export const nanoseconds: Quantity = [
  { unit: 'ns', size: 1 },
  { unit: 'µs', size: 1e3 },
  { unit: 'ms', size: 1e6 },
  { unit: 's', size: 1e9 },
];

/** Base unit: milliseconds. */
export const milliseconds: Quantity = [
  { unit: 'ms', size: 1 },
  { unit: 's', size: 1e3 },
];

/** Base unit: all of it, 1. */
export const percent: Quantity = [{ unit: '%', size: 0.01 }];

/** Of things that are counted. */
export const plainCount: Quantity = [{ unit: '', size: 1 }];

/** Base unit: bytes. */
export const binaryBytes: Quantity = [
  { unit: 'B', size: 1 },
  { unit: 'KiB', size: 2 ** 10 },
  { unit: 'MiB', size: 2 ** 20 },
  { unit: 'GiB', size: 2 ** 30 },
];

/** Base unit: bytes per second. Rates are written in powers of ten, sizes in powers of two. */
export const decimalBytesPerSecond: Quantity = [
  { unit: 'B/s', size: 1 },
  { unit: 'kB/s', size: 1e3 },
  { unit: 'MB/s', size: 1e6 },
  { unit: 'GB/s', size: 1e9 },
];

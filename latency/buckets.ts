/**
 * The buckets of an HDR histogram (G. Tene): a value falls into one by its power of two, and within it by its leading
 * bits, so that every bucket is equally fine in relation to its values.
 *
 * `bits`: log2 of how many low values have a bucket each: 11 keeps three significant digits, 8 keeps two.
 */

/** About 18 minutes, in ns: the largest value that has a bucket. */
export const largestNs = 2 ** 40 - 1;
const largestBits = 40;

/** How many there are for values of 0 … `largestNs`. */
export function bucketCount(bits: number): number {
  return (largestBits - bits + 2) * 2 ** (bits - 1);
}

/** Index of the bucket of a whole value in 0 … `largestNs`. */
export function bucketOf(value: number, bits: number): number {
  const half = 1 << (bits - 1);
  if (value < 2 ** 31) {
    const power = Math.max(0, 32 - Math.clz32(value) - bits);
    return power * half + (value >>> power);
  }
  const power = Math.floor(Math.log2(value)) + 1 - bits;
  return power * half + Math.floor(value / 2 ** power);
}

/** Lowest value of a bucket. That of the next one is the first beyond it. */
export function lowestOf(bucket: number, bits: number): number {
  const half = 1 << (bits - 1);
  const power = Math.max(0, Math.floor(bucket / half) - 1);
  return (bucket - power * half) * 2 ** power;
}

/** Sums, means and medians. Of nothing: a sum is 0, the others are NaN. */

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

export function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

/** Of a sample: divided by n − 1, so NaN below two values. */
export function standardDeviation(values: readonly number[]): number {
  const center = mean(values);
  return Math.sqrt(sum(values.map((value) => (value - center) ** 2)) / (values.length - 1));
}

export function median(values: readonly number[]): number {
  return medianOfSorted(Float64Array.from(values).toSorted());
}

/** @param sorted ascending */
export function medianOfSorted(sorted: Float64Array): number {
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}

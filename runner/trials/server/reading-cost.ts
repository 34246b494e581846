/** What reading its counters costs a server that has nothing else to do. Pure. */

/** Server processor time between two readings of its counters. */
export interface Stretch {
  readonly cpuNs: number;
  readonly elapsedNs: number;
}

/**
 * Processor time of one reading, in ns. It is in every stretch once, whatever its length; what the server does by itself
 * grows with the length: where the line through both begins.
 */
export function readingCost(long: Stretch, short: readonly Stretch[]): number {
  const mean = (value: (stretch: Stretch) => number) =>
    short.reduce((sum, stretch) => sum + value(stretch), 0) / short.length;
  const cpuNs = mean((stretch) => stretch.cpuNs);
  const elapsedNs = mean((stretch) => stretch.elapsedNs);
  const share = (long.cpuNs - cpuNs) / (long.elapsedNs - elapsedNs);
  return cpuNs - share * elapsedNs;
}

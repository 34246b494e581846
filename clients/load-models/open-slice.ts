/** Open slices of several processes, as one. */
import type { OpenSlice } from './open-loop.ts';

/** All had the same schedule, each the part of its own connections. At least one. */
export function addOpenSlices(slices: readonly OpenSlice[]): OpenSlice {
  const total = (of: (slice: OpenSlice) => number) => slices.reduce((sum, slice) => sum + of(slice), 0);
  const largest = (of: (slice: OpenSlice) => number) => Math.max(...slices.map(of));
  const [first] = slices as readonly [OpenSlice, ...OpenSlice[]];
  return {
    ratePerSecond: first.ratePerSecond,
    scheduled: total(({ scheduled }) => scheduled),
    sent: total(({ sent }) => sent),
    answered: total(({ answered }) => answered),
    unanswered: total(({ unanswered }) => unanswered),
    backlog: first.backlog.map((_, bin) => total(({ backlog }) => backlog[bin] ?? 0)),
    drainMs: largest(({ drainMs }) => drainMs),
    // Of the busiest, which is the one that limits.
    busyShare: largest(({ busyShare }) => busyShare),
    distanceFromPoisson: largest(({ distanceFromPoisson }) => distanceFromPoisson),
  };
}

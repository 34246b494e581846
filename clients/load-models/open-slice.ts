/** What an open slice tells besides latencies: of one process, and of several as one. */

/** What one open slice was like besides its latencies. Those of several processes can be added up. */
export interface OpenSlice {
  /** As the schedule of all processes has it. */
  readonly ratePerSecond: number;
  /** Due in the window. */
  readonly scheduled: number;
  /** Sent in the window, whenever they were due. */
  readonly sent: number;
  /** Of those that were due in the window. */
  readonly answered: number;
  readonly unanswered: number;
  /** Requests due and not answered, the mean of each thirtieth of the window (`backlogBins`). */
  readonly backlog: readonly number[];
  /** From when the last request was due to when all had their replies, or nobody waited any more. */
  readonly drainMs: number;
  /** Share of the window in which the client had something to do, spinning left out: 0 … 1. */
  readonly busyShare: number;
  /** See `distanceFromPoisson`: of the instants of sending in the window. */
  readonly distanceFromPoisson: number;
}

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

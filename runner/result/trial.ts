/**
 * What one trial is and what it leaves behind. A trial is one fresh server and one fresh client for one cell; its
 * record holds raw measurements only. Everything derived (rates, ratios, intervals, verdicts) is computed from these
 * records by `statistics/`, so a report can be rebuilt from the file alone.
 */

/** Where the processors of a trial are: see docs/methodology.md, "Processor regimes". */
export type Regime = 'equal-budget' | 'whole-machine';

/**
 * What a cell is for. `baseline` and `control` are the same configuration, run as two cells: their difference is the
 * A/A control. `slowdown` is the baseline with a known amount of extra work, which the run has to find.
 */
export type CellRole = 'baseline' | 'control' | 'arm' | 'slowdown';

/** One configuration: everything that is needed to start a server and a client for it. Plain data. */
export interface Cell {
  /** Unique in a run: `<experiment>/<group>/<label>`. */
  readonly id: string;
  readonly experiment: string;
  /** Cells of one group are compared with one another and measured in the same block. */
  readonly group: string;
  readonly role: CellRole;
  /** Its name among those it is compared with: its model, or the level of whatever else the experiment varies. */
  readonly arm: string;
  readonly model: string;
  readonly framing: string;
  /** As the command line spells it: `echo`, `work:1520`. */
  readonly service: string;
  /** Calibrated processor time that `service` burns per request; 0 for echo. */
  readonly workNsPerRequest: number;
  readonly path: string;
  readonly regime: Regime;
  /** That carry load; 0 is a cell without load. */
  readonly connections: number;
  /** Exchanges before a connection is closed and replaced by a new one; null: connections are kept. */
  readonly exchangesPerConnection: number | null;
  /** Open besides those, and silent. */
  readonly idleConnections: number;
  /** Requests that every connection keeps outstanding. */
  readonly depth: number;
  readonly payloadBytes: number;
  /** Of the server, in the models that receive by themselves; null: the model's own. */
  readonly receiveBufferBytes: number | null;
  readonly workers: number;
  /** Client processes. */
  readonly clients: number;
  /** Processors the server and the client may use; null: not pinned. */
  readonly serverCpus: readonly number[] | null;
  readonly clientCpus: readonly number[] | null;
}

/** Which trial this is. A trial that is repeated keeps its round and gets the next attempt. */
export interface TrialIdentity {
  readonly cell: string;
  readonly round: number;
  /** 0 for the first try of a block, then 1, 2. */
  readonly attempt: number;
  /** UTC, ISO 8601: a date, and no way to find a duration. */
  readonly startedAt: string;
  /**
   * How long the run had gone on when the trial's block was over, breaks between its parts left out; null in files from
   * before it was stored.
   */
  readonly elapsedMs: number | null;
}

/** One uninterrupted stretch of load on a cell, with counters read just before and just after it. */
export interface Slice {
  /** Measured window, by completion time. */
  readonly windowNs: number;
  /** Replies completed, checked and counted inside the window. */
  readonly messages: number;
  /** Load before the window opened: until every connection had one reply. */
  readonly rampNs: number;
  /**
   * Little's law, with the edges of the window clipped: mean requests in flight as the latencies have it, divided by
   * connections × depth. 1 within 3 % when the client kept its promise.
   */
  readonly littleRatio: number;
  /** Server counters over the slice, ramp and drain included: a ratio of two differences of the same two snapshots. */
  readonly server: {
    readonly cpuNs: number;
    readonly messages: number;
    readonly elapsedNs: number;
    /** recv and send; null where Node makes them, and in results from before they were counted. */
    readonly systemCalls: number | null;
  };
  /** Client processes over the same slice. */
  readonly client: { readonly cpuNs: number; readonly elapsedNs: number };
  /** The whole machine over the slice, from /proc/stat (10 ms ticks), all processors added; null off Linux. */
  readonly machine: { readonly busyNs: number; readonly idleNs: number; readonly stealNs: number } | null;
}

/** A latency distribution of one trial. */
export interface Latency {
  /** HDR histogram, V2 compressed, base64; nanoseconds, 3 significant digits. */
  readonly histogram: string;
  readonly count: number;
  /**
   * For each percentile, what `count` is worth as independent observations: count ÷ (1 + 2 Σ autocorrelations of the
   * indicator "above this percentile").
   */
  readonly effectiveCount: { readonly p50: number; readonly p99: number; readonly p999: number };
}

export interface Memory {
  readonly rssBytes: number;
  /** Proportional set size; null where the kernel does not tell. */
  readonly pssBytes: number | null;
  /** Of it, what comes from no file, and so is shared with no other program; null where the kernel does not tell. */
  readonly ownBytes: number | null;
}

export interface Measurement {
  /** `sliced`: slices rotated through standing cells. `whole`: one unbroken window. */
  readonly method: 'sliced' | 'whole';
  /** From starting the server program to its ready line. */
  readonly readyMs: number;
  /** From opening the first connection to its verified reply; null in results that did not measure it. */
  readonly firstExchangeNs: number | null;
  /**
   * Server processor time that one reading of its counters takes, which is in every slice: estimated from slices of two
   * lengths (`readingCost`) at rest, and from readings right after the warm-up with load. 0 where connections are replaced,
   * whose workers come and go, and in results from before it was found with load: with a process for each of 64
   * connections it is an eighth of a slice.
   */
  readonly countersCpuNs: number;
  readonly warmup: { readonly messages: number; readonly durationMs: number };
  readonly slices: readonly Slice[];
  /** Reply minus send, closed loop: service time at saturation. */
  readonly serviceTime: Latency;
  /** Replies per connection over all slices. */
  readonly messagesPerConnection: { readonly min: number; readonly median: number; readonly max: number };
  readonly connectionsPerWorker: readonly number[];
  readonly memory: { readonly atRest: Memory; readonly underLoad: Memory };
  /** Server, all its processes, over all slices. */
  readonly contextSwitches: { readonly voluntary: number; readonly involuntary: number };
  /** Server, all its isolates, over all slices. */
  readonly gc: { readonly count: number; readonly pauseNs: number };
  /** Per isolate of the server that owns connections, over all slices: 0 … 1. */
  readonly eventLoopUtilization: readonly number[];
  /** cgroup throttling of the machine during the trial, in ns; null where there is no controller. */
  readonly throttledNs: number | null;
}

/**
 * What a trial's evidence says against it, judged without looking at the outcome: a closed set, each explained in
 * `warnings.ts`.
 */
export type Warning =
  | 'disturbed-foreign-load'
  | 'disturbed-steal'
  | 'disturbed-throttled'
  | 'client-limited'
  | 'not-steady'
  | 'littles-law';

/** Where in its life a trial failed. */
export type TrialPhase = 'start' | 'verify' | 'warm-up' | 'measure' | 'stop';

export type Trial = TrialIdentity &
  (
    | { readonly outcome: 'completed'; readonly measurement: Measurement; readonly warnings: readonly Warning[] }
    | { readonly outcome: 'failed'; readonly phase: TrialPhase; readonly error: string; readonly log: string }
    | { readonly outcome: 'skipped'; readonly reason: string }
  );

/** A trial as its block leaves it: how long the run has gone on is for the run to say. */
export type MeasuredTrial = DistributiveOmit<Trial, 'elapsedMs'>;
export type DistributiveOmit<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never;

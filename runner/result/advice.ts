/**
 * What the decision guide of a page rests on: under which circumstances each cell was measured, in plain amounts, and which
 * metrics answer what somebody may care for. The kinds of trials tell both (trials/kind.ts), since only they can read setups.
 */

/** Amounts of a cell's load that somebody knows of the own one. Null: there is no such thing in it. */
export interface Circumstances {
  /** What is chosen among: the name of a model. */
  readonly subject: string;
  /** Connections that carry load at any moment. */
  readonly connections: number | null;
  readonly idleConnections: number;
  readonly messageBytes: number;
  /** Computation per request, by the calibration; measured in place where its experiment does that. */
  readonly workNs: number;
  /** Before a connection is closed; null: connections are kept. */
  readonly exchanges: number | null;
  /** Requests that arrive, whatever the server does; null: as many as it takes. */
  readonly ratePerSecond: number | null;
  /** Which processors the server and its clients have, in words: `equal budget`; null: no choice of its experiment. */
  readonly processors: string | null;
  /** Everything else that has to be the same for all that are compared: framing, path. */
  readonly others: string;
}

/** What somebody may care for, and the metrics that tell it: the first one of which there are figures. */
export interface Criterion {
  readonly name: string;
  /** As a choice in a list: `throughput`. */
  readonly title: string;
  readonly metrics: readonly string[];
  /** Which connections the answer depends on: those with load, or those that are open and silent. */
  readonly connections: 'busy' | 'idle';
  /** Whether requests come at a rate of their own. */
  readonly isAtRate: boolean;
}

/** An experiment of the suite that can answer what a result has no data of. */
export interface Offer {
  readonly experiment: string;
  readonly criteria: readonly string[];
  readonly exchanges: readonly ('one' | 'many')[];
  /** What its groups differ in. */
  readonly varies: readonly ('connections' | 'workNs' | 'messageBytes' | 'ratePerSecond')[];
}

export interface Advice {
  readonly criteria: readonly Criterion[];
  /** By id of a cell; cells of kinds that give no advice are absent. */
  readonly circumstances: Readonly<Record<string, Circumstances>>;
  readonly offers: readonly Offer[];
}

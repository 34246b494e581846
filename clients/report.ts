/** What a client program prints. Field names are fixed: other tools read them. */
import type { Capacity } from './capacity.ts';
import type { DriverName } from './drivers/index.ts';
import type { ClaimedClass, ClaimedLatency, Limit } from './limits.ts';
import type { OpenSlice } from './load-models/open-slice.ts';

/** With `--hold`: connected, server verified; the slices until the line `warm` are the warm-up. */
export interface ConnectedLine {
  readonly event: 'connected';
  /**
   * On the first connection to the server, from the call of connect() to its first reply, complete and right. On the
   * client's clock alone, so that it can be added to a time measured elsewhere, such as that to `ready`.
   */
  readonly firstExchangeNs: number;
  /** What carries the connections. */
  readonly driver: DriverName;
}

export interface WarmLine {
  readonly event: 'warm';
  /** Replies during the warm-up, all client processes together. */
  readonly messages: number;
  readonly durationMs: number;
}

export interface SliceLine {
  readonly event: 'slice';
  readonly windowNs: number;
  /** Exchanges completed inside the window. */
  readonly messages: number;
  /**
   * With `--requests-per-connection`: connections that both sides had closed inside the window, and those opened over
   * the whole slice, ramp and drain included, which is what the server accepted meanwhile. 0 where they are kept.
   */
  readonly connections: number;
  readonly connectionsOpened: number;
  readonly rampNs: number;
  /**
   * Mean requests in flight over the window ÷ connections × depth: 1 when the loop was kept closed (Little's law). With
   * `--requests-per-connection`, mean connections in flight, from connect to close, ÷ connections. 1 without load, and in
   * an open loop, which promises no number of requests in flight.
   */
  readonly littleRatio: number;
  /** Processor time of all client processes over the slice, ramp and drain included. */
  readonly cpuNs: number;
  readonly elapsedNs: number;
  /** Only of an open loop: what was due, sent and answered, and how many waited meanwhile. */
  readonly open?: OpenSlice;
}

export interface ReportLine {
  readonly event: 'report';
  readonly messagesPerSecond: number;
  /**
   * Reply minus actual send. In a closed loop: service time at saturation, not what a user waits. With
   * `--requests-per-connection` the requests that waited for their connection, the first `depth` of it, count from the
   * call of connect(). Absent when nothing was measured.
   */
  readonly serviceTime?: ClaimedLatency | undefined;
  /** With a mixture: the same by class of request, in the order of `--service mix:`. All of their latencies make up the whole. */
  readonly perClass?: readonly ClaimedClass[] | undefined;
  /** Reply minus intended send, and actual minus intended send: open loop only. */
  readonly responseTime?: ClaimedLatency | undefined;
  readonly sendLag?: ClaimedLatency | undefined;
  /**
   * Of open loops: which latencies nobody may claim, and why. Their percentiles are absent; histogram, mean and longest
   * wait are what was measured. Empty where all can be claimed.
   */
  readonly limits: readonly Limit[];
  /**
   * Requests that were due in a window of an open loop and had no reply. Broken connections and wrong replies are in no
   * report: any of them ends the load with a failure, and so does a closed loop without a reply.
   */
  readonly errors: number;
  readonly evidence: {
    /** What carried the connections: the client's share of a measurement depends on it. */
    readonly driver: DriverName;
    /** How it makes its receives and sends, in words. */
    readonly socketCalls: string;
    readonly warmup: { readonly messages: number; readonly durationMs: number };
    readonly slices: readonly Omit<SliceLine, 'event'>[];
    /**
     * Replies inside windows, in open loops to requests that were due in them, per connection; connections that followed each
     * other in one place count as one.
     */
    readonly messagesPerConnection: readonly number[];
    /**
     * In ns, to two significant digits: p99 of response time in open loops, of service time in closed ones; in the same
     * order. Null where a connection has fewer than 1,000 latencies: fewer than ten would lie beyond it. Empty with more than
     * 256 connections, of which nobody keeps them, and where connections are not kept.
     */
    readonly p99PerConnection: readonly (number | null)[];
  };
}

/** With `--slo`: the highest rate that kept the objective, and how it was found. */
export interface CapacityLine extends Capacity {
  readonly event: 'capacity';
  /** Replies, processor time of all client processes, and time: of all its probes, heads and drains included. */
  readonly messages: number;
  readonly cpuNs: number;
  readonly elapsedNs: number;
  /** As `--slo` spells it. */
  readonly objective: string;
}

/** Something failed for good: the program exits 1 after it. */
export interface FailureLine {
  readonly event: 'failure';
  readonly phase: 'connect' | 'verify' | 'warm-up' | 'measure';
  readonly message: string;
}

/** A control line meant nothing; the next one is waited for. */
export interface ErrorLine {
  readonly event: 'error';
  readonly line: string;
  readonly message: string;
}

export type ClientLine = ConnectedLine | WarmLine | SliceLine | ReportLine | CapacityLine | FailureLine | ErrorLine;

/** What a client program prints. Field names are fixed: other tools read them. */
import type { LatencyReport } from './latency-report.ts';

/** With `--hold`: connected, server verified; the slices until the line `warm` are the warm-up. */
export interface ConnectedLine {
  readonly event: 'connected';
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
  readonly messages: number;
  readonly rampNs: number;
  /** Mean requests in flight over the window ÷ connections × depth: 1 when the loop was kept closed (Little's law). */
  readonly littleRatio: number;
  /** Processor time of all client processes over the slice, ramp and drain included. */
  readonly cpuNs: number;
  readonly elapsedNs: number;
}

export interface ReportLine {
  readonly event: 'report';
  readonly messagesPerSecond: number;
  /** Reply minus actual send. In a closed loop: service time at saturation, not what a user waits. */
  readonly serviceTime?: LatencyReport;
  /** Reply minus intended send, and actual minus intended send: open loop only. */
  readonly responseTime?: LatencyReport;
  readonly sendLag?: LatencyReport;
  /** Broken connections and wrong replies. Any of them ends the load. */
  readonly errors: number;
  readonly evidence: {
    readonly warmup: { readonly messages: number; readonly durationMs: number };
    readonly slices: readonly Omit<SliceLine, 'event'>[];
    /** Replies inside windows, per connection. */
    readonly messagesPerConnection: readonly number[];
  };
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

export type ClientLine = ConnectedLine | WarmLine | SliceLine | ReportLine | FailureLine | ErrorLine;

/** What the channel program prints. Field names are fixed: other tools read them. */
import type { LatencyReport } from '../latency/report.ts';

/** Both ends are there. The first slice begins with messages that are compared byte by byte. */
export interface ReadyLine {
  readonly event: 'ready';
  readonly channel: string;
  readonly pid: number;
  /** Process of the far end; that of the near one where it is a thread. */
  readonly farPid: number;
}

/** What one end used, over a slice. */
export interface EndUsage {
  /** User and system time; of a thread its own, of the end beside it in the same process all the rest. */
  readonly cpuNs: number;
  readonly contextSwitches: { readonly voluntary: number; readonly involuntary: number };
}

export interface SliceLine {
  readonly event: 'slice';
  /** From the first message that counts to the answer to the last one. */
  readonly windowNs: number;
  /** Round trips of a ping-pong; messages that the far end has acknowledged of a stream. */
  readonly messages: number;
  readonly near: EndUsage;
  /** Null where the kernel does not tell: off Linux. */
  readonly far: EndUsage | null;
  /** Processor time of both over the whole slice, before the first message that counts and after the last one included. */
  readonly cpuNs: number | null;
}

/** The slices so far were the warm-up. */
export interface WarmLine {
  readonly event: 'warm';
  readonly messages: number;
  readonly durationMs: number;
}

export interface ChannelReport {
  readonly event: 'report';
  readonly messagesPerSecond: number;
  /** Payload, in one direction; 0 of objects, whose length depends on how they are encoded. */
  readonly bytesPerSecond: number;
  /** Of a ping-pong: from sending to the whole reply. */
  readonly roundTrip?: LatencyReport;
  /** Null where the kernel does not tell. */
  readonly cpuNsPerMessage: { readonly near: number; readonly far: number | null };
  /** Messages that were not what was sent: any of them ends the program. */
  readonly errors: number;
  readonly evidence: {
    readonly warmup: { readonly messages: number; readonly durationMs: number };
    readonly slices: readonly Omit<SliceLine, 'event'>[];
  };
}

/** Something failed for good: the program exits 1 after it. */
export interface FailureLine {
  readonly event: 'failure';
  readonly phase: 'start' | 'verify' | 'warm-up' | 'measure';
  readonly message: string;
}

/** A control line meant nothing; the next one is waited for. */
export interface ErrorLine {
  readonly event: 'error';
  readonly line: string;
  readonly message: string;
}

export type ChannelLine = ReadyLine | WarmLine | SliceLine | ChannelReport | FailureLine | ErrorLine;

/**
 * A load, however many processes make it. In order: `connect`, `warmUp` or slices and `forget`, any number of `slice`s,
 * `report`, `close`.
 * `startAtNs` is an instant of the monotonic clock (process.hrtime), the same for all processes of a load.
 */
import type { LatencyReport } from '../latency/report.ts';
import type { ClassReport } from './class-records.ts';
import type { SliceCount } from './load-models/sliced-load.ts';
import type { Shape } from './shape.ts';

export interface Load {
  /** Connects, and verifies the server. */
  connect(): Promise<Connected>;
  warmUp(startAtNs: number): Promise<{ readonly messages: number; readonly durationMs: number }>;
  /** What was measured so far was warm-up. */
  forget(): Promise<void>;
  /** In the shape of the load's own, unless another one is given. */
  slice(windowMs: number, startAtNs: number, shape?: Shape): Promise<LoadSlice>;
  report(): Promise<LoadReport>;
  close(): void;
}

export interface Connected {
  /**
   * From the call of connect() to the first reply, complete and right, on the first connection to the server; of
   * several processes, on the first's.
   */
  readonly firstExchangeNs: number;
}

/** One slice, and what it cost the client from start to drained. */
export interface LoadSlice extends SliceCount {
  readonly cpuNs: number;
  readonly elapsedNs: number;
}

export interface LoadReport {
  readonly serviceTime: LatencyReport | undefined;
  /** Of open loops. */
  readonly responseTime: LatencyReport | undefined;
  readonly sendLag: LatencyReport | undefined;
  /** With a mixture only. */
  readonly perClass?: readonly ClassReport[] | undefined;
  readonly messagesPerConnection: readonly number[];
  /** See ReportLine. */
  readonly p99PerConnection: readonly (number | null)[];
}

/** A load that cannot go on, and how far it had come. */
export class LoadError extends Error {
  override readonly name = 'LoadError';
  readonly phase: 'connect' | 'verify' | 'warm-up' | 'measure';

  constructor(phase: LoadError['phase'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.phase = phase;
  }
}

/** Now, on the clock that `startAtNs` is of. */
export const monotonicNs = (): number => Number(process.hrtime.bigint());

/**
 * A load, however many processes make it. In order: `connect`, `warmUp` or slices and `forget`, any number of `slice`s,
 * `report`, `close`.
 * `startAtNs` is an instant of the monotonic clock (process.hrtime), the same for all processes of a load.
 */
import type { LatencyReport } from './latency-report.ts';
import type { SliceCount } from './load-models/closed-loop.ts';

export interface Load {
  /** Connects, and verifies the server. */
  connect(): Promise<void>;
  warmUp(startAtNs: number): Promise<{ readonly messages: number; readonly durationMs: number }>;
  /** What was measured so far was warm-up. */
  forget(): Promise<void>;
  slice(windowMs: number, startAtNs: number): Promise<LoadSlice>;
  report(): Promise<LoadReport>;
  close(): void;
}

/** One slice, and what it cost the client from start to drained. */
export interface LoadSlice extends SliceCount {
  readonly cpuNs: number;
  readonly elapsedNs: number;
}

export interface LoadReport {
  readonly serviceTime: LatencyReport | undefined;
  readonly messagesPerConnection: readonly number[];
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

/** What the near end does, whichever way it waits: slices of load, and what they measured. */
import type { LatencyRecorder } from '../latency/recorder.ts';
import type { ChannelSpec } from './channel.ts';

/** One uninterrupted stretch of load. */
export interface Stretch {
  /** Of a ping-pong: until the last reply. Of a stream: until the far end has consumed all that was sent. */
  readonly windowNs: number;
  readonly messages: number;
}

/** Called where the measured time begins and where it ends: counters are read there. */
export interface Edges {
  opened(): void;
  closed(): void;
}

export interface Near {
  /** Sends for so long; the far end is parked afterwards. @throws ChannelError */
  run(ms: number, edges: Edges): Promise<Stretch>;
  /** As many messages as are compared byte by byte. @throws ChannelError */
  verify(): Promise<void>;
}

export interface NearParts {
  readonly spec: ChannelSpec;
  /** Of round trips, in ns. */
  readonly recorder: LatencyRecorder;
}

export function nowNs(): number {
  return performance.now() * 1e6;
}

/** What the main thread and the thread of a loop say to one another. To be heard, the loop has to be woken, too. */
import type { ServingSpec } from '../connection-group.ts';
import type { Counters } from '../counters.ts';
import type { ReadinessCall } from './index.ts';

/** What the thread starts with. */
export interface LoopStart {
  readonly serving: ServingSpec;
  readonly call: ReadinessCall;
  /** The listening socket, which is the thread's from now on, and the counter descriptor that wakes it. */
  readonly listener: number;
  readonly wake: number;
  readonly counters: Counters;
}

export type ToLoop =
  | { readonly kind: 'calibrate'; readonly payloadBytes: number }
  | { readonly kind: 'close'; readonly graceMs: number };

export type FromLoop =
  | { readonly kind: 'started'; readonly threadId: number }
  | { readonly kind: 'calibrated'; readonly nsPerIteration: number }
  | { readonly kind: 'refusing'; readonly why: string };

/** What the main thread and its workers say to one another, the same for threads and child processes. */
import type { ServingSpec } from '../connection-group.ts';
import type { IsolateUsage, ProcessUsage } from '../usage.ts';

/** Sockets travel beside a `serve` message: as `socket` in it for threads, as its handle for processes. */
export type ToWorker =
  | { readonly kind: 'start'; readonly serving: ServingSpec }
  | { readonly kind: 'serve' }
  | { readonly kind: 'usage' }
  | { readonly kind: 'calibrate'; readonly payloadBytes: number }
  | { readonly kind: 'close'; readonly graceMs: number }
  | { readonly kind: 'crash' };

export type FromWorker =
  | { readonly kind: 'started' }
  | { readonly kind: 'usage'; readonly usage: WorkerUsage }
  | { readonly kind: 'calibrated'; readonly nsPerIteration: number };

/** `process` only where the worker is a process of its own. */
export interface WorkerUsage {
  readonly isolate: IsolateUsage;
  readonly process: ProcessUsage | null;
}

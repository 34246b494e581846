/** What the main thread and its workers say to one another, the same for threads and child processes. */
import type { Endpoint } from '../../protocol/endpoint.ts';
import type { ListeningSocket } from '../acceptor.ts';
import type { ServingSpec } from '../connection-group.ts';
import type { IsolateUsage, ProcessUsage } from '../usage.ts';

/** What a worker is there for. Plain data. */
export type Duty =
  /** Serves the connections that it is given; `one`: ends with it. */
  | { readonly kind: 'serve'; readonly connections: 'many' | 'one' }
  /** Accepts by itself, and serves what it accepts. */
  | { readonly kind: 'accept'; readonly at: Endpoint; readonly from?: ListeningSocket }
  /** Owns no connections: answers single requests. */
  | { readonly kind: 'compute' };

/** Sockets travel beside a `serve` message: as `socket` in it for threads, as its handle for processes. */
export type ToWorker =
  | { readonly kind: 'start'; readonly serving: ServingSpec; readonly duty: Duty }
  | { readonly kind: 'serve' }
  | { readonly kind: 'compute'; readonly request: number; readonly bytes: Uint8Array }
  | { readonly kind: 'usage' }
  | { readonly kind: 'calibrate'; readonly payloadBytes: number }
  | { readonly kind: 'close'; readonly graceMs: number }
  | { readonly kind: 'crash' };

export type FromWorker =
  | { readonly kind: 'started' }
  /** It cannot do its duty, and ends. */
  | { readonly kind: 'unable'; readonly message: string }
  | { readonly kind: 'computed'; readonly request: number; readonly reply: Computed }
  | { readonly kind: 'usage'; readonly usage: WorkerUsage }
  | { readonly kind: 'calibrated'; readonly nsPerIteration: number };

/** The reply, or why there is none. */
export type Computed = Uint8Array | { readonly refused: string };

/** `process` only where the worker is a process of its own. */
export interface WorkerUsage {
  readonly isolate: IsolateUsage;
  readonly process: ProcessUsage | null;
}

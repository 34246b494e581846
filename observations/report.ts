/** What the observing program prints: one JSON line each. */
import type { NetworkChange, Seen } from './observation.ts';

export type ObserveLine =
  | { readonly event: 'ready'; readonly observation: string; readonly pid: number }
  /** Whoever steers is to change the network, and to say `done` then. */
  | { readonly event: 'network'; readonly change: NetworkChange }
  | ({ readonly event: 'seen' } & Seen)
  /** A line that it was given cannot be obeyed; it goes on. */
  | { readonly event: 'error'; readonly message: string }
  /** What it looks at could not be brought about: it ends. */
  | { readonly event: 'failure'; readonly message: string };

/** What a process of a spread load says to the one that steers, and where. */
import type { Connected, LoadReport, LoadSlice } from './load.ts';
import type { FailureLine } from './report.ts';

/** A descriptor of its own: stdout may carry what a preload or a library prints. */
export const memberOutput = 3;

export type MemberLine =
  | ({ readonly event: 'connected' } & Connected)
  | { readonly event: 'forgotten' }
  | { readonly event: 'warm'; readonly messages: number; readonly durationMs: number }
  | ({ readonly event: 'slice' } & LoadSlice)
  | ({ readonly event: 'report' } & LoadReport)
  | FailureLine;

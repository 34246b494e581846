/** How long a channel trial takes, found on two processors: what plans and budgets are estimated by. */
import type { Pace, TrialCost } from '../kind.ts';

/**
 * Of the processor time that an isolate of a server gets: both ends together have compiled what they run, and are as fast
 * as they will be, after some 250 to 300 ms of it (docs/decisions/0011-channels.md).
 */
export const warmUpShare = 0.4;
/** Starting a program with its far end, alone; and what each more that starts at the same time adds on two processors. */
const startMs = 300;
const startShareMs = 330;
/** Both ends work on the warm-up, as a rule one after the other. */
const warmUpMsPerCpuMs = 1;
const sliceOverheadMs = 8;
const stopMs = 25;

export function costMs({ sliceMs, slices, warmup }: Pace): TrialCost {
  const warmUpMs = warmUpMsPerCpuMs * warmUpShare * warmup.cpuMsPerIsolate;
  return { startMs, restMs: startShareMs + warmUpMs + slices * (sliceMs + sliceOverheadMs) + stopMs };
}

/** How long a channel trial takes, found on two processors: what plans and budgets are estimated by. */
import type { Pace, TrialCost } from '../kind.ts';

/** Of the processor time that an isolate of a server gets: an end runs a few lines of code, and a server many. */
export const warmUpShare = 0.25;
/** Starting a program with its far end, alone; and what each more that starts at the same time adds on two processors. */
const startMs = 300;
const startShareMs = 190;
/** Both ends work on the warm-up at once, as a rule not all of the time. */
const warmUpMsPerCpuMs = 0.85;
const sliceOverheadMs = 5;
const stopMs = 10;

export function costMs({ sliceMs, slices, warmup }: Pace): TrialCost {
  const warmUpMs = warmUpMsPerCpuMs * warmUpShare * warmup.cpuMsPerIsolate;
  return { startMs, restMs: startShareMs + warmUpMs + slices * (sliceMs + sliceOverheadMs) + stopMs };
}

/**
 * How long a channel trial takes: what plans and budgets are estimated by. Linear in what a start takes on this machine; the
 * factors were found on two processors of two machines, of which one takes twice as long (docs/decisions/0016-plan-and-precision.md).
 */
import type { Schedule } from '../../result/plan.ts';
import type { CostSite, Pace, TrialCost } from '../kind.ts';
import { calibrationSchema } from './calibration.ts';
import type { ChannelSetup } from './setup.ts';

/**
 * Of the processor time that an isolate of a server gets: both ends together have compiled what they run, and are as fast
 * as they will be, after some 250 to 300 ms of it (docs/decisions/0011-channels.md).
 */
export const warmUpShare = 0.4;
/** Starting a program with its far end, alone, where nothing was measured. */
const nominalStartMs = 240;
/** Of that, how long each start keeps one processor busy: on several, as many go on at once. */
const busyShare = 1.35;
/** Of all programs of a block, which stop at once. */
const stopShare = 0.3;
/** Both ends work on the warm-up, as a rule one after the other; where both spin, at the same time. */
const warmUpMsPerCpuMs = { waiting: 1.05, spinning: 0.7 } as const;
const sliceOverheadMs = 4;

export function costMs(
  { spins }: Pick<ChannelSetup, 'spins'>,
  { sliceMs, slices, warmup }: Pace,
  _: Schedule,
  { cpus, calibration }: CostSite,
): TrialCost {
  const { startMs = nominalStartMs } = calibrationSchema.parse(calibration);
  const warmUpMs = warmUpMsPerCpuMs[spins ? 'spinning' : 'waiting'] * warmUpShare * warmup.cpuMsPerIsolate;
  const stopMs = (stopShare * startMs) / cpus.length;
  return {
    startMs,
    restMs: (busyShare * startMs) / cpus.length + warmUpMs + slices * (sliceMs + sliceOverheadMs) + stopMs,
  };
}

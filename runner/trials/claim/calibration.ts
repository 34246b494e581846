/** What is found out about claims before the first block: how long an observing program takes to start here. */
import { z } from 'zod';
import { TrialError, type Pace, type Rig, type Site } from '../kind.ts';
import { startClaimTrial } from './live-claim-trial.ts';
import type { ClaimSetup } from './setup.ts';

export const calibrationSchema = z
  .object({
    /** Absent where none could be started. */
    startMs: z.number().positive().optional(),
  })
  .readonly();

export type ClaimCalibration = z.infer<typeof calibrationSchema>;

/** The first start may compile what all later ones find in the cache: the second one is timed. */
const starts = 2;

/** Durations are estimated by it, and nothing else: an observation that cannot be started says why in its trial. */
export async function calibrate(
  rig: Rig,
  _: Pace,
  __: Omit<Site, 'calibration'>,
  signal: AbortSignal,
  setups: readonly ClaimSetup[],
): Promise<ClaimCalibration> {
  const setup = setups.find(({ server, network }) => server === null && network === 'here');
  if (setup === undefined) return {};
  let startMs = 0;
  try {
    for (let start = 0; start < starts; start++) {
      signal.throwIfAborted();
      const fromMs = performance.now();
      await using live = await startClaimTrial(setup, rig);
      startMs = performance.now() - fromMs;
      await live.stop();
    }
  } catch (error) {
    if (!(error instanceof TrialError)) throw error;
    return {};
  }
  return { startMs };
}

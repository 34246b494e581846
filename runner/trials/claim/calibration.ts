/** What is found out about claims before the first block: how long an observing program takes to start here. */
import { z } from 'zod';
import type { Pace, Rig, Site } from '../kind.ts';
import { timeStart } from '../time-start.ts';
import { startClaimTrial } from './live-claim-trial.ts';
import type { ClaimSetup } from './setup.ts';

export const calibrationSchema = z
  .object({
    /** Absent where none could be started. */
    startMs: z.number().positive().optional(),
  })
  .readonly();

export type ClaimCalibration = z.infer<typeof calibrationSchema>;

/** Durations are estimated by it, and nothing else: an observation that cannot be started says why in its trial. */
export async function calibrate(
  rig: Rig,
  _: Pace,
  __: Omit<Site, 'calibration'>,
  signal: AbortSignal,
  setups: readonly ClaimSetup[],
): Promise<ClaimCalibration> {
  const setup = mostUsual(setups);
  if (setup === undefined) return {};
  return await timeStart(
    () => startClaimTrial(setup, rig),
    (live) => live.stop(),
    signal,
  );
}

/** Of the observation that most trials start: one that starts threads of its own takes several times as long as the others. */
function mostUsual(setups: readonly ClaimSetup[]): ClaimSetup | undefined {
  const alone = setups.filter(({ server, network }) => server === null && network === 'here');
  const byObservation = [...Map.groupBy(alone, ({ observation }) => observation).values()];
  return byObservation.toSorted((one, other) => other.length - one.length)[0]?.[0];
}

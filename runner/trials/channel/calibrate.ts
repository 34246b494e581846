/** What is found out about channels before the first block: how long a program with both ends takes to start here. */
import type { Pace, Rig, Site } from '../kind.ts';
import { timeStart } from '../time-start.ts';
import type { ChannelCalibration } from './calibration.ts';
import { startChannelTrial } from './live-channel-trial.ts';
import type { ChannelSetup } from './setup.ts';

/** Durations are estimated by it, and nothing else: a channel that cannot be started says why in its trial. */
export async function calibrate(
  rig: Rig,
  pace: Pace,
  _: Omit<Site, 'calibration'>,
  signal: AbortSignal,
  [setup]: readonly ChannelSetup[],
): Promise<ChannelCalibration> {
  if (setup === undefined) return {};
  return await timeStart(
    () => startChannelTrial(setup, rig, pace),
    (live) => live.finish(),
    signal,
  );
}

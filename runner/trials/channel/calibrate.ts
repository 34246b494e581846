/** What is found out about channels before the first block: how long a program with both ends takes to start here. */
import { TrialError, type Pace, type Rig, type Site } from '../kind.ts';
import type { ChannelCalibration } from './calibration.ts';
import { startChannelTrial } from './live-channel-trial.ts';
import type { ChannelSetup } from './setup.ts';

/** The first start may compile what all later ones find in the cache: the second one is timed. */
const starts = 2;

/** Durations are estimated by it, and nothing else: a channel that cannot be started says why in its trial. */
export async function calibrate(
  rig: Rig,
  pace: Pace,
  _: Omit<Site, 'calibration'>,
  signal: AbortSignal,
  [setup]: readonly ChannelSetup[],
): Promise<ChannelCalibration> {
  if (setup === undefined) return {};
  let startMs = 0;
  try {
    for (let start = 0; start < starts; start++) {
      signal.throwIfAborted();
      const fromMs = performance.now();
      await using live = await startChannelTrial(setup, rig, pace);
      startMs = performance.now() - fromMs;
      await live.finish();
    }
  } catch (error) {
    if (!(error instanceof TrialError)) throw error;
    return {};
  }
  return { startMs };
}

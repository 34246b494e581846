/** Before the first block each observation is started once and stopped, so that its code is in the runtime's cache, as for all later trials. */
import { TrialError, type Rig } from '../kind.ts';
import { startClaimTrial } from './live-claim-trial.ts';
import type { ClaimSetup } from './setup.ts';

/** @throws the signal's reason */
export async function prepare(setups: readonly ClaimSetup[], rig: Rig, signal: AbortSignal): Promise<void> {
  for (const setup of eachOnce(setups)) {
    signal.throwIfAborted();
    try {
      await using live = await startClaimTrial(setup, rig);
      await live.stop();
    } catch (error) {
      // What fails here fails in its trial, and is told there.
      if (!(error instanceof TrialError)) throw error;
    }
  }
}

/** Of each observation one: with whichever values and servers, its code is the same. */
export function eachOnce(setups: readonly ClaimSetup[]): readonly ClaimSetup[] {
  return [...new Map(setups.map((setup) => [setup.observation, setup])).values()];
}

/** How long the programs of a trial take to start here: what durations of kinds are estimated by whose trials are small. */
import { TrialError } from './kind.ts';

/** The first start may compile what all later ones find in the cache: the second one is timed. */
const starts = 2;

/**
 * @param stop ends what was started, in order
 * @returns absent where it cannot be started, which its trial will tell. @throws the signal's reason
 */
export async function timeStart<Live extends AsyncDisposable>(
  start: () => Promise<Live>,
  stop: (live: Live) => Promise<unknown>,
  signal: AbortSignal,
): Promise<{ readonly startMs?: number }> {
  let startMs = 0;
  try {
    for (let n = 0; n < starts; n++) {
      signal.throwIfAborted();
      const fromMs = performance.now();
      await using live = await start();
      startMs = performance.now() - fromMs;
      await stop(live);
    }
  } catch (error) {
    if (!(error instanceof TrialError)) throw error;
    return {};
  }
  return { startMs };
}

/** What is done over a path that can be lost. */
import { TrialError } from '../kind.ts';
import type { OpenPath } from '../paths/path.ts';

/** A lost path is why its programs ended, which is all that they themselves show. @throws TrialError */
export async function overPath<Result>(path: OpenPath, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof TrialError)) throw error;
    const why = (await path.whyLost?.()) ?? null;
    if (why === null) throw error;
    throw new TrialError(error.phase, why, error.log, { cause: error });
  }
}

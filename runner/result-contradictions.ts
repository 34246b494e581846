/**
 * What is wrong with a result although every value has the right type: names that lead nowhere, trials that no run
 * leaves behind, counters that no machine has. Such a file was edited by hand or put together from two runs; analysing
 * it would give numbers that nobody measured. A change that changes the rest with it, such as all figures times two,
 * is not seen.
 */
import { planContradiction } from './plan-contradictions.ts';
import type { ResultFile } from './result.ts';
import { trialsContradiction } from './trial-contradictions.ts';

/** The first contradiction as 'place in the file: what is wrong', or null. */
export function contradiction(result: ResultFile): string | null {
  return endBeforeStart(result) ?? planContradiction(result.plan) ?? trialsContradiction(result);
}

function endBeforeStart({ startedAt, finishedAt }: ResultFile): string | null {
  if (finishedAt === null || Date.parse(finishedAt) >= Date.parse(startedAt)) return null;
  return `finishedAt: ${finishedAt} is before startedAt, ${startedAt}`;
}

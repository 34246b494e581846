/**
 * What is wrong with a result although every value has the right type: names that lead nowhere, trials that no run
 * leaves behind, counters that no machine has. Such a file was edited by hand or put together from two runs; analysing
 * it would give numbers that nobody measured. A change that changes the rest with it, such as all figures times two,
 * is not seen.
 */
import { planContradiction, profileContradiction } from './plan-contradictions.ts';
import { resultVersion, type ResultFile } from './result.ts';
import { comparisonsContradiction, trialsContradiction } from './trial-contradictions.ts';

/** The first contradiction as 'place in the file: what is wrong', or null. */
export function contradiction(result: ResultFile): string | null {
  const { version, plan } = result;
  return (
    planContradiction(plan) ??
    // An older file was planned with the profiles of its time.
    (version === resultVersion ? profileContradiction(plan) : null) ??
    trialsContradiction(result) ??
    // An older file declared by the rules of its time.
    (version === resultVersion ? comparisonsContradiction(result) : null)
  );
}

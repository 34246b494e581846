/**
 * The caveats that matter for the numbers of one run, chosen by rule: first what is wrong with the run or missing from it,
 * then what its evidence says of most figures, then the conditions that limit what they can be used for. At most five; at most
 * three of them from evidence as long as there are conditions to tell.
 */
import type { Analysis } from '../../analysis/analysis.ts';
import type { ResultFile } from '../../result/result.ts';
import { conditionCaveats } from './conditions.ts';
import { evidenceCaveats } from './evidence.ts';

const most = 5;
const mostOfEvidence = 3;

export function caveatsOf(result: ResultFile, analysis: Analysis): string[] {
  const evidence = evidenceCaveats(result, analysis);
  const conditions = conditionCaveats(result, analysis);
  const first = evidence.slice(0, Math.max(mostOfEvidence, most - conditions.length));
  return [...first, ...conditions].slice(0, most);
}

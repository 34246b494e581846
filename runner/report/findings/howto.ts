/** How many claims were confirmed, refuted, or depend; and which. */
import type { ExperimentAnalysis } from '../../analysis/analysis.ts';
import { verdictCounts } from '../text/claim-words.ts';

export function describeHowto({ judged }: ExperimentAnalysis): string {
  return judged.length === 0 ? 'No claim was judged.' : `${verdictCounts(judged)}.`;
}

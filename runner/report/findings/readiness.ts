/** What a message costs beside few and beside many idle connections. */
import type { ExperimentAnalysis } from '../../analysis/analysis.ts';
import { describeEnds } from './sentences.ts';

export function describeReadiness(analysis: ExperimentAnalysis): string {
  return describeEnds(analysis, { verb: 'takes', ofWhat: ' of processor time per message' });
}

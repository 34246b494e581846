/** What became of a claim, as tables and citations say it: claims.ts judges. */
import type { Claim, Prediction } from '../result/claim.ts';
import type { MetricDefinition } from '../result/metric.ts';
import type { Counted } from '../statistics/binomial.ts';
import type { Estimate } from '../statistics/estimate.ts';

export type ClaimVerdict = 'confirmed' | 'refuted' | 'depends' | 'cannot be tested here';

export interface JudgedPrediction {
  readonly prediction: Prediction;
  readonly metric: MetricDefinition | null;
  /** Null: it has no figure. */
  readonly figure: Estimate | null;
  /** Of a share: the counts behind it. */
  readonly counted: Counted | null;
  /** Arms whose counts are pooled, those that are not there left out; 1 of a figure of one arm, 0 where nothing was measured. */
  readonly arms: number;
  readonly outcome: 'holds' | 'fails' | 'undecided' | 'not measured';
  /** Of one that is undecided or not measured. */
  readonly why: string | null;
}

export interface JudgedClaim {
  readonly claim: Claim;
  readonly verdict: ClaimVerdict;
  readonly predictions: readonly JudgedPrediction[];
  /** Of one that cannot be tested, or not as a whole. */
  readonly reason: string | null;
}

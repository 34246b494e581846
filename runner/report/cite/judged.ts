/** A claim that somebody made, with its verdict and the figures that decide it. */
import { outcomeText, decisive } from '../text/claim-words.ts';
import type { Claim } from './claim.ts';
import type { CitableClaim } from './statements.ts';

export function judgedClaim({ judged }: CitableClaim): Claim {
  const { claim, verdict, reason } = judged;
  if (verdict === 'cannot be tested here') {
    return {
      ok: false,
      why: `cannot be tested here: ${reason ?? 'nothing of it was measured'}`,
      brief: 'cannot be tested here',
    };
  }
  const figures = decisive(judged).map((one) => `${one.prediction.text}: ${outcomeText(one)}`);
  return {
    ok: true,
    words: [
      `The Socket Programming HOWTO (${claim.section}): “${claim.says}” Here: ${verdict === 'depends' ? 'it depends' : verdict}; ${figures.join('; ')}. ${claim.mechanism}`,
    ],
    conditions: [claim.test.replace(/\.$/, '')],
  };
}

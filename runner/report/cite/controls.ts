/** Claims about a run as a whole: that identical cells came out equal, and what was found of a known slowdown. */
import { formatPercent, formatPutIn, formatRatio } from '../text/format.ts';
import { count, uncapitalized } from '../text/words.ts';
import { withInterval, type Claim } from './claim.ts';
import type { CitableIdentical, CitableSlowdown } from './statements.ts';

export function identicalClaim({ control }: CitableIdentical): Claim {
  const { metric, n, interval, coverage, standardDeviation } = control;
  if (interval === null || coverage === null) {
    return { ok: false, why: `has no interval: ${control.note ?? 'too few pairs'}`, brief: 'no interval' };
  }
  const spread =
    standardDeviation === null ? '' : `; standard deviation of the log ratio ${standardDeviation.toFixed(3)}`;
  const figure = withInterval(
    formatRatio(control),
    `${formatPercent(coverage)} interval`,
    `n = ${count(n, 'pair')}${spread}`,
  );
  return {
    ok: true,
    words: [`Identical cells of the same blocks came out with a ratio of ${figure} in ${uncapitalized(metric.title)}.`],
    conditions: [],
  };
}

export function slowdownClaim({ control }: CitableSlowdown): Claim {
  const { metric, injected, found, ok } = control;
  if (found.interval === null || found.coverage === null) {
    return { ok: false, why: `has no interval: ${found.note ?? 'too few rounds'}`, brief: 'no interval' };
  }
  const figure = withInterval(
    formatRatio(found),
    `${formatPercent(found.coverage)} interval`,
    `n = ${count(found.n, 'round')}`,
  );
  const agreement = ok ? 'the two agree' : 'the interval misses what was put in';
  return {
    ok: true,
    words: [
      `A known slowdown of ×${formatPutIn(injected)} in ${uncapitalized(metric.title)} was found as ${figure}: ${agreement}.`,
    ],
    conditions: [],
  };
}

/**
 * From the logarithms of one value per round to an estimate with its interval. Speeds multiply: a machine that is 10 %
 * slower is that for all, so everything is estimated in logs, where the drift adds and cancels, and read back as a factor.
 */
import type { Estimate } from './analysis.ts';
import { center } from './hodges-lehmann.ts';
import { roundsNeeded } from './simultaneous.ts';

/** @param logs natural logarithms, one per round, in the order of the rounds */
export function estimate(logs: readonly number[], wantedCoverage: number): Estimate {
  const { estimate: middle, interval } = center(logs, wantedCoverage);
  return {
    value: Math.exp(middle),
    interval: interval === null ? null : { low: Math.exp(interval.low), high: Math.exp(interval.high) },
    coverage: interval?.coverage ?? null,
    n: logs.length,
    values: logs.map(Math.exp),
    note: interval === null ? tooFewRounds(logs.length, wantedCoverage) : null,
  };
}

function tooFewRounds(n: number, wantedCoverage: number): string {
  const percent = (100 * wantedCoverage).toFixed(1).replace(/\.0$/, '');
  return `${n} ${n === 1 ? 'round' : 'rounds'}, and a ${percent} % interval needs at least ${roundsNeeded(wantedCoverage)}`;
}

/**
 * From one value per round to an estimate with its interval. Speeds multiply: a machine that is 10 % slower is that for
 * all, so they are estimated in logarithms, where the drift adds and cancels, and read back as a factor. What has no
 * logarithm is estimated as it is.
 */
import type { Estimate } from '../analysis/analysis.ts';
import { center } from './hodges-lehmann.ts';
import { logarithmic, type Transform } from './scale.ts';
import { roundsNeeded } from './simultaneous.ts';

/** @param values as the transform left them, one per round, in the order of the rounds */
export function estimate(
  values: readonly number[],
  wantedCoverage: number,
  { back }: Transform = logarithmic,
): Estimate {
  const { estimate: middle, interval } = center(values, wantedCoverage);
  return {
    value: back(middle),
    interval: interval === null ? null : { low: back(interval.low), high: back(interval.high) },
    coverage: interval?.coverage ?? null,
    n: values.length,
    values: values.map(back),
    note: interval === null ? tooFewRounds(values.length, wantedCoverage) : null,
  };
}

function tooFewRounds(n: number, wantedCoverage: number): string {
  const percent = (100 * wantedCoverage).toFixed(1).replace(/\.0$/, '');
  return `${n} ${n === 1 ? 'round' : 'rounds'}, and a ${percent} % interval needs at least ${roundsNeeded(wantedCoverage)}`;
}

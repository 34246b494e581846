/**
 * From one value per round to an estimate with its interval. Speeds multiply: a machine that is 10 % slower is that for
 * all, so they are estimated in logarithms, where the drift adds and cancels, and read back as a factor. What has no
 * logarithm is estimated as it is.
 */
import { center } from './hodges-lehmann.ts';
import { logarithmic, type Transform } from './scale.ts';
import { roundsNeeded } from './simultaneous.ts';

/** An estimate with its interval. `interval` is null where too few rounds exist for one; `note` then says why. */
export interface Estimate {
  /** NaN when n is 0, which only the A/A control can be. */
  readonly value: number;
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** Coverage of the interval, 0 … 1, from the exact distribution. */
  readonly coverage: number | null;
  /** Rounds behind it. */
  readonly n: number;
  /** Per-round values, in the order of the rounds, for the small dots of a chart. */
  readonly values: readonly number[];
  readonly note: string | null;
}

/**
 * @param values as the transform left them, one per round, in the order of the rounds
 * @param doubtful of how many rounds the value may be wrong; the interval covers whatever they are worth
 */
export function estimate(
  values: readonly number[],
  wantedCoverage: number,
  { back }: Transform = logarithmic,
  doubtful = 0,
): Estimate {
  const { estimate: middle, interval } = center(values, wantedCoverage, doubtful);
  return {
    value: back(middle),
    interval: interval === null ? null : { low: back(interval.low), high: back(interval.high) },
    coverage: interval?.coverage ?? null,
    n: values.length,
    values: values.map(back),
    note: interval === null ? tooFewRounds(values.length, doubtful, wantedCoverage) : null,
  };
}

function tooFewRounds(n: number, doubtful: number, wantedCoverage: number): string {
  const percent = (100 * wantedCoverage).toFixed(1).replace(/\.0$/, '');
  const rounds = `${n} ${n === 1 ? 'round' : 'rounds'}${doubtful === 0 ? '' : `, ${doubtful} of them in doubt`}`;
  const others = doubtful === 0 ? '' : ' without doubt';
  return `${rounds}, and a ${percent} % interval needs at least ${roundsNeeded(wantedCoverage)}${others}`;
}

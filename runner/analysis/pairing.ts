/**
 * A metric round by round, as its scale has it (for most its logarithm), and the differences of two cells within the
 * rounds that have both. Whatever the machine did to a whole block is in both and cancels.
 */
import type { MetricDefinition } from '../result/metric.ts';
import { mean } from '../statistics/averages.ts';
import { transforms } from '../statistics/scale.ts';
import type { CompletedObservation } from './observation.ts';
import type { Round } from './rounds.ts';

/** Transformed values, one per round; null where the round has none. */
export type Series = readonly (number | null)[];

/**
 * @param cells their transformed values are averaged: a baseline and its A/A twin make one series, and where only one of
 *   the two completed, that one stands for both. A value that cannot be transformed (no message went through: no
 *   logarithm) counts as none.
 */
export function seriesOf(rounds: readonly Round[], cells: readonly string[], metric: MetricDefinition): Series {
  const { to } = transforms[metric.scale];
  return rounds.map(({ completed }) => {
    const values = cells.flatMap((cell) => {
      const trial = completed.get(cell);
      return trial === undefined ? [] : [to(numberOf(trial, metric.name))];
    });
    const finite = values.filter(Number.isFinite);
    return finite.length === 0 ? null : mean(finite);
  });
}

/** One in doubt too: whether it may stay is said by doubt.ts. NaN where the trial has none. */
function numberOf({ values }: CompletedObservation, metric: string): number {
  const value = values.get(metric) ?? Number.NaN;
  return typeof value === 'number' ? value : (value.measured ?? Number.NaN);
}

/** one − other, ln(one) − ln(other) for logarithms, of the rounds that have both, in their order. */
export function differences(one: Series, other: Series): number[] {
  return present(minus(one, other));
}

/** The same in place: null in a round that lacks one of the two. */
export function minus(one: Series, other: Series): Series {
  return one.map((value, index) => {
    const counterpart = other[index] ?? null;
    return value === null || counterpart === null ? null : value - counterpart;
  });
}

/** The values that exist. */
export function present(series: Series): number[] {
  return series.filter((value) => value !== null);
}

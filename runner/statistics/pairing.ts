/**
 * A figure's logarithm round by round, and the differences of two cells within the rounds that have both. Whatever the
 * machine did to a whole block is in both logarithms and cancels.
 */
import type { Measurement } from '../trial.ts';
import { mean } from './averages.ts';
import type { Round } from './rounds.ts';

/** Natural logarithms, one per round; null where the round has no value. */
export type LogSeries = readonly (number | null)[];

/**
 * @param cells their logarithms are averaged: a baseline and its A/A twin make one series, and where only one of the two
 *   completed, that one stands for both
 * @param figure a trial's value; one that has no logarithm (no message went through) counts as none
 */
export function logSeries(
  rounds: readonly Round[],
  cells: readonly string[],
  figure: (measurement: Measurement) => number,
): LogSeries {
  return rounds.map(({ completed }) => {
    const logs = cells.flatMap((cell) => {
      const trial = completed.get(cell);
      return trial === undefined ? [] : [Math.log(figure(trial.measurement))];
    });
    const finite = logs.filter(Number.isFinite);
    return finite.length === 0 ? null : mean(finite);
  });
}

/** ln(one) − ln(other) of the rounds that have both, in their order. */
export function differences(one: LogSeries, other: LogSeries): number[] {
  return one.flatMap((log, index) => {
    const counterpart = other[index] ?? null;
    return log === null || counterpart === null ? [] : [log - counterpart];
  });
}

/** The values that exist. */
export function present(series: LogSeries): number[] {
  return series.filter((log) => log !== null);
}

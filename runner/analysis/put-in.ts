/**
 * How large a slowdown was that was put in: the baseline's work, N times, against itself with N · (1 + added) times.
 *
 *     a trial of the baseline    │ beside its work │ N rounds                                 │            = as measured
 *     a trial of the slowdown    │ beside its work │ N rounds                                 │ added · N │
 *
 * Rounds take the same time each, so the added ones are `added` of the baseline's work, whatever a round takes on this
 * machine in this minute. The baseline's cost is that of the same rounds. All that has to be known is what it costs beside
 * its work (`Group.slowdown.beside`), a small share where the work is long: its range is the range of what was put in.
 */
import type { Group } from '../result/plan.ts';

/** Ratios, slower ÷ baseline. The range is what is not known of the cost beside the work; no chance is in it. */
export interface PutIn {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** @param baselineValue of the baseline and its twin, in the rounds of the comparison, in the metric of the slowdown */
export function putIn({ added, beside }: NonNullable<Group['slowdown']>, baselineValue: number): PutIn {
  const ratio = (cost: number) => 1 + added * Math.max(0, 1 - cost / baselineValue);
  return { value: ratio(beside.usual), low: ratio(beside.most), high: ratio(beside.least) };
}

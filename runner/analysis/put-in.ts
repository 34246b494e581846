/**
 * How large a slowdown was that was put in: work:N0 against work:N1, in processor time per message.
 *
 *     a message of work:N0   │ beside its work │ N0 rounds                                 │            = baseline, measured
 *     a message of work:N1   │ beside its work │ N0 rounds                                 │ N1 − N0 │
 *
 * Rounds take the same time each, so the added ones are (N1 − N0) / N0 of the baseline's work, whatever a round takes on
 * this machine in this minute. The baseline's cost is that of the same rounds. All that has to be known beside it is what
 * a message costs beside its work: a small share where the work is long. It is at least what an echo costs at saturation,
 * and more where a server that computes for long lets its client fall asleep and pays for waking it: twice to two and a
 * half times as much in the runs that measured it (docs/decisions/0008-statistics.md). What was put in is stated with two
 * echoes, and its range with one and three.
 */
import type { Cell } from '../result/trial.ts';

/** Ratios, slower ÷ baseline. The range is what is not known of the cost beside the work; no chance is in it. */
export interface PutIn {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Echoes that a message may cost beside its work. */
const fewestEchoes = 1;
const usualEchoes = 2;
const mostEchoes = 3;

/**
 * @param baselineNs processor time per message of the baseline, of both twins, in the rounds of the comparison
 * @param echoNs processor time per message of an echo
 */
export function putIn(baseline: Cell, slower: Cell, baselineNs: number, echoNs: number): PutIn {
  const added = iterationsOf(slower) / iterationsOf(baseline) - 1;
  const ratio = (echoes: number) => 1 + added * Math.max(0, 1 - (echoes * echoNs) / baselineNs);
  return { value: ratio(usualEchoes), low: ratio(mostEchoes), high: ratio(fewestEchoes) };
}

function iterationsOf({ id, service }: Cell): number {
  const iterations = Number(/^work:(\d+)$/.exec(service)?.[1]);
  if (!(iterations > 0))
    throw new Error(`cell ${id}: the known slowdown needs the service work:N with N above 0, not ${service}`);
  return iterations;
}

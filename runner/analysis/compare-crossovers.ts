/**
 * Crossovers of two runs beside one another. Each run knows its crossover to lie between two levels that were measured; only
 * where these ranges have nothing in common it is certain to have moved. Where they overlap both may be the same place, or
 * not: overlapping intervals prove nothing, so nothing is called held.
 */
import type { Crossover } from './analysis.ts';
import type { Citable, CitableCrossover } from './citable.ts';
import { amountOf } from './levels.ts';

export interface ComparedCrossover {
  readonly id: string;
  readonly crossovers: { readonly A: CitableCrossover; readonly B: CitableCrossover };
  readonly outcome:
    /** `later`: at a higher level of the axis than before. */
    | { readonly kind: 'changed'; readonly direction: 'earlier' | 'later' }
    | { readonly kind: 'cannot-tell'; readonly why: string | null }
    /** Amounts of an axis, such as work in microseconds, belong to their machine. */
    | { readonly kind: 'not-judged' };
}

export function compareCrossovers(
  first: readonly Citable[],
  later: readonly Citable[],
  across: boolean,
): ComparedCrossover[] {
  const there = new Map(later.flatMap((one) => (one.kind === 'crossover' ? [[one.id, one]] : [])));
  return first.flatMap((A) => {
    const B = there.get(A.id);
    if (A.kind !== 'crossover' || B === undefined) return [];
    return [{ id: A.id, crossovers: { A, B }, outcome: across ? { kind: 'not-judged' } : outcomeOf(A, B) }];
  });
}

function outcomeOf(A: CitableCrossover, B: CitableCrossover): ComparedCrossover['outcome'] {
  const [before, now] = [rangeOf(A), rangeOf(B)];
  if (before === null || now === null) {
    const where = [before === null ? 'A' : '', now === null ? 'B' : ''].filter((side) => side !== '');
    return { kind: 'cannot-tell', why: `not determined in ${where.join(' and ')}` };
  }
  // A crossover is above the low end and at the high end at most, so that ranges which touch have no place in common.
  if (before.high <= now.low) return { kind: 'changed', direction: 'later' };
  if (now.high <= before.low) return { kind: 'changed', direction: 'earlier' };
  return { kind: 'cannot-tell', why: null };
}

/** Above `low`, at `high` at most, in the axis's base unit; null where nothing is known. */
function rangeOf({ crossover, experiment }: CitableCrossover): { readonly low: number; readonly high: number } | null {
  const amounts = experiment.groups.map(amountOf);
  const { outcome }: Crossover = crossover;
  switch (outcome.kind) {
    case 'between':
      return { low: outcome.below ?? Number.NEGATIVE_INFINITY, high: outcome.above ?? Number.POSITIVE_INFINITY };
    case 'ahead-everywhere':
      return { low: Number.NEGATIVE_INFINITY, high: Math.min(...amounts) };
    case 'behind-everywhere':
      return { low: Math.max(...amounts), high: Number.POSITIVE_INFINITY };
    case 'not-determined':
      return null;
  }
}

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { compare } from './verdict.ts';

const terms = { comparisons: 1, margin: 0.1, unfit: false };
const difference = { scale: 'difference', differenceMargin: null } as const;
/** Six differences whose interval is exactly from `low` to `high`. */
const spanning = (low: number, high: number) =>
  Array.from({ length: 6 }, (_, round) => Math.log(low) + (round / 5) * Math.log(high / low));

describe('a verdict', () => {
  test.each([
    { low: 1.02, high: 1.3, verdict: 'higher', beyondMargin: false, withinMargin: false },
    { low: 1.12, high: 1.3, verdict: 'higher', beyondMargin: true, withinMargin: false },
    { low: 1.01, high: 1.05, verdict: 'higher', beyondMargin: false, withinMargin: true },
    { low: 0.92, high: 0.99, verdict: 'lower', beyondMargin: false, withinMargin: true },
    { low: 0.7, high: 0.98, verdict: 'lower', beyondMargin: false, withinMargin: false },
    { low: 0.7, high: 0.9, verdict: 'lower', beyondMargin: true, withinMargin: false },
    { low: 0.95, high: 1.05, verdict: 'equivalent', beyondMargin: false, withinMargin: false },
    { low: 0.85, high: 1.05, verdict: 'inconclusive', beyondMargin: false, withinMargin: false },
    { low: 0.95, high: 1.15, verdict: 'inconclusive', beyondMargin: false, withinMargin: false },
    { low: 0.5, high: 2, verdict: 'inconclusive', beyondMargin: false, withinMargin: false },
  ])('$low to $high is $verdict', ({ low, high, ...expected }) => {
    expect(compare(spanning(low, high), terms)).toMatchObject(expected);
  });

  test('the margin is symmetric for the ratio and its reciprocal', () => {
    expect(compare(spanning(0.905, 1.09), terms).verdict).toBe('inconclusive');
    expect(compare(spanning(1 / 1.099, 1.099), terms).verdict).toBe('equivalent');
  });

  test('is withheld from an unfit run, and the estimate remains', () => {
    const ratio = compare(spanning(1.2, 1.3), { ...terms, unfit: true });
    expect(ratio).toMatchObject({ verdict: 'withheld', beyondMargin: false, roundsToDecide: null });
    expect(ratio.interval?.low).toBeCloseTo(1.2, 12);
  });

  test('never contradicts its interval', () => {
    const deviation = fc.double({ min: -0.5, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(deviation, { minLength: 1, maxLength: 16 }),
        fc.integer({ min: 1, max: 60 }),
        (rounds, comparisons) => {
          const { verdict, interval, beyondMargin, withinMargin } = compare(rounds, { ...terms, comparisons });
          const containsOne = interval === null || (interval.low <= 1 && interval.high >= 1);
          expect(verdict === 'higher' || verdict === 'lower').toBe(!containsOne);
          expect(beyondMargin && containsOne).toBe(false);
          // What is said of the margin is said of the whole interval, whether it holds 1 or not.
          const isInside = interval !== null && interval.low >= 1 / 1.1 && interval.high <= 1.1;
          expect(withinMargin || verdict === 'equivalent').toBe(isInside);
          expect(interval === null && verdict !== 'inconclusive').toBe(false);
        },
      ),
    );
  });
});

describe('what an inconclusive comparison still needs', () => {
  test('rounds by the square of half-width over distance to the margin', () => {
    // Estimate 1, half-width ln 1.2, distance ln 1.1: 6 · (ln 1.2 ÷ ln 1.1)² = 21.96.
    expect(compare(spanning(1 / 1.2, 1.2), terms)).toMatchObject({ verdict: 'inconclusive', roundsToDecide: 22 });
  });

  test('more than ten times the rounds are not decidable here', () => {
    expect(compare(spanning(1 / 1.5, 1.5), terms).roundsToDecide).toBe('not decidable here');
  });

  test('an estimate on the margin itself is not decidable here', () => {
    expect(compare(spanning(1.1 / 1.2, 1.1 * 1.2), terms).roundsToDecide).toBe('not decidable here');
  });

  test('values that are all the same ask for no number of rounds', () => {
    const same = compare(
      Array.from({ length: 8 }, () => 0),
      terms,
      difference,
    );
    expect(same).toMatchObject({ verdict: 'inconclusive', roundsToDecide: 'not decidable here' });
  });

  test('at least one round more, and nothing when it is decided or has no interval', () => {
    expect(compare(spanning(0.905, 1.09), terms).roundsToDecide).toBe(7);
    expect(compare(spanning(1.2, 1.3), terms).roundsToDecide).toBeNull();
    expect(compare([0.1, 0.1], terms)).toMatchObject({ roundsToDecide: null, detectable: null });
  });

  test('the detectable effect is the half-width as a factor', () => {
    expect(compare(spanning(0.9, 1.6), terms).detectable).toBeCloseTo(Math.sqrt(1.6 / 0.9), 12);
  });
});

test('more declared comparisons widen every interval', () => {
  const differences = Array.from({ length: 10 }, (_, round) => round / 100);
  const width = (comparisons: number) => compare(differences, { ...terms, comparisons }).detectable ?? Number.NaN;
  expect(width(5)).toBeGreaterThan(width(1));
  expect(width(25)).toBeGreaterThan(width(5));
  expect(compare(differences, { ...terms, comparisons: 26 }).interval).toBeNull();
});

describe('a difference', () => {
  const between = (low: number, high: number) =>
    Array.from({ length: 6 }, (_, round) => low + (round / 5) * (high - low));

  test.each([
    { low: 3, high: 9, verdict: 'higher' },
    { low: -9, high: -3, verdict: 'lower' },
    { low: -0.001, high: 0.002, verdict: 'inconclusive' },
    { low: 0, high: 0, verdict: 'inconclusive' },
  ])('of $low to $high is $verdict: nothing is equivalent without a margin', ({ low, high, verdict }) => {
    const found = compare(between(low, high), terms, difference);
    expect(found).toMatchObject({ verdict, beyondMargin: false, interval: { low, high }, value: (low + high) / 2 });
    expect(found.detectable).toBeCloseTo((high - low) / 2, 12);
  });

  test.each([
    { low: 3, high: 9, verdict: 'higher' },
    { low: 1, high: 9, verdict: 'inconclusive' },
    { low: -9, high: -3, verdict: 'lower' },
    { low: -9, high: -1, verdict: 'inconclusive' },
    { low: 0.5, high: 1.5, verdict: 'equivalent' },
    { low: -2, high: 2, verdict: 'equivalent' },
    { low: -3, high: 3, verdict: 'inconclusive' },
  ])('of $low to $high is $verdict when less than 2 cannot be told from 0', ({ low, high, verdict }) => {
    expect(compare(between(low, high), terms, { scale: 'difference', differenceMargin: 2 })).toMatchObject({
      verdict,
      interval: { low, high },
    });
  });

  test('needs the rounds that bring 0 outside', () => {
    // Estimate 1, half-width 2: 6 · (2 ÷ 1)² = 24.
    expect(compare(between(-1, 3), terms, difference).roundsToDecide).toBe(24);
    expect(compare(between(-1, 1), terms, difference).roundsToDecide).toBe('not decidable here');
  });
});

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { center } from './hodges-lehmann.ts';

const difference = fc.double({ min: -10, max: 10, noNaN: true });
const eightToTwenty = fc.array(difference, { minLength: 8, maxLength: 20 });

describe('the center of differences', () => {
  test.each([
    ['one', [3], 3],
    ['two', [1, 4], 2.5],
    ['three, by their six Walsh averages 1, 1.5, 2, 2.5, 3, 4', [4, 1, 2], 2.25],
    ['four, by their ten Walsh averages 1, 1.5, 2, 2, 2.5, 3, 500.5, 501, 501.5, 1000', [1, 2, 3, 1000], 2.75],
  ])('of %s', (_, differences, expected) => {
    expect(center(differences, 0.95).estimate).toBe(expected);
  });

  test('of a sample by hand, with its interval', () => {
    // Six differences: k = 1, so the interval is the whole range. The 21 Walsh averages of these, sorted, have 4 as the 11th.
    expect(center([1, 2, 3, 5, 6, 9], 0.95)).toEqual({
      estimate: 4,
      interval: { low: 1, high: 9, coverage: 1 - 2 / 64 },
    });
  });

  test('of seven differences: the third Walsh average from either end', () => {
    // Smallest averages: 0, 5, 10 (twice); largest: 60, 55, 50 (twice).
    expect(center([0, 10, 20, 30, 40, 50, 60], 0.95)).toEqual({
      estimate: 30,
      interval: { low: 10, high: 50, coverage: 1 - 2 * (3 / 128) },
    });
  });

  test('with two in doubt of eight: as many averages from the ends as six have, whatever the two are', () => {
    const sound = [1, 2, 3, 5, 6, 9];
    expect(center([...sound, 4, 4], 0.95, 2).interval).toEqual({ low: 1, high: 9, coverage: 1 - 2 / 64 });
    fc.assert(
      fc.property(fc.array(difference, { minLength: 6, maxLength: 18 }), difference, difference, (others, one, two) => {
        const alone = center(others, 0.95).interval;
        const withDoubt = (...wrong: number[]) => center([...others, ...wrong], 0.95, 2).interval;
        expect(withDoubt(one, two)?.low).toBeLessThanOrEqual(alone?.low ?? Number.NaN);
        expect(withDoubt(one, two)?.high).toBeGreaterThanOrEqual(alone?.high ?? Number.NaN);
        expect(withDoubt(1e9, 1e9)?.low).toBe(alone?.low);
        expect(withDoubt(-1e9, -1e9)?.high).toBe(alone?.high);
      }),
    );
  });

  test('seven with two in doubt have none', () => {
    expect(center([1, 2, 3, 4, 5, 6, 7], 0.95, 2)).toEqual({ estimate: 4, interval: null });
  });

  test('five differences have an estimate and no interval', () => {
    expect(center([1, 2, 3, 4, 5], 0.95)).toEqual({ estimate: 3, interval: null });
  });

  test('does not depend on their order', () => {
    fc.assert(
      fc.property(eightToTwenty, (differences) => {
        expect(center(differences.toReversed(), 0.95)).toEqual(center(differences, 0.95));
      }),
    );
  });

  test('lies in its interval, and a higher coverage makes the interval no narrower', () => {
    fc.assert(
      fc.property(eightToTwenty, (differences) => {
        const { estimate, interval } = center(differences, 0.95);
        const wider = center(differences, 0.99).interval;
        expect(interval?.low).toBeLessThanOrEqual(estimate);
        expect(interval?.high).toBeGreaterThanOrEqual(estimate);
        expect(wider?.low).toBeLessThanOrEqual(interval?.low as number);
        expect(wider?.high).toBeGreaterThanOrEqual(interval?.high as number);
      }),
    );
  });

  test('swapping arm and baseline mirrors it', () => {
    fc.assert(
      fc.property(eightToTwenty, (differences) => {
        const { estimate, interval } = center(differences, 0.95);
        const mirrored = center(
          differences.map((value) => -value),
          0.95,
        );
        expect(mirrored.estimate).toBeCloseTo(-estimate, 12);
        expect(mirrored.interval?.low).toBeCloseTo(-(interval?.high as number), 12);
      }),
    );
  });
});

import { describe, expect, test } from 'vitest';

import { estimate } from './estimate.ts';

describe('an estimate', () => {
  test('is read back from logs as a factor, its values in the order of the rounds', () => {
    const factors = [1.2, 0.9, 1, 1.1, 1.3, 1.05];
    const { value, interval, coverage, n, values, note } = estimate(factors.map(Math.log), 0.95);
    expect(values.map((factor) => Number(factor.toFixed(12)))).toEqual(factors);
    expect(value).toBeGreaterThan(1.05);
    expect(value).toBeLessThan(1.12);
    expect(interval?.low).toBeCloseTo(0.9, 12);
    expect(interval?.high).toBeCloseTo(1.3, 12);
    expect({ coverage, n, note }).toEqual({ coverage: 1 - 2 / 64, n: 6, note: null });
  });

  test.each([
    [1, 0.95, '1 round, and a 95 % interval needs at least 6'],
    [5, 0.95, '5 rounds, and a 95 % interval needs at least 6'],
    [7, 1 - 0.05 / 6, '7 rounds, and a 99.2 % interval needs at least 8'],
  ])('of %d rounds says what an interval of %d takes', (rounds, coverage, note) => {
    const few = estimate(
      Array.from({ length: rounds }, () => 0),
      coverage,
    );
    expect(few).toMatchObject({ value: 1, interval: null, coverage: null, n: rounds, note });
  });
});

import { expect, test } from 'vitest';
import { binomialAtMost, binomialQuantile } from './binomial.ts';

test('adds up what the distribution says', () => {
  // By hand: 0.75² and 1 − 0.25².
  expect(binomialAtMost(0, 2, 0.25)).toBeCloseTo(0.5625, 12);
  expect(binomialAtMost(1, 2, 0.25)).toBeCloseTo(0.9375, 12);
  expect(binomialAtMost(2, 2, 0.25)).toBe(1);
  expect(binomialAtMost(500, 1000, 0.5)).toBeCloseTo(0.5126, 4);
});

test('of 200 comparisons that are wrong in 5 %, at most 16 are in 97.5 % of cases', () => {
  expect(binomialQuantile(0.975, 200, 0.05)).toBe(16);
  expect(binomialAtMost(15, 200, 0.05)).toBeLessThan(0.975);
  expect(binomialAtMost(16, 200, 0.05)).toBeGreaterThan(0.975);
});

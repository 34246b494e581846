import { expect, test } from 'vitest';
import { normalWithin } from './normal.ts';

test.each([
  [1, 0.6826895],
  [1.959964, 0.95],
  [3, 0.9973002],
])('within %d standard deviations', (bound, probability) => {
  expect(normalWithin(bound, 1)).toBeCloseTo(probability, 6);
  expect(normalWithin(0.005 * bound, 0.005)).toBeCloseTo(probability, 6);
});

test('of none, and of one that is not known', () => {
  expect(normalWithin(0.005, 0)).toBe(1);
  expect(normalWithin(0.005, Number.NaN)).toBeNaN();
});

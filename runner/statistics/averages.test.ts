import { expect, test } from 'vitest';

import { mean, median, standardDeviation, sum } from './averages.ts';

test('sums, means and spreads of a sample', () => {
  const values = [2, 4, 4, 4, 5, 5, 7, 9];
  expect(sum(values)).toBe(40);
  expect(mean(values)).toBe(5);
  expect(standardDeviation(values)).toBeCloseTo(Math.sqrt(32 / 7), 12);
});

test.each([
  [[3], 3],
  [[9, 1, 5], 5],
  [[9, 1, 5, 100], 7],
])('the median of %j is %d', (values, expected) => {
  expect(median(values)).toBe(expected);
});

test('nothing has a sum of 0 and no mean', () => {
  expect(sum([])).toBe(0);
  expect(mean([])).toBeNaN();
  expect(median([])).toBeNaN();
});

import { expect, test } from 'vitest';
import { distributionOf, medianOf } from './counting.ts';

test('a distribution is in ascending order of its values', () => {
  expect(distributionOf('bytes', 'B', [10, 9, 10])).toEqual({
    of: 'bytes',
    unit: 'B',
    values: [
      [9, 1],
      [10, 2],
    ],
  });
});

test.each([
  [[3], 3],
  [[10, 9, 1], 9],
  [[4, 1, 2, 10], 3],
  [[], Number.NaN],
])('the median of %j is %d', (values, median) => {
  expect(medianOf(values)).toBe(median);
});

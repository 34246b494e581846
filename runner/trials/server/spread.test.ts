/** How far connections lie apart, where all are known. */
import { expect, test } from 'vitest';
import { spread, spreadOfAll } from './spread.ts';

test('least, middle and most, in whatever order they come', () => {
  expect(spread([9, 1, 5])).toEqual({ min: 1, median: 5, max: 9 });
  expect(spread([])).toEqual({ min: 0, median: 0, max: 0 });
});

test('where one is not known it could be any of them', () => {
  expect(spreadOfAll([9, 1, 5])).toEqual({ min: 1, median: 5, max: 9 });
  expect(spreadOfAll([9, null, 5])).toBeNull();
  expect(spreadOfAll([])).toBeNull();
});

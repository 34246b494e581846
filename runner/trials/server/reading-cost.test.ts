import { expect, test } from 'vitest';
import { readingCost } from './reading-cost.ts';

const stretch = (elapsedMs: number, cpuUs: number) => ({ cpuNs: cpuUs * 1e3, elapsedNs: elapsedMs * 1e6 });

test('what does not grow with time is the reading', () => {
  expect(readingCost(stretch(800, 300), [stretch(100, 310), stretch(100, 290)])).toBeCloseTo(300e3, 6);
});

test('what grows with time is not', () => {
  // 300 µs for a reading, and one thousandth of a processor.
  expect(readingCost(stretch(800, 1100), [stretch(100, 400), stretch(110, 410)])).toBeCloseTo(300e3, 6);
});

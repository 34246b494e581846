import { expect, test } from 'vitest';
import { churnWindowMs, connectionsIn, longestChurnWindowMs } from './churn-window.ts';

test.each([
  ['a quick server needs no longer window', 10_000, 1600],
  ['one with a process for each connection is given time for enough of them', 12.5, 8000],
  ['one that is slower still is given as long as may be', 0.5, longestChurnWindowMs],
  ['of which no connection ended nothing is known', 0, 1600],
])('%s', (_what, connectionsPerSecond, expectedMs) => {
  const windowMs = churnWindowMs(1600, connectionsPerSecond);
  expect(windowMs).toBe(expectedMs);
  if (connectionsPerSecond > (1000 * connectionsIn(1600)) / longestChurnWindowMs)
    expect((windowMs / 1000) * connectionsPerSecond).toBeGreaterThanOrEqual(connectionsIn(1600));
});

test('a shorter window holds fewer, and four batches of ten at least', () => {
  expect([16_000, 1600, 800, 400, 100].map(connectionsIn)).toEqual([100, 100, 50, 40, 40]);
  expect(churnWindowMs(400, 12.5)).toBe(3200);
});

test('a planned window is never cut short', () => {
  expect(churnWindowMs(2 * longestChurnWindowMs, 0.5)).toBe(2 * longestChurnWindowMs);
});

/** How much of a schedule a window needs, and that no larger one is begun with than can be held. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { headMs, leadMs, longestDrainMs, scheduledMs, tooManyArrivals } from './open-window.ts';
import { createSchedule, mostArrivals } from './schedule.ts';

test('head and tail are shares of the window, and never shorter than a short one needs', () => {
  expect([headMs(1000), scheduledMs(1000)]).toEqual([100, 1150]);
  expect([headMs(10), scheduledMs(10)]).toEqual([20, 40]);
});

test('several processes have time to make the schedule before its head begins', () => {
  expect(leadMs(1000, 1000)).toBeGreaterThan(headMs(1000));
  expect(leadMs(10_000, 1e6) - leadMs(10_000, 1000)).toBeGreaterThan(1000);
});

test('a drain may be two windows long, and half a minute behind a short one', () => {
  expect([200, 15_000, 60_000].map(longestDrainMs)).toEqual([30_000, 30_000, 120_000]);
});

test('what is refused is what no schedule can be made for', () => {
  expect(tooManyArrivals(1000, mostArrivals / 1.15)).toBe(null);
  expect(tooManyArrivals(1000, 10_000)).toBe(null);
  expect(() =>
    createSchedule({ ratePerSecond: 1e7, durationMs: scheduledMs(2000), connections: 1, seed: 1, slice: 0 }),
  ).toThrow('arrivals');
  expect(tooManyArrivals(2000, 1e7)).toMatch(/^needs a schedule of 23000000 requests, more than the 20000000 /);
});

test('the window that is advised can be had', () => {
  const windows = fc.integer({ min: 1000, max: 600_000 });
  fc.assert(
    fc.property(windows, fc.integer({ min: 100_000, max: 1e7 }), (windowMs, ratePerSecond) => {
      const refusal = tooManyArrivals(windowMs, ratePerSecond);
      if (refusal === null) return;
      const advised = Number(/a window of (\d+) ms or less$/.exec(refusal)?.[1]);
      expect(tooManyArrivals(advised, ratePerSecond)).toBe(null);
    }),
  );
});

import { expect, test } from 'vitest';
import { binomialAtMost, binomialQuantile, exactShare, shareDifference, shareEstimate } from './binomial.ts';

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

test.each([
  // 0 of n: 1 − (0.025)^(1/n). The others are those of R's binom.test.
  [0, 10, 0.95, 0, 1 - 0.025 ** 0.1],
  [10, 10, 0.95, 0.025 ** 0.1, 1],
  [5, 10, 0.95, 0.187_086_0, 0.812_914_0],
  [1, 20, 0.95, 0.001_265_1, 0.248_732_8],
  [37, 1000, 0.99, 0.023_4, 0.055_1],
])('%i of %i has an exact interval at %d', (events, of, coverage, low, high) => {
  const interval = exactShare(events, of, coverage);
  const digits = of === 1000 ? 3 : 6;
  expect(interval.low).toBeCloseTo(low, digits);
  expect(interval.high).toBeCloseTo(high, digits);
});

test('the ends of an exact interval are where the tails of the distribution are as small as they have to be', () => {
  for (const [events, of] of [
    [3, 50],
    [49, 50],
    [7, 4000],
    [2500, 4000],
  ] as const) {
    const { low, high } = exactShare(events, of, 0.95);
    expect(1 - binomialAtMost(events - 1, of, low)).toBeCloseTo(0.025, 6);
    expect(binomialAtMost(events, of, high)).toBeCloseTo(0.025, 6);
  }
});

test('millions of chances have an interval as well', () => {
  // Poisson: 0 … 3.689 and 0.0253 … 5.572 of a million.
  expect(exactShare(0, 1_000_000, 0.95).high).toBeCloseTo(3.689e-6, 8);
  const { low, high } = exactShare(1, 1_000_000, 0.95);
  expect(low).toBeCloseTo(2.53e-8, 9);
  expect(high).toBeCloseTo(5.572e-6, 8);
  const half = exactShare(5_000_000, 10_000_000, 0.95);
  expect(half.low).toBeCloseTo(0.499_69, 5);
  expect(half.high).toBeCloseTo(0.500_31, 5);
});

test('the difference of two shares reaches as far as their exact intervals allow, each with half of the error', () => {
  const all = { events: 160, of: 160 };
  const same = shareDifference(all, all, [0, 0], 0.95);
  // 1 − (0.0125)^(1/160): nobody knows better than that, however often both came out the same.
  expect(same.value).toBe(0);
  expect(same.interval?.high).toBeCloseTo(1 - 0.0125 ** (1 / 160), 8);
  expect(same.interval?.low).toBeCloseTo(0.0125 ** (1 / 160) - 1, 8);
  const { value, interval } = shareDifference({ events: 30, of: 40 }, { events: 10, of: 40 }, [0.5], 0.95);
  const [one, other] = [exactShare(30, 40, 0.975), exactShare(10, 40, 0.975)];
  expect(value).toBe(0.5);
  expect(interval).toEqual({ low: one.low - other.high, high: one.high - other.low });
});

test('a share of counts is that of all rounds together', () => {
  const share = shareEstimate({ events: 3, of: 12 }, [0, 0.5, 0.25], 0.95);
  expect(share.value).toBe(0.25);
  expect(share.n).toBe(3);
  expect(share.interval).toEqual(exactShare(3, 12, 0.95));
});

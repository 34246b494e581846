import { expect, test } from 'vitest';
import { estimate } from './estimate.ts';
import { combined, noFinerThan, resolutionOf } from './resolution.ts';
import { transforms } from './scale.ts';
import { compare } from './verdict.ts';

const terms = { comparisons: 1, margin: 0.1, unfit: false };
const ratio = { scale: 'factor', differenceMargin: null } as const;
const same = (value: number) => Array.from({ length: 8 }, () => value);

test('eight rounds of exactly 20 counts are no interval of width 0', () => {
  const rate = estimate(same(Math.log(12.5)), 0.95);
  expect(rate.interval).toEqual({ low: rate.value, high: rate.value });
  const { low = 0, high = 0 } = noFinerThan(rate, 1 / 20, 'factor').interval ?? {};
  expect(low).toBeCloseTo(12.5 / 1.05, 9);
  expect(high).toBeCloseTo(12.5 * 1.05, 9);
});

test('an interval that is wider already stays, and what no value can exceed bounds it', () => {
  const wide = estimate([1, 2, 3, 4, 5, 6, 7, 8], 0.95, transforms.difference);
  expect(noFinerThan(wide, 0.1, 'difference')).toEqual(wide);
  const share = estimate(same(0.995), 0.95, transforms.difference);
  expect(noFinerThan(share, 0.01, 'difference', 1).interval).toEqual({ low: 0.985, high: 1 });
});

test('without an interval there is none', () => {
  expect(noFinerThan(estimate([0, 0], 0.95), 0.5, 'factor').interval).toBeNull();
});

test('a comparison is no finer than the counts of both its sides, and its verdict is read off that', () => {
  const difference = Math.log(21 / 20);
  expect(compare(same(difference), terms).verdict).toBe('higher');
  const counted = compare(same(difference), terms, ratio, combined(1 / 21, 1 / 20, 'factor'));
  expect(counted.interval?.low).toBeLessThan(1);
  expect(counted.interval?.high).toBeGreaterThan(1.1);
  expect(counted.verdict).toBe('inconclusive');
  expect(combined(0.1, 0.2, 'factor')).toBeCloseTo(0.32, 12);
  expect(combined(0.1, 0.2, 'difference')).toBeCloseTo(0.3, 12);
});

test('the resolution is that of the typical trial, of those that counted', () => {
  expect(resolutionOf([1 / 10, 1 / 20, 1 / 1000])).toBe(1 / 20);
  expect(resolutionOf([Number.NaN, 1 / 20, Number.POSITIVE_INFINITY])).toBe(1 / 20);
  expect(resolutionOf([Number.NaN])).toBe(0);
  expect(resolutionOf([])).toBe(0);
});

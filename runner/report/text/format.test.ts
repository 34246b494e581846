import { describe, expect, it } from 'vitest';

import { binaryBytes, nanoseconds, percent, plainCount, ratePerSecond } from '../../result/quantity.ts';
import type { Estimate } from '../../statistics/estimate.ts';
import {
  formatCount,
  formatDifference,
  formatEstimate,
  formatExactly,
  formatFactor,
  formatMinutes,
  formatPercent,
  formatQuantity,
  formatRange,
  formatRatio,
} from './format.ts';

function estimate(value: number, low?: number, high?: number): Estimate {
  const interval = low === undefined || high === undefined ? null : { low, high };
  return { value, interval, coverage: interval === null ? null : 0.961, n: 8, values: [], note: null };
}

describe('a quantity', () => {
  it.each([
    [82_123, '82.1 k/s'],
    [8_212, '8.21 k/s'],
    [999.4, '999 /s'],
    [999.6, '1.00 k/s'],
    [999_600, '1.00 M/s'],
    [1_234_567, '1.23 M/s'],
    [0, '0 /s'],
  ])('of %d messages per second reads %s', (value, text) => {
    expect(formatQuantity(value, ratePerSecond)).toBe(text);
  });

  it('takes the unit that keeps three digits readable', () => {
    expect(formatQuantity(11_300, nanoseconds)).toBe('11.3 µs');
    expect(formatQuantity(125, nanoseconds)).toBe('125 ns');
    expect(formatQuantity(2.5e9, nanoseconds)).toBe('2.50 s');
    expect(formatQuantity(73_400_320, binaryBytes)).toBe('70.0 MiB');
  });

  it('has its interval in the same unit and with the same decimals', () => {
    expect(formatEstimate(estimate(82_123, 80_300, 84_049), ratePerSecond)).toBe('82.1 k/s (80.3–84.0)');
    expect(formatEstimate(estimate(1_020_000, 980_000, 1_060_000), ratePerSecond)).toBe('1.02 M/s (0.98–1.06)');
  });

  it('below 0 is told from a range, and the unit is that of an interval around 0', () => {
    expect(formatEstimate(estimate(-3, -2300, 4100), binaryBytes)).toBe('0.00 KiB (−2.25 to 4.00)');
  });

  it('says so where there is no interval', () => {
    expect(formatEstimate(estimate(11_300), nanoseconds)).toBe('11.3 µs (no interval)');
  });

  it('takes more decimals where both ends would read the same', () => {
    expect(formatEstimate(estimate(82_100, 82_080, 82_120), ratePerSecond)).toBe('82.10 k/s (82.08–82.12)');
  });
});

it.each([
  [1, plainCount, '1'],
  [4096, plainCount, '4,096'],
  [65_536, binaryBytes, '64 KiB'],
  [1536, binaryBytes, '1.5 KiB'],
  [30_000, nanoseconds, '30 µs'],
  [0.1 + 0.2, plainCount, '0.3'],
])('an amount that was chosen, %d, is written to its last digit and no further', (value, quantity, text) => {
  expect(formatExactly(value, quantity)).toBe(text);
});

describe('an interval without a width that could be read', () => {
  const [low, high] = [0.97, 0.97 + 1e-15];

  it('has the usual decimals', () => {
    expect(formatEstimate(estimate(low, low, high), percent)).toBe('97.0 % (97.0–97.0)');
    expect(formatRatio(estimate(low, low, high))).toBe('×0.97 (0.97–0.97)');
  });

  it('around 0 is 0', () => {
    expect(formatDifference(estimate(-1e-16, -1e-16, -1e-17), percent)).toBe('0 % (0 to 0)');
    expect(formatQuantity(1e-16, percent)).toBe('0 %');
  });
});

describe('a ratio', () => {
  it.each([
    [estimate(0.931, 0.899, 0.967), '×0.93 (0.90–0.97)'],
    [estimate(0.05, 0.0481, 0.0532), '×0.050 (0.048–0.053)'],
    [estimate(3.004, 2.9, 3.11), '×3.00 (2.90–3.11)'],
    [estimate(20.3, 18.1, 22.2), '×20.3 (18.1–22.2)'],
    [estimate(1.5), '×1.50 (no interval)'],
  ])('reads %#', (ratio, text) => {
    expect(formatRatio(ratio)).toBe(text);
  });

  it('never rounds an end that is not 1 to 1', () => {
    expect(formatRatio(estimate(1.02, 1.003, 1.04))).toBe('×1.020 (1.003–1.040)');
    expect(formatRatio(estimate(0.98, 0.95, 0.9996))).toBe('×0.9800 (0.9500–0.9996)');
  });

  it('has a short form for the label of a point', () => {
    expect(formatFactor(2.614)).toBe('×2.61');
  });
});

it('percentages, counts and durations carry no more than they know', () => {
  expect(formatPercent(0.1)).toBe('10 %');
  expect(formatPercent(0.98734)).toBe('98.7 %');
  expect(formatCount(1638)).toBe('1,638');
  expect(formatCount(-1234)).toBe('−1,234');
  expect(formatMinutes(252_000)).toBe('4 min 12 s');
  expect(formatMinutes(38_000)).toBe('38 s');
});

describe('a difference', () => {
  it.each([
    [estimate(2_310_000, 2_100_000, 2_520_000), '+2.31 ms (+2.10 to +2.52)'],
    [estimate(-2_310_000, -2_520_000, -2_100_000), '−2.31 ms (−2.52 to −2.10)'],
    [estimate(12, -3_400_000, 4_100_000), '+0.00 ms (−3.40 to +4.10)'],
    [estimate(5000), '+5.00 µs (no interval)'],
  ])('reads %#', (difference, text) => {
    expect(formatDifference(difference, nanoseconds)).toBe(text);
  });

  it('of things without a unit has no blank for one', () => {
    expect(formatDifference(estimate(2, 1, 3), plainCount)).toBe('+2.00 (+1.00 to +3.00)');
  });
});

describe('a range', () => {
  it.each([
    [0.2149, 0.3788, '21–38 %'],
    [0.00284, 0.243, '0.28–24 %'],
    [0.2421, 0.2431, '24 %'],
    [0, 0, '0 %'],
  ])('from %d to %d has two digits at both ends', (least, most, text) => {
    expect(formatRange(least, most, percent)).toBe(text);
  });

  it('is in the unit of its upper end', () => {
    expect(formatRange(900, 12_300, nanoseconds)).toBe('0.90–12 µs');
  });
});

describe('what was the same in every round', () => {
  const constant = (value: number): Estimate => ({ ...estimate(value, value, value), values: [value, value, value] });

  it('is said to be identical, without digits that nobody measured', () => {
    expect(formatEstimate(constant(5000), nanoseconds)).toBe('5 µs (identical)');
    expect(formatEstimate(constant(1234.5678), nanoseconds)).toBe('1.23 µs (identical)');
    expect(formatEstimate(constant(0), plainCount)).toBe('0 (identical)');
    expect(formatRatio(constant(1))).toBe('×1 (identical)');
    expect(formatRatio(constant(1.5))).toBe('×1.5 (identical)');
    expect(formatDifference(constant(0), nanoseconds)).toBe('0 ns (identical)');
    expect(formatDifference(constant(2000), nanoseconds)).toBe('+2 µs (identical)');
  });

  it('is not where a round differs, or there is a single one', () => {
    expect(formatRatio({ ...constant(1), values: [1, 1, 1.1] })).toBe('×1.00 (1.00–1.00)');
    expect(formatRatio({ ...estimate(1), values: [1] })).toBe('×1.00 (no interval)');
  });
});

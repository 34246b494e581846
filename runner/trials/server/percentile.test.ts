import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { describe, expect, test } from 'vitest';

import type { Latency } from '../../result/trial.ts';
import { percentilesNs, reasonToWithhold } from './percentile.ts';

const latencyWorth = (effective: number): Latency => ({
  histogram: '',
  count: 1e6,
  effectiveCount: { p50: effective, p99: effective, p999: effective },
});

test('percentiles are read from the encoded histogram to 0.1 %', () => {
  const histogram = build({ highestTrackableValue: 60e9, numberOfSignificantValueDigits: 3, bitBucketSize: 32 });
  for (let micros = 1; micros <= 10_000; micros += 1) histogram.recordValue(1000 * micros);
  const { p50, p99, p999 } = percentilesNs({
    ...latencyWorth(10_000),
    histogram: encodeIntoCompressedBase64(histogram),
  });
  expect(p50 / 5_000_000).toBeCloseTo(1, 3);
  expect(p99 / 9_900_000).toBeCloseTo(1, 3);
  expect(p999 / 9_990_000).toBeCloseTo(1, 3);
});

describe('a percentile is shown', () => {
  test.each([
    { percentile: 'p50', effective: 20, profile: 'smoke' },
    { percentile: 'p99', effective: 1000, profile: 'quick' },
    { percentile: 'p999', effective: 10_000, profile: 'standard' },
    { percentile: 'p999', effective: 10_000, profile: 'rigorous' },
  ] as const)('$percentile from $effective observations on, in $profile', ({ percentile, effective, profile }) => {
    expect(reasonToWithhold([latencyWorth(effective)], percentile, profile)).toBeNull();
    expect(reasonToWithhold([latencyWorth(effective - 1)], percentile, profile)).toContain('at least');
  });

  test('p99.9 only from the standard profile up, however many observations there are', () => {
    expect(reasonToWithhold([latencyWorth(1e6)], 'p999', 'quick')).toBe(
      'p99.9 needs the profile standard or a longer one',
    );
  });

  test('not when one trial of several has too few, and the reason has the numbers', () => {
    expect(reasonToWithhold([latencyWorth(5000), latencyWorth(812.7), latencyWorth(990)], 'p99', 'quick')).toBe(
      'p99 needs 1,000 independent observations in every trial; 2 of 3 have fewer, at least 812',
    );
  });

  test('not when the number of observations is unknown', () => {
    expect(reasonToWithhold([latencyWorth(Number.NaN)], 'p99', 'quick')).not.toBeNull();
  });
});

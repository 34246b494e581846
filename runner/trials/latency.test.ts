import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { describe, expect, test } from 'vitest';
import { percentileNs, percentiles, type Latency, type Percentile } from './latency.ts';

const latencyWorth = (effective: number): Latency => {
  const histogram = build({ highestTrackableValue: 60e9, numberOfSignificantValueDigits: 3, bitBucketSize: 32 });
  for (let micros = 1; micros <= 10_000; micros += 1) histogram.recordValue(1000 * micros);
  return {
    histogram: encodeIntoCompressedBase64(histogram),
    count: 10_000,
    effectiveCount: { p50: effective, p90: effective, p99: effective, p999: effective },
  };
};
const names = Object.keys(percentiles) as readonly Percentile[];

test('percentiles are read from the encoded histogram to 0.1 %', () => {
  const values = names.map((name) => percentileNs(latencyWorth(10_000), name));
  for (const [at, expected] of [5_000_000, 9_000_000, 9_900_000, 9_990_000].entries())
    expect((values[at] as number) / expected).toBeCloseTo(1, 3);
});

describe('a percentile has a value', () => {
  test.each([
    ['p50', 20, 'had 19 of the 20 independent samples it takes'],
    ['p90', 100, 'had 99 of the 100 independent samples it takes'],
    ['p99', 1000, 'had 999 of the 1,000 independent samples it takes'],
    ['p999', 10_000, 'had 9,999 of the 10,000 independent samples it takes'],
  ] as const)('%s from %d independent observations on', (percentile, effective, none) => {
    expect(percentileNs(latencyWorth(effective), percentile)).toEqual(expect.any(Number));
    const measured = percentileNs(latencyWorth(effective), percentile);
    expect(percentileNs(latencyWorth(effective - 1), percentile)).toEqual({
      none,
      brief: 'too few samples',
      measured,
      shareOfNeeded: (effective - 1) / effective,
    });
    // Less than one is missing: rounded, it would seem to be there.
    expect(percentileNs(latencyWorth(effective - 0.4), percentile)).toMatchObject({ none });
  });

  test('not when the number of observations is unknown', () => {
    expect(percentileNs(latencyWorth(Number.NaN), 'p99')).toHaveProperty('none');
  });

  test('none without replies, and there is nothing to tell about it', () => {
    expect(percentileNs({ ...latencyWorth(0), count: 0 }, 'p50')).toBeNaN();
  });

  test('of its own observations: the tail clings together more than the middle', () => {
    const clinging = { ...latencyWorth(0), effectiveCount: { p50: 5000, p99: 900, p999: 50 } };
    expect(percentileNs(clinging, 'p50')).toEqual(expect.any(Number));
    expect(percentileNs(clinging, 'p99')).toHaveProperty('none');
  });
});

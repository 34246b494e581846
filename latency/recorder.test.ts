/** Our buckets are those of hdr-histogram-js, and a report says what its percentiles stand on. */
import * as hdr from 'hdr-histogram-js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addLatencyReports, effectiveShare, reportLatencies, type LatencyReport } from './report.ts';
import { largestNs } from './buckets.ts';
import { LatencyRecorder } from './recorder.ts';

const latencies = fc.array(
  fc.oneof(fc.nat(5000), fc.integer({ min: 0, max: 2 ** 33 }), fc.integer({ min: 0, max: largestNs })),
  { minLength: 1, maxLength: 200 },
);

function record(values: readonly number[]): LatencyRecorder {
  const recorder = new LatencyRecorder();
  for (const value of values) recorder.record(value);
  return recorder;
}

test('gives the percentiles that hdr-histogram-js gives', async () => {
  await fc.assert(
    fc.asyncProperty(latencies, async (values) => {
      const theirs = hdr.build({
        bitBucketSize: 64,
        highestTrackableValue: largestNs,
        numberOfSignificantValueDigits: 3,
      });
      for (const value of values) theirs.recordValue(value);
      const report = (await reportLatencies(record(values))) as LatencyReport;
      const ours = hdr.decodeFromCompressedBase64(report.histogram, 64, false);
      for (const percentile of [0, 10, 50, 90, 99, 99.9, 100]) {
        expect(ours.getValueAtPercentile(percentile)).toBe(theirs.getValueAtPercentile(percentile));
      }
      expect(report.p50Ns).toBe(theirs.getValueAtPercentile(50));
      expect(report.count).toBe(values.length);
    }),
    { numRuns: 40 },
  );
});

test('counts what is beyond its range at its end, and says how often', async () => {
  const report = await reportLatencies(record([largestNs * 2, 1000]));
  expect(report).toMatchObject({ count: 2, clamped: 1 });
});

test('adds the reports of several processes', async () => {
  const [one, two] = [
    [1000, 2000],
    [3000, 4000, 5000],
  ];
  const reports = await Promise.all([one, two].map((values) => reportLatencies(record(values))));
  const sum = (await addLatencyReports(reports as LatencyReport[])) as LatencyReport;
  const whole = (await reportLatencies(record([...one, ...two]))) as LatencyReport;
  expect(sum).toMatchObject({ count: 5, p50Ns: whole.p50Ns, p99Ns: whole.p99Ns, histogram: whole.histogram });
});

test('nothing recorded is no report', async () => {
  expect(await reportLatencies(new LatencyRecorder())).toBeUndefined();
});

test('independent observations count nearly in full, runs of equal ones as one each', () => {
  // A full-period congruence: far from random, yet without runs.
  const alternating = Uint32Array.from({ length: 40_000 }, (_, i) => (i * 7919) % 40_009);
  expect(effectiveShare(alternating, 20_000)).toBeGreaterThan(0.7);
  const run = 50;
  const inRuns = Uint32Array.from({ length: 40_000 }, (_, i) => (Math.floor(i / run) * 7919) % 40_009);
  const share = effectiveShare(inRuns, 20_000);
  expect(share).toBeGreaterThan(0.5 / run);
  expect(share).toBeLessThan(3 / run);
});

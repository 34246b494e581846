/** The p99 of each connection is that of a histogram with two significant digits, or none where too few were recorded. */
import * as hdr from 'hdr-histogram-js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { largestNs } from './buckets.ts';
import { ConnectionLatencies, leastLatencies } from './connection-latencies.ts';

const many = fc.array(fc.oneof(fc.nat(5000), fc.integer({ min: 0, max: largestNs })), {
  minLength: leastLatencies,
  maxLength: leastLatencies + 200,
});

test('gives the p99 that hdr-histogram-js gives', () => {
  fc.assert(
    fc.property(many, (values) => {
      const theirs = hdr.build({
        bitBucketSize: 64,
        highestTrackableValue: largestNs,
        numberOfSignificantValueDigits: 2,
      });
      const ours = new ConnectionLatencies(1);
      for (const value of values) {
        theirs.recordValue(value);
        ours.record(0, value);
      }
      // Theirs rounds the rank to the nearest, ours up: by ours, a hundredth at most lies beyond.
      const percent = (100 * Math.ceil(0.99 * values.length)) / values.length;
      expect(ours.p99Ns()).toEqual([theirs.getValueAtPercentile(percent)]);
    }),
    { numRuns: 40 },
  );
});

test('keeps connections apart, and is silent about one with too few', () => {
  const latencies = new ConnectionLatencies(3);
  for (let i = 0; i < leastLatencies; i++) {
    latencies.record(0, 100);
    latencies.record(2, 200);
    if (i > 0) latencies.record(1, 100);
  }
  expect(latencies.p99Ns()).toEqual([100, null, 200]);
});

test('counts what is beyond its range at its end', () => {
  const latencies = new ConnectionLatencies(1);
  for (let i = 0; i < leastLatencies; i++) latencies.record(0, 2 * largestNs);
  expect(latencies.p99Ns()).toEqual([largestNs]);
});

test('what was warm-up is forgotten', () => {
  const latencies = new ConnectionLatencies(1);
  for (let i = 0; i < leastLatencies; i++) latencies.record(0, 100);
  latencies.clear();
  expect(latencies.p99Ns()).toEqual([null]);
});

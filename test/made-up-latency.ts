/** A distribution of service times that nobody measured, as a real histogram: log-normal around a mean. */
import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import type { Latency } from '../runner/trials/latency.ts';

/** Quantiles of the standard normal distribution, one in the middle of each of 400 equal shares; the lower half by symmetry. */
const upperQuantiles = quantilesAbove(200);

/**
 * @param meanNs what Little's law demands
 * @param spread SD of the logarithm
 * @param effectiveShare what one reply is worth as an independent observation, 0 … 1
 */
export function madeUpLatency(count: number, meanNs: number, spread: number, effectiveShare: number): Latency {
  const histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 60e9,
    numberOfSignificantValueDigits: 3,
    bitBucketSize: 32,
    useWebAssembly: false,
  });
  const quantiles = [...upperQuantiles.map((z) => -z).toReversed(), ...upperQuantiles];
  let recorded = 0;
  for (const [index, z] of quantiles.entries()) {
    const upTo = Math.floor(((index + 1) * count) / quantiles.length);
    const valueNs = Math.round(meanNs * Math.exp(spread * z - spread ** 2 / 2));
    histogram.recordValueWithCount(Math.min(50e9, Math.max(1, valueNs)), upTo - recorded);
    recorded = upTo;
  }
  const effective = effectiveShare * count;
  return {
    histogram: encodeIntoCompressedBase64(histogram),
    count,
    effectiveCount: { p50: effective, p90: effective, p99: effective, p999: effective },
  };
}

/** The density is summed up in trapezoids of 1/1000 until it reaches each share. */
function quantilesAbove(half: number): number[] {
  const density = (z: number) => Math.exp(-(z ** 2) / 2) / Math.sqrt(2 * Math.PI);
  const step = 1e-3;
  const quantiles: number[] = [];
  let below = 0.5;
  for (let z = 0; quantiles.length < half; z += step) {
    if (below >= 0.5 + (quantiles.length + 0.5) / (2 * half)) quantiles.push(z);
    below += (step * (density(z) + density(z + step))) / 2;
  }
  return quantiles;
}

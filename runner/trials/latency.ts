/**
 * A latency distribution of one trial, and its percentiles. A percentile rests on the observations above it, and the replies of one burst
 * are hardly more than one observation: it has a value only where ten effectively independent ones lie beyond it.
 * Percentiles are taken per trial and then treated like any metric; histograms of several trials are never added.
 */
import { decodeFromCompressedBase64, type Histogram } from 'hdr-histogram-js';
import { z } from 'zod';
import { neededCounts, percentileTitles } from '../../latency/gates.ts';
import type { Value } from '../analysis/observation.ts';
import { isWholeHistogram } from './histogram.ts';

const amount = z.number().nonnegative();

export const latencySchema = z
  .object({
    /** HDR histogram, V2 compressed, base64; nanoseconds, 3 significant digits. */
    histogram: z.string().refine(isWholeHistogram, 'expected an HDR histogram that is whole'),
    count: z.int().nonnegative(),
    /** Exact; absent of results from before they were kept. */
    maxNs: amount.optional(),
    meanNs: amount.optional(),
    /**
     * For each percentile, what `count` is worth as independent observations: count ÷ (1 + 2 Σ autocorrelations of the
     * indicator "above this percentile").
     */
    /** p90: absent of results from before it was told. */
    effectiveCount: z.object({ p50: amount, p90: amount.optional(), p99: amount, p999: amount }).readonly(),
  })
  .readonly();

export type Latency = z.infer<typeof latencySchema>;

/** `effectiveCount`: what each needs to be shown. */
export const percentiles = {
  p50: { percent: 50, title: percentileTitles.p50, effectiveCount: neededCounts.p50 },
  p90: { percent: 90, title: percentileTitles.p90, effectiveCount: neededCounts.p90 },
  p99: { percent: 99, title: percentileTitles.p99, effectiveCount: neededCounts.p99 },
  p999: { percent: 99.9, title: percentileTitles.p999, effectiveCount: neededCounts.p999 },
} as const;

export type Percentile = keyof typeof percentiles;

/** In ns, 0.1 % resolution, the upper end of the histogram's bucket; or why it is in doubt. */
export function percentileNs(latency: Latency, percentile: Percentile): Value {
  const { percent, effectiveCount: needed } = percentiles[percentile];
  if (latency.count === 0) return Number.NaN;
  const found = latency.effectiveCount[percentile] ?? 0;
  if (!(found >= needed)) {
    const measured = decoded(latency).getValueAtPercentile(percent);
    return { none: samplesShort(found, needed), brief: 'too few samples', measured, shareOfNeeded: found / needed };
  }
  return decoded(latency).getValueAtPercentile(percent);
}

/** Found is rounded down: 999.6 are not the 1,000 that it takes. */
function samplesShort(found: number, needed: number): string {
  const words = (count: number) => String(Math.floor(count)).replace(/\B(?=(\d{3})+$)/g, ',');
  return `had ${words(found)} of the ${words(needed)} independent samples it takes`;
}

/** The same, however few observations it rests on: for what is judged, and not shown. NaN of none. */
export function roughPercentileNs(latency: Latency, percentile: Percentile): number {
  return latency.count === 0 ? Number.NaN : decoded(latency).getValueAtPercentile(percentiles[percentile].percent);
}

/** Three percentiles are read of each, and decoding takes most of the time that a report does. */
const histograms = new WeakMap<Latency, Histogram>();

function decoded(latency: Latency): Histogram {
  const known = histograms.get(latency);
  if (known !== undefined) return known;
  const histogram = decodeFromCompressedBase64(latency.histogram, 64, false);
  histograms.set(latency, histogram);
  return histogram;
}

/** Latencies as a report carries them: percentiles, the encoded histogram, and what each percentile is worth. */
import type { Histogram } from 'hdr-histogram-js';
import { largestNs } from './buckets.ts';
import type { LatencyRecorder } from './recorder.ts';

/** Latencies in nanoseconds. */
export interface LatencyReport {
  readonly count: number;
  readonly p50Ns: number;
  readonly p90Ns: number;
  readonly p99Ns: number;
  readonly p999Ns: number;
  /** Exact, where percentiles are those of the histogram's buckets. */
  readonly maxNs: number;
  readonly meanNs: number;
  /** HDR histogram, V2 compressed, base64. */
  readonly histogram: string;
  /** For each percentile, how many independent observations the dependent ones are worth: see `effectiveShare`. */
  readonly effectiveCount: Readonly<Record<'p50' | 'p90' | 'p99' | 'p999', number>>;
  /** Latencies above the histogram's range, counted at its end. */
  readonly clamped: number;
}

/** Loaded late: a client that is connecting has better things to do. */
const loadHdr = () => import('hdr-histogram-js');

/** Loads what a report needs, when there is time for it: before anything is measured. */
export async function prepareReport(): Promise<void> {
  await loadHdr();
}

const histogramOptions = {
  bitBucketSize: 64,
  highestTrackableValue: largestNs,
  numberOfSignificantValueDigits: 3,
  useWebAssembly: false,
} as const;

export async function reportLatencies(recorder: LatencyRecorder): Promise<LatencyReport | undefined> {
  if (recorder.count === 0) return undefined;
  const hdr = await loadHdr();
  const histogram = hdr.build(histogramOptions);
  recorder.eachBucket((valueNs, count) => histogram.recordValueWithCount(valueNs, count));
  const effective = (percentile: number): number => {
    const threshold = histogram.getValueAtPercentile(percentile);
    return Math.floor(recorder.count * effectiveShare(recorder.inOrder, threshold));
  };
  return {
    ...describe(histogram),
    maxNs: recorder.maxNs,
    meanNs: recorder.sumNs / recorder.count,
    histogram: hdr.encodeIntoCompressedBase64(histogram),
    effectiveCount: { p50: effective(50), p90: effective(90), p99: effective(99), p999: effective(99.9) },
    clamped: recorder.clamped,
  };
}

/** Adds the reports of several client processes of one trial. */
export async function addLatencyReports(reports: readonly LatencyReport[]): Promise<LatencyReport | undefined> {
  if (reports.length === 0) return undefined;
  const hdr = await loadHdr();
  const histogram = hdr.build(histogramOptions);
  for (const report of reports) histogram.add(hdr.decodeFromCompressedBase64(report.histogram, 64, false));
  const total = (of: (report: LatencyReport) => number) => reports.reduce((sum, report) => sum + of(report), 0);
  return {
    ...describe(histogram),
    maxNs: Math.max(...reports.map(({ maxNs }) => maxNs)),
    meanNs: total(({ count, meanNs }) => count * meanNs) / total(({ count }) => count),
    histogram: hdr.encodeIntoCompressedBase64(histogram),
    effectiveCount: {
      p50: total((report) => report.effectiveCount.p50),
      p99: total((report) => report.effectiveCount.p99),
      p90: total((report) => report.effectiveCount.p90),
      p999: total((report) => report.effectiveCount.p999),
    },
    clamped: total((report) => report.clamped),
  };
}

function describe(histogram: Histogram) {
  return {
    count: histogram.totalCount,
    p50Ns: histogram.getValueAtPercentile(50),
    p99Ns: histogram.getValueAtPercentile(99),
    p90Ns: histogram.getValueAtPercentile(90),
    p999Ns: histogram.getValueAtPercentile(99.9),
  };
}

/**
 * Share of independent observations among dependent ones, 0 … 1, for the indicator "above the threshold":
 * 1 / (1 + 2 Σ ρ), with the sum of autocorrelations estimated by batch means, in one pass: batches of √n observations
 * have a mean whose variance is (1 + 2 Σ ρ) times what independence would give (Flegal and Jones, "Batch means and
 * spectral variance estimators in Markov chain Monte Carlo", Annals of Statistics 38(2), 2010). It cannot exceed 1:
 * claiming more than was counted would be bold.
 */
export function effectiveShare(latencies: Uint32Array, threshold: number): number {
  const batchSize = Math.floor(Math.sqrt(latencies.length));
  const batches = Math.floor(latencies.length / Math.max(batchSize, 1));
  if (batches < 2) return 1;
  const means = new Float64Array(batches);
  for (let i = 0; i < batches * batchSize; i++) {
    if ((latencies[i] as number) > threshold) {
      const batch = Math.floor(i / batchSize);
      means[batch] = (means[batch] as number) + 1 / batchSize;
    }
  }
  const share = means.reduce((sum, mean) => sum + mean, 0) / batches;
  const independent = (share * (1 - share)) / batchSize;
  if (independent === 0) return 1;
  const observed = means.reduce((sum, mean) => sum + (mean - share) ** 2, 0) / (batches - 1);
  return Math.min(1, independent / observed);
}

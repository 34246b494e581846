/**
 * Percentiles of one trial's service time. A percentile rests on the observations above it, and the replies of one burst
 * are hardly more than one observation: it is shown only where ten effectively independent ones lie beyond it.
 * Percentiles are taken per trial and then treated like any metric; histograms of several trials are never added.
 */
import { decodeFromCompressedBase64 } from 'hdr-histogram-js';

import type { ProfileName } from '../../experiments/experiment.ts';
import type { Latency } from '../../result/trial.ts';
import type { Percentile } from '../../analysis/analysis.ts';

interface Rule {
  readonly percent: number;
  readonly title: string;
  /** 10 ÷ (1 − percentile). */
  readonly effectiveCount: number;
  readonly profiles: readonly ProfileName[];
}

const rules: Readonly<Record<Percentile, Rule>> = {
  p50: { percent: 50, title: 'p50', effectiveCount: 20, profiles: ['smoke', 'quick', 'standard', 'rigorous'] },
  p99: { percent: 99, title: 'p99', effectiveCount: 1_000, profiles: ['smoke', 'quick', 'standard', 'rigorous'] },
  p999: { percent: 99.9, title: 'p99.9', effectiveCount: 10_000, profiles: ['standard', 'rigorous'] },
};

/** All three, shown or not; 0.1 % resolution, the upper end of the histogram's bucket. */
export function percentilesNs(latency: Latency): Readonly<Record<Percentile, number>> {
  const histogram = decodeFromCompressedBase64(latency.histogram, 64, false);
  const at = (percentile: Percentile) => histogram.getValueAtPercentile(rules[percentile].percent);
  return { p50: at('p50'), p99: at('p99'), p999: at('p999') };
}

/**
 * Why a percentile over these trials may not be shown; null when it may. One trial with too few observations withholds it
 * for all: leaving that trial out would prefer the trials with a short tail, whose replies cling together less.
 */
export function reasonToWithhold(
  latencies: readonly Latency[],
  percentile: Percentile,
  profile: ProfileName,
): string | null {
  const { title, effectiveCount, profiles } = rules[percentile];
  if (!profiles.includes(profile)) return `${title} needs the profile ${profiles[0]} or a longer one`;
  const counts = latencies.map((latency) => latency.effectiveCount[percentile]);
  const short = counts.filter((count) => !(count >= effectiveCount));
  if (short.length === 0) return null;
  const fewest = Math.floor(Math.min(...short)).toLocaleString('en-US');
  const needed = effectiveCount.toLocaleString('en-US');
  return `${title} needs ${needed} independent observations in every trial; ${short.length} of ${counts.length} have fewer, at least ${fewest}`;
}

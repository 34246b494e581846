/**
 * What an open loop's own evidence says: whether the server kept up with the rate, and whether the client did. Judged
 * before anybody has looked at a response time.
 */
import { isPacingLimited as isLimited, saturationOf, saturations } from '../../../latency/gates.ts';
import { sum } from '../../statistics/averages.ts';
import { percentiles, roughPercentileNs, type Latency, type Percentile } from '../latency.ts';
import type { ServerRecord } from './record.ts';

export function isSaturated(record: Pick<ServerRecord, 'slices'>): boolean {
  return saturation(record) !== null;
}

/** Why no response time of the trial is one that users of that server would have at that rate; null where they would. */
export function saturation({ slices }: Pick<ServerRecord, 'slices'>): string | null {
  for (const { open, windowNs } of slices) {
    const found = open === undefined ? null : saturationOf({ ...open, windowNs });
    if (found !== null) return saturations[found];
  }
  return null;
}

/** Percentiles of all response times at which the client's own lag is too much of them. */
export function pacingLimits({ responseTime, sendLag }: ServerRecord): Percentile[] {
  if (responseTime === undefined) return [];
  return (Object.keys(percentiles) as Percentile[]).filter((one) => isPacingLimited(responseTime, sendLag, one));
}

/** Of a percentile, be it that of one class of a mixture: nobody knows the lags of a class, which are those of all. */
export function isPacingLimited(responseTime: Latency, sendLag: Latency | undefined, percentile: Percentile): boolean {
  if (sendLag === undefined) return false;
  return isLimited(percentile, {
    lagNs: roughPercentileNs(sendLag, percentile),
    responseNs: roughPercentileNs(responseTime, percentile),
    known: responseTime.effectiveCount[percentile] ?? 0,
  });
}

/** Share of the time in which the client had something to do; NaN where no loop was open. */
export function clientBusyShare({ slices }: Pick<ServerRecord, 'slices'>): number {
  const open = slices.flatMap((slice) => slice.open ?? []);
  return open.length === 0 ? Number.NaN : sum(open.map(({ busyShare }) => busyShare)) / open.length;
}

/**
 * What an open loop's own evidence says: whether the server kept up with the rate, and whether the client did. Judged
 * before anybody has looked at a response time.
 */
import { isLagTooLarge, isSentInTime } from '../../../latency/gates.ts';
import { mean, sum } from '../../statistics/averages.ts';
import { percentiles, roughPercentileNs, type Latency, type Percentile } from '../latency.ts';
import type { OpenEvidence } from './open-record.ts';
import type { ServerRecord } from './record.ts';

/**
 * A backlog that grew by more than this share of the requests that came meanwhile: the server answers fewer than come. By
 * itself the backlog of a server that keeps up rises and falls, so that the last third of a window is higher than the
 * first in half of all trials (docs/decisions/0013-load.md).
 */
const growthShare = 0.01;
export function isSaturated(record: Pick<ServerRecord, 'slices'>): boolean {
  return saturation(record) !== null;
}

/** Why no response time of the trial is one that users of that server would have at that rate; null where they would. */
export function saturation({ slices }: Pick<ServerRecord, 'slices'>): string | null {
  for (const { open, windowNs } of slices) {
    if (open === undefined) continue;
    if (open.unanswered > 0) return 'requests had no reply: what they would have waited is not known';
    if (!isSentInTime(open))
      return 'the client sent more than 1 % more or fewer requests than were due: the rate was another one';
    if (isGrowing(open, windowNs))
      return 'the server did not keep up with the rate: waiting grew as long as it was offered';
  }
  return null;
}

function isGrowing({ backlog, ratePerSecond }: OpenEvidence, windowNs: number): boolean {
  const third = Math.floor(backlog.length / 3);
  const growth = mean(backlog.slice(-third)) - mean(backlog.slice(0, third));
  // From the middle of the first third to the middle of the last.
  const came = (ratePerSecond * windowNs * (2 / 3)) / 1e9;
  return growth > growthShare * came;
}

/** Percentiles of all response times at which the client's own lag is too much of them. */
export function pacingLimits({ responseTime, sendLag }: ServerRecord): Percentile[] {
  if (responseTime === undefined) return [];
  return (Object.keys(percentiles) as Percentile[]).filter((one) => isPacingLimited(responseTime, sendLag, one));
}

/** A quarter of what a percentile needs to be shown is enough to tell that a quarter of it is the client's. */
const enoughToJudge = 1 / 4;

/**
 * Of a percentile, be it that of one class of a mixture: nobody knows the lags of a class, which are those of all. Lags
 * that come in bursts are few observations, and the client's all the same.
 */
export function isPacingLimited(responseTime: Latency, sendLag: Latency | undefined, percentile: Percentile): boolean {
  const known = responseTime.effectiveCount[percentile] ?? 0;
  if (sendLag === undefined || known < enoughToJudge * percentiles[percentile].effectiveCount) return false;
  return isLagTooLarge(roughPercentileNs(sendLag, percentile), roughPercentileNs(responseTime, percentile));
}

/** Share of the time in which the client had something to do; NaN where no loop was open. */
export function clientBusyShare({ slices }: Pick<ServerRecord, 'slices'>): number {
  const open = slices.flatMap((slice) => slice.open ?? []);
  return open.length === 0 ? Number.NaN : sum(open.map(({ busyShare }) => busyShare)) / open.length;
}

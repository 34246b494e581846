/**
 * What an open loop's own evidence says: whether the server kept up with the rate, and whether the client did. Judged
 * before anybody has looked at a response time.
 */
import { mean, sum } from '../../statistics/averages.ts';
import { percentileNs, percentiles, type Percentile } from '../latency.ts';
import type { OpenEvidence } from './open-record.ts';
import type { ServerRecord } from './record.ts';

/** Of the requests that were due in the window, more or fewer than so were sent in it. */
const sentTolerance = 0.01;
/**
 * A backlog that grew by more than this share of the requests that came meanwhile: the server answers fewer than come. By
 * itself the backlog of a server that keeps up rises and falls, so that the last third of a window is higher than the
 * first in half of all trials (docs/decisions/0013-load.md).
 */
const growthShare = 0.01;
/** At a percentile, the share of the response time that the client's own lag may have. */
const lagShare = 0.25;

export function isSaturated({ slices }: Pick<ServerRecord, 'slices'>): boolean {
  return slices.some(
    ({ open, windowNs }) => open !== undefined && (isSentOtherwise(open) || isGrowing(open, windowNs)),
  );
}

function isSentOtherwise({ scheduled, sent, unanswered }: OpenEvidence): boolean {
  return unanswered > 0 || !(Math.abs(sent / scheduled - 1) <= sentTolerance);
}

function isGrowing({ backlog, ratePerSecond }: OpenEvidence, windowNs: number): boolean {
  const third = Math.floor(backlog.length / 3);
  const growth = mean(backlog.slice(-third)) - mean(backlog.slice(0, third));
  // From the middle of the first third to the middle of the last.
  const came = (ratePerSecond * windowNs * (2 / 3)) / 1e9;
  return growth > growthShare * came;
}

/** Percentiles at which the client's own lag is too much of the response time. */
export function pacingLimits({ responseTime, sendLag }: ServerRecord): Percentile[] {
  if (responseTime === undefined || sendLag === undefined) return [];
  return (Object.keys(percentiles) as Percentile[]).filter((percentile) => {
    const [response, lag] = [percentileNs(responseTime, percentile), percentileNs(sendLag, percentile)];
    return typeof response === 'number' && typeof lag === 'number' && lag > lagShare * response;
  });
}

/** Share of the time in which the client had something to do; NaN where no loop was open. */
export function clientBusyShare({ slices }: Pick<ServerRecord, 'slices'>): number {
  const open = slices.flatMap((slice) => slice.open ?? []);
  return open.length === 0 ? Number.NaN : sum(open.map(({ busyShare }) => busyShare)) / open.length;
}

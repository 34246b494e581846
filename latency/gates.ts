/**
 * When a response time of an open loop is the server's (docs/methodology.md, "Evidence"): judged by the client, of what it
 * reports and of what it looks for, and by the runner of every trial. Pure.
 */

/** Of the requests that were due in the window, more or fewer than so were sent in it: the rate was another one. */
const sentTolerance = 0.01;
/** At a percentile, the largest share of the response time that the client's own send lag may have. */
const lagShare = 0.25;
/**
 * A backlog that grew by more than this share of the requests that came meanwhile: the server answers fewer than come. By
 * itself the backlog of a server that keeps up rises and falls, so that the last third of a window is higher than the
 * first in half of all trials (docs/decisions/0013-load.md).
 */
const growthShare = 0.01;

/** What a percentile has to rest on to be shown, as independent observations: 10 ÷ (1 − percentile). */
export const neededCounts = { p50: 20, p90: 100, p99: 1000, p999: 10_000 } as const;

export type Percentile = keyof typeof neededCounts;

export const percentileTitles = { p50: 'p50', p90: 'p90', p99: 'p99', p999: 'p99.9' } as const;

/** A quarter of what a percentile needs to be shown is enough to tell that a quarter of it is the client's. */
const enoughToJudge = 1 / 4;

/** What is judged of one open window. */
export interface OpenWindow {
  readonly windowNs: number;
  readonly ratePerSecond: number;
  /** Due in the window; sent in it, whenever they were due; and of those due, without a reply. */
  readonly scheduled: number;
  readonly sent: number;
  readonly unanswered: number;
  /** Requests due and not answered: means of equal parts of the window. */
  readonly backlog: readonly number[];
}

/** Why no response time is one that users of that server would have at that rate. */
export const saturations = {
  unanswered: 'requests had no reply: what they would have waited is not known',
  'not-sent': 'the client sent more than 1 % more or fewer requests than were due: the rate was another one',
  growing: 'the server did not keep up with the rate: waiting grew as long as it was offered',
} as const;

export type Saturation = keyof typeof saturations;

/** Null where users of that server would have the response times of this window. */
export function saturationOf(open: OpenWindow): Saturation | null {
  if (open.unanswered > 0) return 'unanswered';
  if (!isSentInTime(open)) return 'not-sent';
  return isGrowing(open) ? 'growing' : null;
}

export function isSentInTime({ sent, scheduled }: { readonly sent: number; readonly scheduled: number }): boolean {
  return Math.abs(sent / scheduled - 1) <= sentTolerance;
}

function isGrowing({ backlog, ratePerSecond, windowNs }: OpenWindow): boolean {
  const third = Math.floor(backlog.length / 3);
  const growth = mean(backlog.slice(-third)) - mean(backlog.slice(0, third));
  // From the middle of the first third to the middle of the last.
  const came = (ratePerSecond * windowNs * (2 / 3)) / 1e9;
  return growth > growthShare * came;
}

/**
 * Whether the client's own send lag is too much of the response time at a percentile.
 * @param known what the response times are worth at this percentile as independent observations. Lags that come in bursts
 * are few observations, and the client's all the same
 */
export function isPacingLimited(
  percentile: Percentile,
  { lagNs, responseNs, known }: { readonly lagNs: number; readonly responseNs: number; readonly known: number },
): boolean {
  return known >= enoughToJudge * neededCounts[percentile] && isLagTooLarge(lagNs, responseNs);
}

/** Both at the same percentile, in the same unit. */
export function isLagTooLarge(lag: number, response: number): boolean {
  return lag > lagShare * response;
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

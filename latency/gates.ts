/**
 * When a response time of an open loop is the server's (docs/methodology.md, "Evidence"): judged by the client that looks for
 * the highest rate, and by the runner of every trial.
 */

/** Of the requests that were due in the window, more or fewer than so were sent in it: the rate was another one. */
const sentTolerance = 0.01;
/** At a percentile, the largest share of the response time that the client's own send lag may have. */
const lagShare = 0.25;

export function isSentInTime({ sent, scheduled }: { readonly sent: number; readonly scheduled: number }): boolean {
  return Math.abs(sent / scheduled - 1) <= sentTolerance;
}

/** Both at the same percentile, in the same unit. */
export function isLagTooLarge(lag: number, response: number): boolean {
  return lag > lagShare * response;
}

/**
 * How long a window of churn is. With a worker for each connection some tens of them end in the time that others need for
 * ten thousand: counts so small are a figure of the batches that they come in. The length is settled before the window
 * begins, from the warm-up: one that ended with a count would end with the last of a batch.
 *
 * With slices of 100 ms not one reply of these models fell into a window: ten processes take half a second to come, and the
 * next ten start when they have gone. With windows of 1.6 s all eight rounds had exactly 20 connections: an interval of width 0,
 * beside a processor time of the whole slice that did not fit it (64.1 ms each, where one busy processor at 12.5 per second
 * makes 80). So the rate is taken over the whole slice too, from no connection to none (15.5 per second then).
 */

/** Connections that a window of 1.6 s or more holds at least, at the rate of the warm-up; a shorter one in proportion. */
const leastConnections = 100;
const fullWindowMs = 1600;
/** Whatever its length: fewer than four batches of the usual ten connections are a figure of how they begin and end. */
const fewestConnections = 40;
/** A server that is slower than a connection in half a second is measured in fewer. */
export const longestChurnWindowMs = 50_000;

/** That a window which is planned to be so long holds at least. */
export function connectionsIn(plannedMs: number): number {
  return Math.max(fewestConnections, Math.min(1, plannedMs / fullWindowMs) * leastConnections);
}

/** @param connectionsPerSecond of the warm-up, ramps and drains included; 0 where none ended */
export function churnWindowMs(plannedMs: number, connectionsPerSecond: number): number {
  if (connectionsPerSecond === 0) return plannedMs;
  const neededMs = Math.ceil((1000 * connectionsIn(plannedMs)) / connectionsPerSecond);
  return Math.max(plannedMs, Math.min(neededMs, longestChurnWindowMs));
}

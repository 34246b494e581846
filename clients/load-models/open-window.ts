/** How long a slice of an open loop is, and how large its schedule: a window, and what is sent before and behind it. */
import { mostArrivals } from './schedule.ts';

/** Before the window, so that it does not begin with an empty server. */
const headShare = 0.1;
const shortestHeadMs = 20;
/** Behind it, so that the last of its requests meet others. */
const tailShare = 0.05;
const shortestTailMs = 10;
/** From the end of all preparation to the first instant of the schedule. */
export const startInMs = 2;
/** Time that making a schedule takes: 0.1 to 0.3 µs for an arrival, and as much again where processors are shared. */
const msPerArrival = 6e-4;

/** What is offered twice what it can do is done one window later, and three times as much two windows later. */
const windowsToDrain = 2;
const longDrainMs = 30_000;

/** After the last request was due: from then on nobody waits any more, however many replies still come. */
export function longestDrainMs(windowMs: number): number {
  return Math.max(longDrainMs, windowsToDrain * windowMs);
}

export function headMs(windowMs: number): number {
  return Math.max(shortestHeadMs, headShare * windowMs);
}

/** Of all that is sent for a window. */
export function scheduledMs(windowMs: number): number {
  return headMs(windowMs) + windowMs + Math.max(shortestTailMs, tailShare * windowMs);
}

/** From an order to the opening of a window that several processes agreed on: time to make the schedule, and its head. */
export function leadMs(windowMs: number, ratePerSecond: number): number {
  return headMs(windowMs) + startInMs + arrivalsFor(windowMs, ratePerSecond) * msPerArrival;
}

/** Why no schedule can be made for such a window, and what would do; null where one can. */
export function tooManyArrivals(windowMs: number, ratePerSecond: number): string | null {
  const arrivals = Math.round(arrivalsFor(windowMs, ratePerSecond));
  if (arrivals <= mostArrivals) return null;
  const most = Math.floor((windowMs * mostArrivals) / arrivals);
  return `needs a schedule of ${arrivals} requests, more than the ${mostArrivals} that are held; use a lower rate, or a window of ${most} ms or less`;
}

function arrivalsFor(windowMs: number, ratePerSecond: number): number {
  return (ratePerSecond * scheduledMs(windowMs)) / 1000;
}

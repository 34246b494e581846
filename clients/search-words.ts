/** What a search for the highest rate says to whoever waits for it: before it, of each probe, and in the end. Pure. */
import { mostProbes, type Capacity, type Probe } from './capacity.ts';
import { formatObjective, type Objective } from './objective.ts';

/** @param firstMs the probe at the first rate @param longestMs the one at the lowest rate */
export function beforeSearch(
  objective: Objective,
  { closedPerSecond, firstMs, longestMs }: Record<'closedPerSecond' | 'firstMs' | 'longestMs', number>,
): string {
  const each = `probes of ${seconds(firstMs)}${longestMs > firstMs ? `, at low rates of up to ${seconds(longestMs)}` : ''}`;
  const most = (mostProbes * longestMs) / 60_000;
  return `looking for the highest rate that keeps ${formatObjective(objective)} (a closed loop reaches ${rate(closedPerSecond)}): ${each}, at most ${mostProbes} of them, so that it takes up to ${most.toFixed(1)} minutes`;
}

export function ofProbe({ percentile, limitNs }: Objective, probe: Probe): string {
  return `${rate(probe.ratePerSecond)}: ${percentile} of ${milliseconds(probe.valueNs)}, ${probe.isKept ? 'kept' : `not kept${why(probe, limitNs)}`}`;
}

export function ofCapacity(
  objective: Objective,
  { outcome, ratePerSecond, failedPerSecond, probes }: Capacity,
): string {
  const asked = formatObjective(objective);
  const failed = failedPerSecond === null ? '' : rate(failedPerSecond);
  switch (outcome) {
    case 'found':
      return `${asked} is kept up to ${rate(ratePerSecond)}, and no more at ${failed}`;
    case 'client-limited':
      return `${asked} is kept at ${rate(ratePerSecond)} at least: at ${failed} the client could not send in time; use more --clients, on processors of their own (--cpus)`;
    case 'search-ended':
      return `${asked} is kept at ${rate(ratePerSecond)} at least, the highest rate that is tried: use more --connections, which begin at a higher one`;
    case 'none-kept': {
      const lowest = probes.findLast((one) => one.ratePerSecond === failedPerSecond) as Probe;
      const was = `${objective.percentile} of ${milliseconds(lowest.valueNs)}${why(lowest, objective.limitNs)}`;
      return `no rate kept ${asked}, not even the lowest that is tried, ${failed} (${was}): use a longer limit, or look for what delays the server when it has little to do`;
    }
  }
}

/** A failure that is neither the limit's nor the client's is one of replies that did not come. */
function why({ isClientLimited, valueNs }: Probe, limitNs: number): string {
  if (isClientLimited) return ': the client could not send in time';
  return valueNs > limitNs ? '' : ': requests had no reply';
}

function rate(perSecond: number): string {
  return `${perSecond.toLocaleString('en-US', { maximumSignificantDigits: 5 })} requests/s`;
}

function milliseconds(ns: number): string {
  return `${(ns / 1e6).toLocaleString('en-US', { maximumSignificantDigits: 3 })} ms`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toLocaleString('en-US', { maximumFractionDigits: 1 })} s`;
}

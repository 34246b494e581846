/** The probes of a search for capacity (capacity.ts): open slices of a load that goes on. */
import { isLagTooLarge, isSentInTime } from '../latency/gates.ts';
import { findCapacity, firstShare, lowestShare, type Capacity, type Probe } from './capacity.ts';
import { LoadError, monotonicNs, type Load, type LoadSlice } from './load.ts';
import { valueOfObjective, type Objective } from './objective.ts';
import { beforeSearch, ofCapacity, ofProbe } from './search-words.ts';

/** A probe lasts so long, and longer where a percentile would rest on fewer requests than these, up to a point. */
const shortestProbeMs = 500;
const leastRequests = { p50: 200, p90: 200, p99: 2000, 'p99.9': 20_000 } as const;
const longestForRequestsMs = 10_000;
/**
 * And so many times as long as the objective allows requests to wait: who is offered 1 % more than it can do has a queue
 * of that length in the end. A shorter probe would find that a server keeps a rate which it cannot keep.
 */
const limitsPerProbe = 100;
const longestForLimitMs = 30_000;
const closedMs = 300;
/** What it found, and what that took. */
export interface Search extends Capacity {
  readonly messages: number;
  readonly cpuNs: number;
  readonly elapsedNs: number;
}

/** @param tell is told how it goes, line by line */
export async function findCapacityOf(
  load: Load,
  objective: Objective,
  tell: (words: string) => void = () => {},
): Promise<Search> {
  const startNs = monotonicNs();
  const used = { messages: 0, cpuNs: 0 };
  const closed = await load.slice(closedMs, monotonicNs(), { kind: 'closed', depth: 1 });
  if (closed.messages === 0)
    throw new LoadError(
      'measure',
      `no reply came inside ${closedMs} ms of a closed loop: there is no rate to begin with`,
    );
  const add = (slice: LoadSlice) => {
    used.messages += slice.messages;
    used.cpuNs += slice.cpuNs;
  };
  add(closed);
  const closedPerSecond = (1e9 * closed.messages) / closed.windowNs;
  const firstMs = probeMs(objective, firstShare * closedPerSecond);
  tell(
    beforeSearch(objective, { closedPerSecond, firstMs, longestMs: probeMs(objective, lowestShare * closedPerSecond) }),
  );
  const found = await findCapacity(closedPerSecond, async (rate) => {
    const probed = await probe(load, objective, rate, add);
    tell(ofProbe(objective, probed));
    return probed;
  });
  await load.forget();
  tell(ofCapacity(objective, found));
  return { ...found, ...used, elapsedNs: monotonicNs() - startNs };
}

async function probe(
  load: Load,
  objective: Objective,
  ratePerSecond: number,
  add: (slice: LoadSlice) => void,
): Promise<Probe> {
  await load.forget();
  const windowMs = probeMs(objective, ratePerSecond);
  const slice = await load.slice(windowMs, monotonicNs(), { kind: 'open', ratePerSecond });
  add(slice);
  const { open } = slice;
  const { responseTime, sendLag } = await load.report();
  if (open === undefined || responseTime === undefined || sendLag === undefined)
    throw new LoadError('measure', `no request was due in ${windowMs} ms at ${ratePerSecond} requests/s`);
  const valueNs = valueOfObjective(objective, responseTime);
  const isInTime = isSentInTime(open);
  const lagNs = valueOfObjective(objective, sendLag);
  return {
    ratePerSecond,
    valueNs,
    isKept: valueNs <= objective.limitNs && isInTime && open.unanswered === 0,
    isClientLimited: !isInTime || isLagTooLarge(lagNs, valueNs),
  };
}

function probeMs({ percentile, limitNs }: Objective, ratePerSecond: number): number {
  const forRequestsMs = Math.min(longestForRequestsMs, (1000 * leastRequests[percentile]) / ratePerSecond);
  const forLimitMs = Math.min(longestForLimitMs, (limitsPerProbe * limitNs) / 1e6);
  return Math.ceil(Math.max(shortestProbeMs, forRequestsMs, forLimitMs));
}

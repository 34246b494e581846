/**
 * When the requests of an open loop are due, and on which connections: fixed before anything is sent, so that a slow
 * server changes nothing of it.
 *
 * Given their number, the arrivals of a Poisson process are independent and uniform over its time (Kingman, Poisson
 * Processes, 1993, §2.4). They are drawn in order as sums of exponential gaps, divided by the sum that is one gap longer
 * (Devroye, Non-Uniform Random Variate Generation, 1986, §V.2), and each takes one of the connections at random: users
 * who do not know of one another.
 */
import { createRandom } from '../../protocol/random.ts';

/** More arrivals are held by no schedule: 12 bytes each, and as much again for when they were sent. */
export const mostArrivals = 20_000_000;

export interface ScheduleSpec {
  readonly ratePerSecond: number;
  readonly durationMs: number;
  /** Of all processes of the client together. */
  readonly connections: number;
  readonly seed: number;
  /** Which of a load's slices, below zero those that warm up its code: no two have the same arrivals. */
  readonly slice: number;
}

export interface Schedule {
  /** Ascending, from 0 to the duration, in ms. */
  readonly dueMs: Float64Array;
  /** The connection of each. */
  readonly connection: Uint32Array;
}

/** The same for the same spec. At least one arrival. @throws RangeError for more than `mostArrivals` */
export function createSchedule({ ratePerSecond, durationMs, connections, seed, slice }: ScheduleSpec): Schedule {
  const count = Math.max(1, Math.round((ratePerSecond * durationMs) / 1000));
  if (count > mostArrivals) {
    const asked = `${ratePerSecond} requests/s over ${durationMs} ms`;
    throw new RangeError(`${asked} are ${count} arrivals, more than ${mostArrivals}: use a shorter window`);
  }
  const random = createRandom(seed, `arrivals ${slice}`);
  const dueMs = new Float64Array(count);
  let sum = 0;
  for (let i = 0; i < count; i++) {
    sum += exponential(random());
    dueMs[i] = sum;
  }
  const scale = durationMs / (sum + exponential(random()));
  const connection = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    dueMs[i] = (dueMs[i] as number) * scale;
    connection[i] = Math.floor(random() * connections);
  }
  return { dueMs, connection };
}

/** The arrivals of the connections `from` … `from + count - 1`, which are numbered from 0 then: those of one process. */
export function shareOfSchedule({ dueMs, connection }: Schedule, from: number, count: number): Schedule {
  const isOurs = (one: number) => one >= from && one < from + count;
  return {
    dueMs: dueMs.filter((_, i) => isOurs(connection[i] as number)),
    connection: connection.filter(isOurs).map((one) => one - from),
  };
}

/** Of mean 1, from a uniform number in [0, 1). */
function exponential(uniform: number): number {
  return -Math.log1p(-uniform);
}

/**
 * How far the gaps between ascending instants are from those of a Poisson process of the same rate: the largest distance
 * between their distribution function and the exponential one of their mean (Kolmogorov–Smirnov), 0 … 1; 0 of less than
 * two instants.
 */
export function distanceFromPoisson(ascendingMs: Float64Array): number {
  const gaps = ascendingMs.subarray(1).map((at, i) => at - (ascendingMs[i] as number));
  if (gaps.length === 0) return 0;
  gaps.sort();
  const meanMs = ((ascendingMs.at(-1) as number) - (ascendingMs[0] as number)) / gaps.length;
  let distance = 0;
  for (const [i, gap] of gaps.entries()) {
    const expected = meanMs === 0 ? 1 : 1 - Math.exp(-gap / meanMs);
    distance = Math.max(distance, Math.abs(expected - i / gaps.length), Math.abs(expected - (i + 1) / gaps.length));
  }
  return distance;
}

/**
 * Latencies by connection, coarsely, for one figure each: whether all users of a server wait alike, or some of them for
 * longer. Two significant digits: how far the connections of a server lie apart is a matter of factors.
 */
import { bucketCount, bucketOf, largestNs, lowestOf } from './buckets.ts';

/** Two significant digits: buckets of at most 1/128 of their values. */
const bits = 8;
const buckets = bucketCount(bits);

/**
 * Nobody keeps these of more connections: 17 KiB for each would push what is measured out of the processor's caches, and
 * there would be too few latencies of each to tell anything.
 */
export const mostConnections = 256;

/** As for any p99: ten latencies lie beyond it then. */
export const leastLatencies = 1000;

export class ConnectionLatencies {
  /** One connection after the other: a record for each would be one more place in memory to visit for every reply. */
  readonly #counts: Uint32Array;
  readonly #connections: number;

  constructor(connections: number) {
    this.#connections = connections;
    this.#counts = new Uint32Array(connections * buckets);
  }

  /** `ns` is not negative. Those above `largestNs` count as that. */
  record(connection: number, ns: number): void {
    const at = connection * buckets + bucketOf(Math.min(Math.round(ns), largestNs), bits);
    this.#counts[at] = (this.#counts[at] as number) + 1;
  }

  /** Forgets everything. */
  clear(): void {
    this.#counts.fill(0);
  }

  /** In ns, per connection: the upper end of the bucket. Null where fewer than `leastLatencies` were recorded. */
  p99Ns(): (number | null)[] {
    return Array.from({ length: this.#connections }, (_, connection) =>
      p99NsOf(this.#counts.subarray(connection * buckets, (connection + 1) * buckets)),
    );
  }
}

function p99NsOf(counts: Uint32Array): number | null {
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (all < leastLatencies) return null;
  let left = Math.ceil(0.99 * all);
  const bucket = counts.findIndex((count) => (left -= count) <= 0);
  return lowestOf(bucket + 1, bits) - 1;
}

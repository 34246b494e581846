/**
 * Latencies that one process measures: an HDR histogram (G. Tene) of all of them, and the first of them in their order,
 * from which the report tells how many independent observations a percentile stands on.
 *
 * The histogram's buckets are those of hdr-histogram-js at three significant digits, filled here since recording is
 * on the measured path (8 ns here, 57 ns there), and handed to that package for the ecosystem's encoding.
 */
import { bucketCount, bucketOf, largestNs, lowestOf } from './buckets.ts';

/** 2 × 10^3 rounded up to a power of two: the resolution that three significant digits need. */
const bits = 11;
/** Latencies kept in order: 2 MiB. */
const mostKept = 1 << 19;

export class LatencyRecorder {
  readonly #counts = new Float64Array(bucketCount(bits));
  readonly #inOrder = new Uint32Array(mostKept);
  count = 0;
  /** Of all, also of those above `largestNs`. */
  sumNs = 0;
  maxNs = 0;
  /** Latencies above `largestNs`: they are counted as that long. */
  clamped = 0;

  /** `ns` is not negative. */
  record(ns: number): void {
    let value = Math.round(ns);
    this.sumNs += value;
    if (value > this.maxNs) this.maxNs = value;
    if (value > largestNs) {
      this.clamped++;
      value = largestNs;
    }
    const at = bucketOf(value, bits);
    this.#counts[at] = (this.#counts[at] as number) + 1;
    if (this.count < mostKept) this.#inOrder[this.count] = Math.min(value, 0xff_ff_ff_ff);
    this.count++;
  }

  /** Forgets everything. */
  clear(): void {
    this.#counts.fill(0);
    this.count = 0;
    this.sumNs = 0;
    this.maxNs = 0;
    this.clamped = 0;
  }

  /** The recorded latencies in their order, at most the first `mostKept`, in ns, clamped at 4.29 s. */
  get inOrder(): Uint32Array {
    return this.#inOrder.subarray(0, Math.min(this.count, mostKept));
  }

  /** Calls for each bucket that holds something, with its lowest value. */
  eachBucket(visit: (valueNs: number, count: number) => void): void {
    for (const [at, count] of this.#counts.entries()) if (count > 0) visit(lowestOf(at, bits), count);
  }
}

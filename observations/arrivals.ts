/** How many of some requests arrive by themselves while one looks, and when; and whether the others do once they are flushed. */
import { medianOf } from './counting.ts';
import type { Seen } from './observation.ts';

/** Whoever was flushed is there at once; more is an error of ours. */
const longestMs = 10_000;

export interface Arrivals {
  /** The requests are written now. */
  start(): void;
  /** One of them is there. */
  readonly arrived: () => void;
  /** They cannot arrive. */
  readonly fail: (error: Error) => void;
  /**
   * Until all are there or the look is over; then those that are not are flushed, and waited for.
   * @throws Error when one of them does not come then either
   */
  seen(flush: () => void): Promise<Seen>;
}

export function arrivalsWithin(requests: number, lookMs: number): Arrivals {
  const { promise: allThere, resolve, reject } = Promise.withResolvers<boolean>();
  // It is waited for later, perhaps.
  allThere.catch(() => {});
  const afterNs: number[] = [];
  let startMs = performance.now();
  return {
    start: () => {
      startMs = performance.now();
    },
    arrived: () => {
      afterNs.push(1e6 * (performance.now() - startMs));
      if (afterNs.length === requests) resolve(true);
    },
    fail: reject,
    seen: async (flush) => {
      await within(allThere, lookMs);
      const events = afterNs.length;
      const durationNs = medianOf(afterNs);
      flush();
      if (!(await within(allThere, longestMs)))
        throw new Error(`${requests - afterNs.length} of ${requests} requests did not arrive after a flush`);
      return {
        share: { events, of: requests },
        ...(events === 0 ? {} : { durationNs }),
        facts: { 'arrived after a flush': requests - events },
      };
    },
  };
}

/** False: the time was over before. */
async function within(promise: Promise<boolean>, ms: number): Promise<boolean> {
  const { promise: over, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), ms);
  try {
    return await Promise.race([promise, over]);
  } finally {
    clearTimeout(timer);
  }
}

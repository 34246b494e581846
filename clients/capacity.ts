/**
 * The highest rate at which a server keeps an objective, such as a p99 of 5 ms: the rate is raised and lowered until one
 * that keeps it and one that does not are neighbours, and the gap between them is halved then.
 *
 * A probe is one open slice at one rate. A machine that stops for 10 ms makes the p99 of half a second fail whatever the
 * server does, so a rate has failed when two probes in a row have.
 */

/** What one open slice at one rate has shown. */
export interface Probe {
  readonly ratePerSecond: number;
  /** Response time at the objective's percentile. */
  readonly valueNs: number;
  /** The objective was kept, and every request was sent in time and answered. */
  readonly isKept: boolean;
  /** The client could not send in time, so that a failure is not known to be the server's. */
  readonly isClientLimited: boolean;
}

/**
 * `found`: the server failed at the next rate. `client-limited`: the client was the limit there, or may have been.
 * `search-ended`: the highest rate that is tried was kept. `none-kept`: not even the lowest one was.
 */
export type Outcome = 'found' | 'client-limited' | 'search-ended' | 'none-kept';

export interface Capacity {
  /** The highest rate that kept the objective; 0 where none did. */
  readonly ratePerSecond: number;
  /** The lowest one that did not; null where the search ended before it found any. */
  readonly failedPerSecond: number | null;
  readonly outcome: Outcome;
  /** The server can do at least this much: the outcome is `client-limited` or `search-ended`. */
  readonly isAtLeast: boolean;
  readonly probes: readonly Probe[];
}

/** The first rate, as a share of what a closed loop reached: nearly all servers keep an objective there. */
export const firstShare = 0.8;
const step = 1.15;
/** Up to three and a half times the first rate, and down to a fiftieth of what a closed loop reached. */
const mostSteps = 10;
export const lowestShare = 1 / 50;
/** A rate that keeps it and one that does not are no further apart in the end. */
const resolution = 1.02;
/** Every step up is asked twice at the most, and so is each rate between two steps until they are near enough. */
export const mostProbes = 2 * (mostSteps + Math.ceil(Math.log2(Math.log(step) / Math.log(resolution))));

/** @param closedPerSecond what the server did in a closed loop @param probe one open slice at that rate */
export async function findCapacity(
  closedPerSecond: number,
  probe: (ratePerSecond: number) => Promise<Probe>,
): Promise<Capacity> {
  const search = new Search(probe);
  const first = firstShare * closedPerSecond;
  for (let up = 0; up < mostSteps && search.failed === null; up++) await search.try(first * step ** up);
  for (let rate = first / 2; search.kept === 0 && rate >= lowestShare * closedPerSecond; rate /= 2)
    await search.try(rate);
  for (let between = search.between; between !== null; between = search.between) await search.try(between);
  const { outcome } = search;
  return {
    ratePerSecond: search.kept,
    failedPerSecond: search.failed?.ratePerSecond ?? null,
    outcome,
    isAtLeast: outcome === 'client-limited' || outcome === 'search-ended',
    probes: search.probes,
  };
}

class Search {
  /** The highest rate that kept the objective so far, and the lowest one that did not. */
  kept = 0;
  failed: { readonly ratePerSecond: number; readonly isClientLimited: boolean } | null = null;
  readonly probes: Probe[] = [];
  readonly #probe: (ratePerSecond: number) => Promise<Probe>;

  constructor(probe: (ratePerSecond: number) => Promise<Probe>) {
    this.#probe = probe;
  }

  /** The rate to try next; null when both are neighbours, or one of them is missing. */
  get between(): number | null {
    const failed = this.failed?.ratePerSecond ?? 0;
    return this.kept > 0 && failed / this.kept > resolution ? Math.sqrt(this.kept * failed) : null;
  }

  get outcome(): Outcome {
    if (this.kept === 0) return 'none-kept';
    if (this.failed === null) return 'search-ended';
    return this.failed.isClientLimited ? 'client-limited' : 'found';
  }

  /** Rates are multiples of a thousandth, which command lines and reports can spell. */
  async try(wantedPerSecond: number): Promise<void> {
    const ratePerSecond = Math.round(1000 * wantedPerSecond) / 1000;
    const first = await this.#once(ratePerSecond);
    const last = first.isKept ? first : await this.#once(ratePerSecond);
    if (last.isKept) this.kept = ratePerSecond;
    // The machine alone can make one of both fail: where the client was behind one, the other proves nothing of the server.
    else this.failed = { ratePerSecond, isClientLimited: first.isClientLimited || last.isClientLimited };
  }

  async #once(ratePerSecond: number): Promise<Probe> {
    const probe = await this.#probe(ratePerSecond);
    this.probes.push(probe);
    return probe;
  }
}

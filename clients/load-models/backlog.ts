/**
 * How many requests were due and had no reply yet, over the time of a window: the mean of each of its bins, exact, since
 * it is the time that each request spent in the bin. A server that keeps up has a backlog that does not grow.
 */
export const backlogBins = 30;

export class Backlog {
  readonly #startMs: number;
  readonly #endMs: number;
  readonly #binMs: number;
  /** Time that requests spent in each bin, added up. */
  readonly #spentMs = new Float64Array(backlogBins);

  constructor(startMs: number, endMs: number) {
    this.#startMs = startMs;
    this.#endMs = endMs;
    this.#binMs = (endMs - startMs) / backlogBins;
  }

  /** A request that was due at `fromMs` had its reply at `toMs`, or has none and is counted until then. */
  add(fromMs: number, toMs: number): void {
    const began = Math.max(fromMs, this.#startMs) - this.#startMs;
    const ended = Math.min(toMs, this.#endMs) - this.#startMs;
    if (ended <= began) return;
    const spent = this.#spentMs;
    const binMs = this.#binMs;
    const last = Math.min(Math.floor(ended / binMs), backlogBins - 1);
    let at = began;
    for (let bin = Math.min(Math.floor(began / binMs), backlogBins - 1); bin < last; bin++) {
      const edge = (bin + 1) * binMs;
      spent[bin] = (spent[bin] as number) + edge - at;
      at = edge;
    }
    spent[last] = (spent[last] as number) + ended - at;
  }

  /** Requests, per bin. */
  means(): number[] {
    return Array.from(this.#spentMs, (ms) => ms / this.#binMs);
  }
}

/**
 * Churn: a connection serves so many exchanges, is closed, and is replaced by a new one at once. The load of UNP
 * ch. 30, whose table tells what starting a thread or a process for a connection costs.
 *
 *     connect ─▶ request ─▶ reply ─▶ … ─▶ FIN ─▶ the server's FIN ─▶ connect ─▶ …      per place
 *
 * In flight are connections, from `connect` to the server's FIN. A place opens its next one only then: the server never
 * has more of them than `--connections`, one that does not close is found out, and after the drain of a slice nothing is
 * left to close at the expense of whoever is measured next. Between slices no connection is open.
 */
import type { LatencyRecorder } from '../../latency/recorder.ts';
import type { ClassRecords } from '../class-records.ts';
import type { ShortConnection } from '../short-connection.ts';
import { SlicedLoad, type SliceCount, type SlicedLoadSpec } from './sliced-load.ts';

export interface ChurnSpec extends SlicedLoadSpec {
  /** At least `depth`. */
  readonly requestsPerConnection: number;
}

/** A worker for each connection, started when it comes: nothing is known of the rate before the first have ended. */
const longestRampMs = 2000;
/**
 * Connections that are begun before the server has given a reply; each reply lets one more in. Below the backlog of
 * any server of ours: beyond it the kernel drops what comes, and the client would measure its own retries of a second.
 */
const begunAtOnce = 128;

export class Churn extends SlicedLoad {
  readonly #places: readonly ShortConnection[];
  readonly #spec: ChurnSpec;
  /** Per place, requests that its connection will still carry. */
  readonly #left: Float64Array;
  /** Places that have had a connection in this slice: all from here on are still empty. */
  #begun = 0;
  #opened = 0;
  #completed = 0;

  constructor(
    places: readonly ShortConnection[],
    spec: ChurnSpec,
    recorder: LatencyRecorder,
    perClass: ClassRecords | null = null,
  ) {
    super(places, spec, longestRampMs, { serviceTime: recorder, perClass, perConnection: null });
    this.#places = places;
    this.#spec = spec;
    this.#left = new Float64Array(places.length);
  }

  override async slice(windowMs: number, opensMs: number | null = null): Promise<SliceCount> {
    this.#begun = 0;
    this.#opened = 0;
    this.#completed = 0;
    const count = await super.slice(windowMs, opensMs);
    return { ...count, connections: this.#completed, connectionsOpened: this.#opened };
  }

  onReply(place: ShortConnection, sentAtMs: number, atMs: number, requestClass: number): void {
    this.count(place, sentAtMs, atMs, requestClass);
    const left = this.#left[place.index] as number;
    const goesOn = this.goesOn(atMs);
    if (goesOn) this.#beginNext();
    if (goesOn && left > 0) {
      this.#left[place.index] = left - 1;
      place.request();
    } else if (place.outstanding === 0) {
      place.finish();
    }
  }

  /** Both sides have closed. */
  onClosed(place: ShortConnection, atMs: number): void {
    this.leave(place.openedAtMs, atMs);
    if (this.isInsideWindow(atMs)) this.#completed++;
    if (this.goesOn(atMs)) this.#open(place);
  }

  protected override begin(): void {
    for (let i = 0; i < begunAtOnce; i++) this.#beginNext();
  }

  protected override eachInFlight(visit: (sinceMs: number) => void): void {
    for (const place of this.#places) if (place.isOpen) visit(place.openedAtMs);
  }

  #beginNext(): void {
    const next = this.#places[this.#begun];
    if (next === undefined) return;
    this.#begun++;
    this.#open(next);
  }

  #open(place: ShortConnection): void {
    this.enter();
    this.#opened++;
    this.#left[place.index] = this.#spec.requestsPerConnection - this.#spec.depth;
    place.open(this.#spec.depth);
  }
}

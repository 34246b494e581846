/**
 * How the net driver waits for the instants of a pacer: Node's event loop asks for events in between.
 *
 * `spin` looks at the clock in every turn of the loop (setImmediate), and leaves it to a timer while the next instant is
 * further away than a timer may be late. `sleep` has timers alone, which go by whole milliseconds: what is due is late by
 * up to 1 ms and what the loop takes, so that requests of a high rate leave in groups.
 */
import { performance } from 'node:perf_hooks';
import type { Pacer, PacingWay } from './driver.ts';
import { Pacing } from './pacing.ts';

/** So long before an instant its timer is set, which takes off the fraction of a millisecond and is late at times. */
const marginMs = 1.5;
/** Longest time that a timer takes; it is set again. */
const longestMs = 0x7fff_ffff;

export class NetPacing extends Pacing {
  #immediate: NodeJS.Immediate | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Since when nothing has happened but looks at the clock. */
  #idleSinceMs = NaN;
  #spunMs = 0;
  /** Time that the event loop has slept, when it began and, once it is over, when it ended. */
  readonly #sleptBeforeMs = sleptMs();
  #sleptAtEndMs: number | undefined;

  constructor(pacer: Pacer, way: PacingWay) {
    super(pacer, way);
    this.#waitForNext(performance.now());
  }

  get idleMs(): number {
    return this.#spunMs + (this.#sleptAtEndMs ?? sleptMs()) - this.#sleptBeforeMs;
  }

  /** A socket has had something to tell, which may have taken its time. */
  lookAfterEvent(): void {
    this.#idleSinceMs = NaN;
    this.runIfDue(performance.now());
    if (this.isOver) this.stop();
  }

  override stop(): void {
    super.stop();
    clearImmediate(this.#immediate);
    clearTimeout(this.#timer);
    this.#sleptAtEndMs ??= sleptMs();
  }

  readonly #look = (): void => {
    const nowMs = performance.now();
    if (this.#idleSinceMs >= 0) this.#spunMs += nowMs - this.#idleSinceMs;
    this.#waitForNext(this.runIfDue(nowMs) ? performance.now() : nowMs);
  };

  #waitForNext(nowMs: number): void {
    if (this.isOver) return this.stop();
    const leftMs = this.leftMs(nowMs);
    if (leftMs <= (this.way === 'spin' ? marginMs : 0)) {
      this.#idleSinceMs = nowMs;
      this.#immediate = setImmediate(this.#look);
    } else {
      // The loop knows how long it sleeps.
      this.#idleSinceMs = NaN;
      this.#timer = setTimeout(this.#look, Math.min(longestMs, this.way === 'spin' ? leftMs - marginMs : leftMs));
    }
  }
}

function sleptMs(): number {
  return performance.eventLoopUtilization().idle;
}

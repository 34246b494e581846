/**
 * How the epoll driver waits for the instants of a pacer.
 *
 *     ── asks for events in vain ──┬── sleeps, until an event or shortly before ──┬── asks in vain, again and again ──▶ due
 *                                  idle from here on …                                                    … up to here
 *
 * A thread that sleeps until the instant itself is 50 µs late and more: its processor sleeps too, and has to be woken.
 */
import { Pacing } from './pacing.ts';

/** A thread that spins wakes so long before an instant: most wakings take less. */
const marginMs = 0.1;

export class EpollPacing extends Pacing {
  idleMs = 0;
  #idleSinceMs = NaN;

  /** How long nobody needs to ask for anything but events; not above zero when not at all. */
  sleepMs(nowMs: number): number {
    return this.leftMs(nowMs) - (this.way === 'spin' ? marginMs : 0);
  }

  /** There was nothing to do at `nowMs`. */
  beginIdle(nowMs: number): void {
    this.#idleSinceMs = nowMs;
  }

  /** There may be something to do from `nowMs` on. */
  endIdle(nowMs: number): void {
    if (this.#idleSinceMs >= 0) this.idleMs += nowMs - this.#idleSinceMs;
    this.#idleSinceMs = NaN;
  }
}

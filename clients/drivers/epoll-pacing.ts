/**
 * How the epoll driver waits for the instants of a pacer.
 *
 *     ── asks for events in vain ──┬── sleeps, until an event or shortly before ──┬── asks in vain, again and again ──▶ due
 *                                  idle from here on …                                                    … up to here
 *
 * A thread that sleeps until the instant itself is 50 µs late and more: its processor sleeps too, and has to be woken.
 */
import { Pacing } from './pacing.ts';

/**
 * A thread that spins wakes so long before an instant. At 10,000 instants a second over 64 connections, on a processor of
 * its own: 50 µs before, half of them are 10 µs late, one in a hundred 340 µs; with 100 µs 1.7 and 141 µs for 79 % of the
 * processor; 150 µs gain nothing. Without spinning it is 60 and 400 µs for 66 %.
 */
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

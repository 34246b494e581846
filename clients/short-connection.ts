/**
 * A place in a load whose connections follow each other: each carries some exchanges, is closed, and may be followed by
 * the next. What is common to all connections is in connection.ts.
 *
 * The client sends the first FIN, as UNP's does: behind its last reply, or behind the request where that is what ends
 * it. Latencies of requests that waited for their connection count from `open`.
 */
import { LoadConnection, type ConnectionEvents, type ConnectionSpec } from './connection.ts';
import type { Dialled } from './dial.ts';

export interface ShortConnectionSpec extends ConnectionSpec {
  /** Called for each new connection. */
  readonly dial: () => Dialled;
  /** `request`: a connection carries one exchange, and its FIN completes the request. */
  readonly finAfter: 'request' | 'reply';
}

export interface ShortConnectionEvents extends ConnectionEvents {
  /** Both sides have closed, after all replies. */
  onClosed(place: ShortConnection, atMs: number): void;
}

export class ShortConnection extends LoadConnection {
  /** When `open` was called last (`performance.now()`). */
  openedAtMs = 0;
  isOpen = false;
  readonly #spec: ShortConnectionSpec;
  readonly #events: ShortConnectionEvents;
  #finished = false;

  constructor(spec: ShortConnectionSpec, events: ShortConnectionEvents) {
    super(spec, events);
    this.#spec = spec;
    this.#events = events;
  }

  /** The next connection; so many requests leave when it is there. */
  open(requests: number): void {
    this.exchange.reconnect();
    this.isOpen = true;
    this.#finished = false;
    this.openedAtMs = performance.now();
    this.sent(requests, this.openedAtMs);
    this.dial(this.#spec.dial());
  }

  /** No more requests: FIN. To be called when all replies are here. */
  finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    this.finishSending();
  }

  override onConnect(): void {
    this.#finished = this.#spec.finAfter === 'request';
    this.send(this.outstanding, this.#finished);
  }

  protected override hasEnded(): boolean {
    if (!this.#finished || this.outstanding > 0) return false;
    this.isOpen = false;
    this.#events.onClosed(this, performance.now());
    return true;
  }
}

/**
 * A place in a load whose connections follow each other: each carries some exchanges, is closed, and may be followed by
 * the next. What is common to all connections is in connection.ts.
 *
 * The client sends the first FIN, as UNP's does: behind its last reply, or behind the request where that is what ends
 * it. Latencies of requests that waited for their connection count from `open`.
 */
import type { Socket } from 'node:net';
import { LoadConnection, type ConnectionEvents } from './connection.ts';
import type { Dialled } from './dial.ts';
import type { Exchange } from './exchange.ts';

export interface ShortConnectionSpec {
  readonly index: number;
  readonly depth: number;
  readonly exchange: Exchange;
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
  #socket: Socket | undefined;
  #finished = false;

  constructor(spec: ShortConnectionSpec, events: ShortConnectionEvents) {
    super(spec.index, spec.depth, spec.exchange, events);
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
    this.#socket = this.dial(this.#spec.dial());
    this.#socket.on('connect', this.#onConnect);
  }

  /** No more requests: FIN. To be called when all replies are here. */
  finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#socket?.end();
  }

  protected override hasEnded(): boolean {
    if (!this.#finished || this.outstanding > 0) return false;
    this.isOpen = false;
    this.#events.onClosed(this, performance.now());
    return true;
  }

  readonly #onConnect = (): void => {
    const socket = this.#socket as Socket;
    const bytes = this.encode(this.outstanding);
    this.#finished = this.#spec.finAfter === 'request';
    if (this.#finished) socket.end(bytes);
    else socket.write(bytes);
    if (socket.writableLength > 0) this.exchange.leaveRequest();
  };
}

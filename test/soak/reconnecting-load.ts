/** A closed loop over connections that are opened again when they end: what is left of the throughput, and of them. */
import { Buffer } from 'node:buffer';
import { connect, type Socket } from 'node:net';
import type { TcpEndpoint } from './part.ts';

/** Throughput is counted in bins of this length. */
export const binMs = 100;
/** A connection that is refused tries again after this long. */
const retryMs = 10;

interface Loop {
  socket: Socket;
  /** When its request was sent. */
  sentMs: number;
  received: number;
}

export class ReconnectingLoad implements Disposable {
  readonly #endpoint: TcpEndpoint;
  readonly #request: Buffer;
  readonly #loops = new Set<Loop>();
  readonly #startMs = performance.now();
  /** Replies by bin. */
  readonly #bins: number[] = [];
  #stopped = false;
  /** Connections that ended with a request open. */
  ended = 0;
  /** Replies that were not the request. */
  wrong = 0;

  constructor(endpoint: TcpEndpoint, connections: number, request: Buffer) {
    this.#endpoint = endpoint;
    this.#request = request;
    for (let i = 0; i < connections; i++) this.#open();
  }

  /** Replies per second over the whole bins that have passed since then. */
  rateSince(fromMs: number): number {
    const first = Math.ceil((fromMs - this.#startMs) / binMs);
    const next = Math.floor((performance.now() - this.#startMs) / binMs);
    if (next <= first) return 0;
    let replies = 0;
    for (let bin = first; bin < next; bin++) replies += this.#bins[bin] ?? 0;
    return (replies * 1000) / ((next - first) * binMs);
  }

  /** Connections whose request has had no reply, and no end, for so long. */
  hanging(ms: number): number {
    const now = performance.now();
    return [...this.#loops].filter(({ sentMs }) => now - sentMs > ms).length;
  }

  [Symbol.dispose](): void {
    this.#stopped = true;
    for (const { socket } of this.#loops) socket.resetAndDestroy();
  }

  #open(): void {
    if (this.#stopped) return;
    const { host, port } = this.#endpoint;
    const socket = connect({ host, port, noDelay: true });
    const loop: Loop = { socket, sentMs: performance.now(), received: 0 };
    this.#loops.add(loop);
    let refused = false;
    socket.on('connect', () => this.#send(loop));
    socket.on('data', (chunk: Buffer) => this.#receive(loop, chunk));
    socket.on('error', (error: NodeJS.ErrnoException) => (refused = error.code === 'ECONNREFUSED'));
    socket.on('close', () => {
      this.#loops.delete(loop);
      if (!refused) this.ended++;
      if (refused) setTimeout(() => this.#open(), retryMs);
      else this.#open();
    });
  }

  #send(loop: Loop): void {
    loop.sentMs = performance.now();
    loop.received = 0;
    loop.socket.write(this.#request);
  }

  #receive(loop: Loop, chunk: Buffer): void {
    const { received } = loop;
    if (!chunk.equals(this.#request.subarray(received, received + chunk.length))) this.wrong++;
    loop.received += chunk.length;
    if (loop.received < this.#request.length) return;
    const bin = Math.floor((performance.now() - this.#startMs) / binMs);
    this.#bins[bin] = (this.#bins[bin] ?? 0) + 1;
    this.#send(loop);
  }
}

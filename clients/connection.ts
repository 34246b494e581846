/**
 * One connection of a load client: a socket, its exchange, and the times at which its outstanding requests were sent.
 * The measured path: nothing here allocates, logs or awaits between the two clock reads that make one latency.
 */
import { Buffer } from 'node:buffer';
import { connect, type Socket } from 'node:net';
import type { Endpoint } from '../protocol/endpoint.ts';
import { ConnectError } from './connect-error.ts';
import { dialled, type Dialled } from './dial.ts';
import { portsUsedUp } from './local-ports.ts';
import type { Exchange } from './exchange.ts';

/** Received bytes of all connections of the process land here: each is dealt with before the next read. */
const receiveBuffer = Buffer.allocUnsafeSlow(65_536);
/** The part of it that the last read filled. Replies of one size fill the same part, and need no new view. */
let received: Buffer = receiveBuffer;

export interface ConnectionEvents {
  /** A reply to the request sent at `sentAtMs` was complete, and right, at `atMs` (both `performance.now()`). */
  onReply(connection: LoadConnection, sentAtMs: number, atMs: number): void;
  onError(error: Error): void;
}

export class LoadConnection {
  /** Replies so far in measured windows. */
  measured = 0;
  readonly index: number;
  readonly exchange: Exchange;
  readonly #events: ConnectionEvents;
  readonly #depth: number;
  /** When the outstanding requests were sent, oldest at `#oldest`, as a ring of `depth` places. */
  readonly #sentAtMs: Float64Array;
  #oldest = 0;
  #outstanding = 0;
  /** Requests to send when all replies of a chunk have been seen, so that they leave in one write. */
  #due = 0;
  #nowMs = 0;
  #socket: Socket | undefined;
  #closing = false;

  constructor(index: number, depth: number, exchange: Exchange, events: ConnectionEvents) {
    this.index = index;
    this.exchange = exchange;
    this.#depth = depth;
    this.#sentAtMs = new Float64Array(depth);
    this.#events = events;
  }

  /** Requests without a reply, those that are about to leave too. */
  get outstanding(): number {
    return this.#outstanding + this.#due;
  }

  async connect(endpoint: Endpoint): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const socket = this.dial(dialled(endpoint));
    socket.once('connect', resolve);
    socket.on('error', reject);
    try {
      await promise;
    } catch (error) {
      this.#closing = true;
      throw new ConnectError(error as NodeJS.ErrnoException);
    }
  }

  /** One more request, at the latest when the chunk that is being looked at is done. */
  request(): void {
    this.#due++;
  }

  /** Sends what `request` asked for. Called by the load for the first requests; replies trigger it by themselves. */
  flush(): void {
    const due = this.#due;
    if (due === 0) return;
    this.#due = 0;
    const socket = this.#socket as Socket;
    const bytes = this.encode(due);
    const sentAtMs = performance.now();
    this.sent(due, sentAtMs);
    socket.write(bytes);
    if (due === 1 && socket.writableLength > 0) this.exchange.leaveRequest();
  }

  /** Calls for each outstanding request with the time it was sent. */
  eachOutstanding(visit: (sentAtMs: number) => void): void {
    for (let i = 0; i < this.#outstanding; i++) visit(this.#sentAtMs[(this.#oldest + i) % this.#depth] as number);
  }

  close(): void {
    this.#closing = true;
    this.#socket?.destroy();
  }

  /** A new socket on its way to the server. What is left of the last one must have closed. */
  protected dial(where: Dialled): Socket {
    const socket = connect({
      ...where,
      noDelay: true,
      // Spares an allocation for every read; the callback may return false to stop reading, which we never do.
      onread: { buffer: receiveBuffer, callback: this.#onRead },
    });
    socket.on('error', this.#onError);
    socket.on('end', this.#onEnd);
    socket.on('close', this.#onClose);
    this.#socket = socket;
    return socket;
  }

  /** Wire bytes of the next requests, at least one. */
  protected encode(count: number): Buffer {
    if (count === 1) return this.exchange.request();
    return Buffer.concat(Array.from({ length: count }, () => Buffer.from(this.exchange.request())));
  }

  /** The latencies of so many more requests count from `atMs`. */
  protected sent(count: number, atMs: number): void {
    for (let i = 0; i < count; i++) this.#sentAtMs[(this.#oldest + this.#outstanding++) % this.#depth] = atMs;
  }

  /** The socket is gone. True when that was to be. */
  protected hasEnded(): boolean {
    return false;
  }

  readonly #onRead = (bytesRead: number): boolean => {
    this.#nowMs = performance.now();
    if (received.length !== bytesRead) received = receiveBuffer.subarray(0, bytesRead);
    try {
      this.exchange.receive(received, this.#onReply);
    } catch (error) {
      this.#fail((error as Error).message);
      return true;
    }
    this.flush();
    return true;
  };

  readonly #onReply = (): void => {
    const sentAtMs = this.#sentAtMs[this.#oldest] as number;
    this.#oldest = (this.#oldest + 1) % this.#depth;
    this.#outstanding--;
    this.#events.onReply(this, sentAtMs, this.#nowMs);
  };

  /** The server's FIN. A reply may end with it. */
  readonly #onEnd = (): void => {
    if (this.#closing) return;
    this.#nowMs = performance.now();
    try {
      this.exchange.end(this.#onReply);
    } catch (error) {
      this.#fail((error as Error).message);
    }
  };

  readonly #onError = (error: NodeJS.ErrnoException): void => {
    this.#fail(explainLoss(error));
  };

  readonly #onClose = (): void => {
    if (!this.#closing && !this.hasEnded()) this.#fail('closed by the server');
  };

  #fail(what: string): void {
    if (this.#closing) return;
    this.close();
    this.#events.onError(new Error(`connection ${this.index}: ${what}`));
  }
}

const refused = 'closed by the server with a reset; it may serve no more connections at once, or have failed';
const losses: Readonly<Record<string, string>> = {
  ECONNRESET: refused,
  EPIPE: refused,
  ECONNREFUSED: 'refused; nobody listens any more',
  EMFILE: 'too many open files; raise the descriptor limit (ulimit -n) or use fewer --connections',
};

/** What happened to a connection under load, with the system's name for it. */
function explainLoss({ code, message }: NodeJS.ErrnoException): string {
  if (code === undefined) return message;
  const isPortless = code === 'EADDRINUSE' || code === 'EADDRNOTAVAIL';
  return `${isPortless ? portsUsedUp() : (losses[code] ?? message)} (${code})`;
}

/**
 * One connection of a load client: a socket, its exchange, and the times at which its outstanding requests were sent.
 * The measured path: nothing here allocates, logs or awaits between the two clock reads that make one latency.
 *
 * The clock is read once for a reply, when its bytes were received, and the request that follows it counts from there:
 * it is in flight from then on. What the client does in between, checking, recording and encoding, is therefore part of
 * the latency of the next reply [about 1 µs], as the time is that a reply waits for the client to receive it. A second
 * reading of the clock would take a tenth of that by itself, and leave a gap in which nothing was in flight.
 */
import { Buffer } from 'node:buffer';
import { copyBytes } from '../protocol/byte-range.ts';
import type { Endpoint } from '../protocol/endpoint.ts';
import { ConnectError } from './connect-error.ts';
import { dialled, type Dialled } from './dial.ts';
import type { Driver, DriverSocket, SocketEvents } from './drivers/driver.ts';
import type { Exchange } from './exchange.ts';
import { addressOf, closed, explainLoss, lossOf, wrongReply, type Loss } from './loss.ts';

const noBytes = Buffer.alloc(0);

export interface ConnectionEvents {
  /**
   * A reply to the request sent at `sentAtMs` was complete, and right, at `atMs` (both `performance.now()`).
   * `requestClass`: that of its request in the mixture, 0 where nothing is mixed.
   */
  onReply(connection: LoadConnection, sentAtMs: number, atMs: number, requestClass: number): void;
  onError(error: Error): void;
}

export interface ConnectionSpec {
  /** Its place in the list of all of them that this process has. */
  readonly index: number;
  /** How many connections other processes of the load have before them, for people who look for one; default 0. */
  readonly first?: number;
  /** Requests that it will have outstanding at a time; there is room for more when they come. */
  readonly depth: number;
  readonly exchange: Exchange;
  readonly driver: Driver;
}

export class LoadConnection implements SocketEvents {
  /** Replies so far in measured windows. */
  measured = 0;
  readonly index: number;
  readonly exchange: Exchange;
  readonly #first: number;
  readonly #driver: Driver;
  readonly #events: ConnectionEvents;
  /** When the outstanding requests were sent, oldest at `#oldest`, as a ring whose size is a power of two. */
  #sentAtMs: Float64Array;
  #oldest = 0;
  #outstanding = 0;
  /** Requests to send when all replies of a chunk have been seen, so that they leave in one write. */
  #due = 0;
  /** When the bytes that are being looked at were received. */
  #nowMs = 0;
  /** Where several requests are put that leave together. */
  #several: Buffer = noBytes;
  #opening: PromiseWithResolvers<void> | undefined;
  #socket: DriverSocket | undefined;
  #closing = false;
  /** Where it went last. */
  #where: Dialled | undefined;
  /** It will send no more. */
  #hasServerEnded = false;

  constructor({ index, first = 0, depth, exchange, driver }: ConnectionSpec, events: ConnectionEvents) {
    this.index = index;
    this.#first = first;
    this.exchange = exchange;
    this.#driver = driver;
    this.#sentAtMs = new Float64Array(2 ** Math.ceil(Math.log2(depth)));
    this.#events = events;
  }

  /** Requests without a reply, those that are about to leave too. */
  get outstanding(): number {
    return this.#outstanding + this.#due;
  }

  /** @throws ConnectError */
  async connect(endpoint: Endpoint): Promise<void> {
    this.#opening = Promise.withResolvers();
    this.dial(dialled(endpoint));
    try {
      await this.#opening.promise;
    } catch (error) {
      this.#closing = true;
      throw new ConnectError(error as NodeJS.ErrnoException);
    } finally {
      this.#opening = undefined;
    }
  }

  /** One more request, at the latest when the chunk that is being looked at is done. */
  request(): void {
    this.#due++;
  }

  /** Sends what `request` asked for. Called by the load for the first requests; replies trigger it by themselves. */
  flush(atMs = performance.now()): void {
    const due = this.#due;
    if (due === 0) return;
    // Whoever does not wait for replies comes to send before it is told that the connection has closed.
    if (this.#hasServerEnded) return this.#fail(closed);
    this.#due = 0;
    this.sent(due, atMs);
    this.send(due, false);
  }

  /** Calls for each outstanding request with the time it was sent. */
  eachOutstanding(visit: (sentAtMs: number) => void): void {
    const mask = this.#sentAtMs.length - 1;
    for (let i = 0; i < this.#outstanding; i++) visit(this.#sentAtMs[(this.#oldest + i) & mask] as number);
  }

  close(): void {
    this.#closing = true;
    this.#socket?.destroy();
  }

  onConnect(): void {
    this.#opening?.resolve();
  }

  onRead(bytes: Uint8Array, atMs: number): void {
    this.#nowMs = atMs;
    try {
      this.exchange.receive(bytes, this.#onReply);
    } catch (error) {
      return this.#fail(wrongReply((error as Error).message));
    }
    this.flush(atMs);
  }

  /** The server's FIN. A reply may end with it. */
  onEnd(atMs: number): void {
    this.#nowMs = atMs;
    this.#hasServerEnded = true;
    try {
      this.exchange.end(this.#onReply);
    } catch (error) {
      return this.#fail(wrongReply((error as Error).message));
    }
    this.#socket?.end();
  }

  onError(error: NodeJS.ErrnoException): void {
    if (this.#opening === undefined) this.#fail(lossOf(error));
    else this.#opening.reject(error);
  }

  onClose(): void {
    if (!this.hasEnded()) this.#fail(closed);
  }

  /** A new socket on its way to the server. What is left of the last one must have closed. */
  protected dial(where: Dialled): void {
    this.#hasServerEnded = false;
    this.#where = where;
    this.#socket = this.#driver.connect(where, this);
  }

  /** Sends the next requests, at least one, and FIN behind them if they are the last. */
  protected send(count: number, areLast: boolean): void {
    const socket = this.#socket as DriverSocket;
    const bytes = count === 1 ? this.exchange.request() : this.#gather(count);
    const isTaken = areLast ? socket.end(bytes) : socket.write(bytes);
    if (isTaken) return;
    if (count === 1) this.exchange.leaveRequest();
    else this.#several = noBytes;
  }

  /** FIN. */
  protected finishSending(): void {
    this.#socket?.end();
  }

  /** The latencies of so many more requests count from `atMs`. */
  protected sent(count: number, atMs: number): void {
    if (this.#outstanding + count > this.#sentAtMs.length) this.#makeRoom(count);
    const mask = this.#sentAtMs.length - 1;
    for (let i = 0; i < count; i++) this.#sentAtMs[(this.#oldest + this.#outstanding++) & mask] = atMs;
  }

  /** The socket is gone. True when that was to be. */
  protected hasEnded(): boolean {
    return false;
  }

  readonly #onReply = (requestClass: number): void => {
    const sentAtMs = this.#sentAtMs[this.#oldest] as number;
    this.#oldest = (this.#oldest + 1) & (this.#sentAtMs.length - 1);
    this.#outstanding--;
    this.#events.onReply(this, sentAtMs, this.#nowMs, requestClass);
  };

  /** For so many more requests outstanding: an open loop does not wait for replies. */
  #makeRoom(count: number): void {
    const times: number[] = [];
    this.eachOutstanding((sentAtMs) => times.push(sentAtMs));
    this.#sentAtMs = new Float64Array(2 ** Math.ceil(Math.log2(times.length + count)));
    this.#sentAtMs.set(times);
    this.#oldest = 0;
  }

  /** Several requests behind each other, to leave in one write. */
  #gather(count: number): Uint8Array {
    let bytes = 0;
    for (let i = 0; i < count; i++) {
      const request = this.exchange.request();
      const needed = bytes + request.length * (count - i);
      if (needed > this.#several.length) this.#several = grown(this.#several, bytes, needed);
      copyBytes(request, 0, request.length, this.#several, bytes);
      bytes += request.length;
    }
    return bytes === this.#several.length ? this.#several : this.#several.subarray(0, bytes);
  }

  #fail(loss: Loss): void {
    if (this.#closing) return;
    this.close();
    const who = `connection ${this.#first + this.index}`;
    this.#events.onError(new Error(explainLoss(who, loss, addressOf(this.#where as Dialled), this.outstanding)));
  }
}

/** Memory of that size, with as many bytes as were there. */
function grown(bytes: Buffer, filled: number, size: number): Buffer {
  const larger = Buffer.allocUnsafeSlow(size);
  bytes.copy(larger, 0, 0, filled);
  return larger;
}

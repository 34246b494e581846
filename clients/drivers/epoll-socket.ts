/**
 * One connection of the epoll driver, as a state machine on a descriptor: the loop says what its socket is ready for,
 * and it does what it can without waiting.
 *
 *     on its way ─▶ open ─▶ (the peer has ended, we have ended, in either order) ─▶ gone
 *
 * What the kernel does not take of a write is copied, and sent when there is room. A failure is told in the next tick,
 * since nothing is told from inside of a call.
 */
import { Buffer } from 'node:buffer';
import { pendingError, receiveAt, sendAt, setOut, type SocketAddress } from '../../native/client-sockets.ts';
import { transferFailure } from '../../native/failures.ts';
import { lastErrno } from '../../native/libc.ts';
import { addressOf } from '../../native/pipes.ts';
import { epollBits } from '../../native/readiness.ts';
import { close, MSG_DONTWAIT, MSG_NOSIGNAL, SHUT_WR, shutdown } from '../../native/sockets.ts';
import { formatEndpoint } from '../../protocol/endpoint.ts';
import type { DriverSocket, SocketEvents } from './driver.ts';
import type { EpollLoop, LoopSocket } from './epoll-loop.ts';
import { receiveBytes } from './inbox.ts';
import type { Sender } from './outbox.ts';
import type { Route } from './route.ts';
import { errorName, socketError } from './socket-error.ts';

const { readable, writable, peerEnded, hangUp, error } = epollBits;
const reading = readable | peerEnded;
/** Whoever has no connection any more is an error, and no signal; and nobody waits. */
const sendFlags = MSG_DONTWAIT | MSG_NOSIGNAL;
/** Behind what can be received is the end, or an error. */
const over = peerEnded | hangUp | error;
const noBytes: Uint8Array = new Uint8Array(0);
const nowhere: Route = { addresses: [] };

/** What the inbox is not for: of one socket after the other, until nothing more is there. */
const received = Buffer.allocUnsafeSlow(receiveBytes);
const receivedLocation = addressOf(received);

export class EpollSocket implements DriverSocket, LoopSocket, Sender {
  readonly tag: number;
  readonly #loop: EpollLoop;
  readonly #events: SocketEvents;
  #phase: 'on its way' | 'open' | 'gone' = 'on its way';
  #fd = -1;
  #route = nowhere;
  #from: SocketAddress | null = null;
  /** Which of the route's addresses it tries. */
  #nth = 0;
  /** The bytes that were sent last, and where they lie: many requests are sent from one place. */
  #lastSent: Uint8Array = noBytes;
  #lastLocation = 0;
  /** The round of the outbox that our last bytes were put in for. */
  #putIn = -1;
  /** Copies of what waits, of which the kernel has `#sentOfFirst` bytes. */
  #unsent: Uint8Array[] | null = null;
  #sentOfFirst = 0;
  #isEnding = false;
  #hasEnded = false;
  #peerHasEnded = false;
  #isDestroyed = false;

  constructor(loop: EpollLoop, events: SocketEvents) {
    this.#loop = loop;
    this.#events = events;
    this.tag = loop.nextTag();
  }

  /** Goes the route, whose addresses are tried one after the other. */
  setOut(route: Route, from: SocketAddress | null): void {
    if (this.#isDestroyed) return;
    this.#route = route;
    this.#from = from;
    this.#tryAddress(0);
  }

  /** Ends it, and tells why in the next tick. */
  fail(why: NodeJS.ErrnoException): void {
    this.#leave();
    process.nextTick(() => {
      if (!this.#isDestroyed) this.#events.onError(why);
    });
  }

  write(bytes: Uint8Array): boolean {
    if (this.#phase !== 'open' || bytes.length === 0) return true;
    this.#emptyOutbox();
    if (this.#unsent !== null) this.#unsent.push(Buffer.from(bytes));
    else this.#send(bytes);
    return true;
  }

  end(bytes = noBytes): boolean {
    this.write(bytes);
    this.#isEnding = true;
    this.#emptyOutbox();
    if (this.#phase === 'open' && this.#unsent === null) this.#sendFin();
    return true;
  }

  destroy(): void {
    this.#isDestroyed = true;
    this.#leave();
  }

  onReady(bits: number): void {
    if (this.#phase === 'on its way') return this.#arrive(bits);
    if ((bits & writable) !== 0 && this.#unsent !== null) this.#sendRest(this.#unsent);
    if ((bits & ~writable) !== 0) this.#receiveAll((bits & over) !== 0);
  }

  onReceived(bytes: Uint8Array, atMs: number, wasAll: boolean): void {
    if (this.#phase !== 'open') return;
    this.#events.onRead(bytes, atMs);
    if (!wasAll) this.#receiveAll(false);
  }

  onNothing(result: number): void {
    if (this.#phase !== 'open') return;
    if (result === 0) this.#endOfPeer(performance.now());
    else this.#lose('read', -result);
  }

  onPartSent(bytes: Uint8Array, sent: number): void {
    if (sent < 0) this.#lose('write', -sent);
    if (this.#phase !== 'open') return;
    this.#unsent = [Buffer.from(bytes.subarray(Math.max(sent, 0)))];
    this.#sentOfFirst = 0;
    this.#loop.change(this.#fd, this, reading | writable);
  }

  #tryAddress(nth: number): void {
    this.#nth = nth;
    try {
      this.#fd = setOut(this.#route.addresses[nth] as SocketAddress, this.#from);
    } catch (problem) {
      return this.#miss((problem as NodeJS.ErrnoException).code as string);
    }
    const obstacle = this.#loop.add(this.#fd, this, writable);
    if (obstacle === null) return;
    close(this.#fd);
    this.#fd = -1;
    this.fail(new Error(obstacle));
  }

  /** The way to this address led nowhere. */
  #miss(code: string): void {
    if (this.#nth + 1 < this.#route.addresses.length) return this.#tryAddress(this.#nth + 1);
    const { endpoint } = this.#route.addresses[this.#nth] as SocketAddress;
    this.fail(socketError('connect', code, endpoint.kind === 'unix' ? endpoint.path : formatEndpoint(endpoint)));
  }

  #arrive(bits: number): void {
    const number = (bits & over) === 0 ? 0 : pendingError(this.#fd);
    if (number !== 0) {
      this.#loop.remove(this.#fd);
      this.#fd = -1;
      return this.#miss(errorName(number));
    }
    if (this.#route.addresses.length > 1) this.#route.addresses = [this.#route.addresses[this.#nth] as SocketAddress];
    this.#phase = 'open';
    this.#loop.change(this.#fd, this, reading);
    this.#loop.open(this.#fd, this);
    this.#events.onConnect();
  }

  /** Receives until nothing more is there; `toTheEnd`: until the end of the stream, which is there. */
  #receiveAll(toTheEnd: boolean): void {
    while (this.#phase === 'open' && !this.#peerHasEnded) {
      const got = receiveAt(this.#fd, receivedLocation, receiveBytes, MSG_DONTWAIT);
      const atMs = performance.now();
      if (got <= 0) {
        if (got === 0) this.#endOfPeer(atMs);
        else this.#lose('read', lastErrno());
        return;
      }
      this.#emptyOutbox();
      this.#events.onRead(received.subarray(0, got), atMs);
      // Less than there was room for: that was all (epoll(7)).
      if (got < receiveBytes && !toTheEnd) return;
    }
  }

  #endOfPeer(atMs: number): void {
    this.#peerHasEnded = true;
    this.#events.onEnd(atMs);
    if (!this.#hasEnded || this.#phase !== 'open') return;
    this.#leave();
    this.#events.onClose();
  }

  #send(bytes: Uint8Array): void {
    const { outbox } = this.#loop;
    if (bytes !== this.#lastSent) {
      this.#lastSent = bytes;
      this.#lastLocation = addressOf(bytes);
    }
    if (outbox.isOpen) {
      this.#putIn = outbox.round;
      outbox.put(this.#fd, this.#lastLocation, bytes, this);
      return;
    }
    const sent = sendAt(this.#fd, this.#lastLocation, bytes.length, sendFlags);
    this.#loop.expect();
    if (sent !== bytes.length) this.onPartSent(bytes, sent === -1 ? -lastErrno() : sent);
  }

  /** Sends what we have put there and still is. */
  #emptyOutbox(): void {
    const { outbox } = this.#loop;
    if (this.#putIn === outbox.round) outbox.send();
  }

  #sendRest(unsent: Uint8Array[]): void {
    for (let first = unsent[0]; first !== undefined; first = unsent[0]) {
      const left = first.length - this.#sentOfFirst;
      const sent = sendAt(this.#fd, addressOf(first) + this.#sentOfFirst, left, sendFlags);
      if (sent === -1) return this.#lose('write', lastErrno());
      this.#sentOfFirst += sent;
      if (sent < left) return;
      unsent.shift();
      this.#sentOfFirst = 0;
    }
    this.#unsent = null;
    this.#loop.expect();
    this.#loop.change(this.#fd, this, reading);
    if (this.#isEnding) this.#sendFin();
  }

  #sendFin(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    // It fails where the peer has reset the connection, which the next event tells.
    shutdown(this.#fd, SHUT_WR);
    this.#loop.expect();
    if (!this.#peerHasEnded) return;
    this.#leave();
    process.nextTick(() => {
      if (!this.#isDestroyed) this.#events.onClose();
    });
  }

  /** After a call that failed: nothing where it only would have had to wait, which a later event makes up for. */
  #lose(call: 'read' | 'write', number: number): void {
    const failure = transferFailure(number);
    if (failure === 'defect') throw socketError(call, errorName(number));
    if (failure !== 'again') this.fail(socketError(call, errorName(number)));
  }

  #leave(): void {
    if (this.#phase === 'gone') return;
    this.#phase = 'gone';
    this.#unsent = null;
    if (this.#fd !== -1) this.#loop.remove(this.#fd);
    this.#fd = -1;
  }
}

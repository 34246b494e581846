/**
 * What several sockets have received, each in a place of its own in one stretch of memory, until it is handed on.
 *
 * They are received from by one call, where the kernel allows that (native/socket-calls.ts), and what came is dealt with
 * afterwards: what deals with a reply has to find its memory again after each system call, where that throws the
 * processor's address translations away.
 */
import { Buffer } from 'node:buffer';
import { addressOf } from '../../native/pipes.ts';
import { mostCalls, socketCalls } from '../../native/socket-calls.ts';

/** As much as is received at once from a socket. */
export const receiveBytes = 65_536;
/** Places begin as large as this, and become larger when one was filled. */
const smallestPlace = 512;
/** Between places, so that not all of them fall into the same part of the processor's cache. */
const gap = 64;

export interface Receiver {
  /** Bytes that are good until the call returns. `wasAll`: nothing more was there when they were received. */
  onReceived(bytes: Uint8Array, atMs: number, wasAll: boolean): void;
  /** There were no bytes: 0 for the end of the stream, or the number of the error below zero. */
  onNothing(result: number): void;
}

export class Inbox {
  readonly #calls = socketCalls();
  readonly #bytes = Buffer.allocUnsafeSlow(mostCalls * (receiveBytes + gap));
  readonly #location = addressOf(this.#bytes);
  #placeBytes = smallestPlace;
  #count = 0;
  readonly #receivers: Receiver[] = [];
  /** Of what is being handed on: sends that are made meanwhile have results too. */
  readonly #results = new Int32Array(mostCalls);
  /** The parts that were handed on last. Replies of one size fill the same parts again, and need no new views. */
  readonly #views: Buffer[] = Array.from({ length: mostCalls }, () => this.#bytes);

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  get isFull(): boolean {
    return this.#count === mostCalls;
  }

  /** Puts it in the list of those who are received from next. */
  add(fd: number, receiver: Receiver): void {
    const nth = this.#count++;
    this.#receivers[nth] = receiver;
    this.#calls.putReceive(fd, this.#location + nth * (this.#placeBytes + gap), this.#placeBytes);
  }

  /** Receives what is there for all in the list, and hands it on in their order. */
  handOn(): void {
    const count = this.#count;
    if (count === 0) return;
    this.#count = 0;
    this.#calls.run();
    // The same for all: from now on what came can be dealt with.
    const atMs = performance.now();
    const placeBytes = this.#placeBytes;
    const results = this.#results;
    results.set(this.#calls.results);
    for (let nth = 0; nth < count; nth++) {
      const got = results[nth] as number;
      const receiver = this.#receivers[nth] as Receiver;
      if (got <= 0) receiver.onNothing(got);
      else receiver.onReceived(this.#view(nth * (placeBytes + gap), nth, got), atMs, got < placeBytes);
      if (got === placeBytes) this.#placeBytes = Math.min(receiveBytes, 4 * placeBytes);
    }
  }

  #view(offset: number, nth: number, length: number): Buffer {
    const last = this.#views[nth] as Buffer;
    if (last.byteOffset === offset && last.length === length) return last;
    const view = this.#bytes.subarray(offset, offset + length);
    this.#views[nth] = view;
    return view;
  }
}

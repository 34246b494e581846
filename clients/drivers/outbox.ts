/**
 * What several sockets have to send, until all of it is sent in one go.
 *
 * A request that is sent while the server sleeps wakes it, which costs the client more than the send itself, and where
 * the server is quicker than the client it sleeps before every request. Of requests that leave in one go the first wakes
 * it, and the others find it busy. Nor does each need a system call of its own (native/socket-calls.ts).
 */
import { mostCalls, socketCalls } from '../../native/socket-calls.ts';

export interface Sender {
  /** The kernel did not take all of these bytes: how many it took, or the number of the error below zero. */
  onPartSent(bytes: Uint8Array, sent: number): void;
}

export class Outbox {
  /** Whether it is open: then bytes are put here, and else sent at once. */
  isOpen = false;
  /** One after the other: what is put here in one round is sent at its end. No sender may have bytes in it twice. */
  round = 0;
  readonly #calls = socketCalls();
  #count = 0;
  readonly #fds: number[] = [];
  readonly #locations: number[] = [];
  readonly #bytes: Uint8Array[] = [];
  readonly #senders: Sender[] = [];

  /** The bytes, which lie at `location`, must not change before they are sent. */
  put(fd: number, location: number, bytes: Uint8Array, sender: Sender): void {
    const at = this.#count++;
    this.#fds[at] = fd;
    this.#locations[at] = location;
    this.#bytes[at] = bytes;
    this.#senders[at] = sender;
  }

  /** Returns whether there was anything to send. */
  send(): boolean {
    const count = this.#count;
    this.#count = 0;
    this.round++;
    for (let from = 0; from < count; from += mostCalls) this.#sendSome(from, Math.min(count, from + mostCalls));
    return count > 0;
  }

  #sendSome(from: number, end: number): void {
    const calls = this.#calls;
    for (let at = from; at < end; at++) {
      calls.putSend(this.#fds[at] as number, this.#locations[at] as number, (this.#bytes[at] as Uint8Array).length);
    }
    calls.run();
    for (let at = from; at < end; at++) {
      const bytes = this.#bytes[at] as Uint8Array;
      const sent = calls.results[at - from] as number;
      if (sent !== bytes.length && this.#fds[at] !== nobody) (this.#senders[at] as Sender).onPartSent(bytes, sent);
    }
  }

  /** Before a descriptor is closed: it is sent nothing more. */
  forget(fd: number): void {
    for (let at = 0; at < this.#count; at++) if (this.#fds[at] === fd) this.#fds[at] = nobody;
  }
}

const nobody = -1;

/**
 * One connection on a non-blocking descriptor, driven by the loop: called when its descriptor is ready, it does one
 * recv or send and says what to wait for next.
 *
 *     readable ─▶ recv ─▶ dialogue ─▶ send ─▶ (what the kernel did not take waits: writable ─▶ send)
 *
 * While output waits nothing is read, so that a peer which does not take its replies stops being served, and memory
 * stays bounded by one buffer of input and its replies.
 */
import { Buffer } from 'node:buffer';
import { transferFailure } from '../../native/failures.ts';
import { lastErrno, systemError } from '../../native/libc.ts';
import { close, MSG_NOSIGNAL, recv, resetOnClose, send, SHUT_WR, shutdown } from '../../native/sockets.ts';
import type { ByteWriter } from '../../protocol/byte-writer.ts';
import type { OnRequest } from '../../protocol/session.ts';
import type { Answer } from '../connection-group.ts';
import { add, column } from '../counters.ts';
import { Dialogue, type Conversing } from '../dialogue.ts';
import type { Input } from '../input.ts';
import { lingerBytes } from '../serve-connection.ts';
import { readable, writable, type Readiness } from './readiness.ts';

/** What the connections of one loop have in common. */
export interface LoopServing extends Conversing {
  readonly readiness: Readiness;
  readonly input: Input;
  readonly out: ByteWriter;
  readonly answer: Answer;
  /** Chunks are sent back as they are. */
  readonly isStream: boolean;
  /** Our FIN is out: a peer that does not close its side is waited for as long as `lingerMs`. */
  readonly onFinSent: (connection: LoopConnection) => void;
  /** Its descriptor is closed, and its number may belong to another connection from now on. */
  readonly onClosed: (connection: LoopConnection) => void;
}

export class LoopConnection {
  readonly fd: number;
  readonly #serving: LoopServing;
  readonly #dialogue: Dialogue;
  /** What the loop waits for on our behalf. */
  #interest = readable;
  /** Output that the kernel has not taken, from `#sent` on. */
  #unsent: Buffer | null = null;
  #sent = 0;
  #peerEnded = false;
  #finSent = false;
  #isClosed = false;
  #discardedBytes = 0;

  /** Takes over a non-blocking descriptor that `readiness` already watches. */
  constructor(fd: number, serving: LoopServing) {
    this.fd = fd;
    this.#serving = serving;
    this.#dialogue = new Dialogue(serving, serving.out, this.#onRequest);
  }

  onReady(bits: number): void {
    const awaited = bits & this.#interest;
    if ((awaited & readable) !== 0) this.#receive();
    if ((awaited & writable) !== 0 && !this.#isClosed) this.#sendRest();
  }

  /** The open exchange, if there is one, comes to its end: the rest of its request, its reply. Then FIN. */
  finish(): void {
    this.#dialogue.finish();
    this.#settle();
  }

  /** Closes at once, with RST. */
  reset(): void {
    resetOnClose(this.fd);
    this.close();
  }

  close(): void {
    this.#isClosed = true;
    this.#serving.readiness.remove(this.fd);
    close(this.fd);
    this.#serving.onClosed(this);
  }

  #receive(): void {
    const { bytes } = this.#serving.input;
    this.#countCall();
    const got = recv(this.fd, bytes, bytes.length, 0);
    if (got > 0) return this.#dialogue.isOver ? this.#discard(got) : this.#converse(got);
    if (got === 0) return this.#onPeerEnded();
    this.#onFailure('recv');
  }

  #converse(got: number): void {
    const { input, out } = this.#serving;
    if (this.#serving.isStream) {
      this.#dialogue.countEchoed(got);
      this.#sendAll(input.bytes, got);
    } else {
      this.#dialogue.receive(input.view(got));
      if (out.length > 0) this.#sendOut();
    }
    if (this.#dialogue.isOver) this.#settle();
  }

  readonly #onRequest: OnRequest = (sequence, bytes, start, end) => {
    this.#serving.answer(this.#dialogue, sequence, bytes, start, end);
  };

  #onPeerEnded(): void {
    this.#peerEnded = true;
    this.#dialogue.endOfInput();
    if (this.#serving.out.length > 0) this.#sendOut();
    this.#settle();
  }

  #sendOut(): void {
    const { out } = this.#serving;
    this.#sendAll(out.buffer, out.length);
    out.rewind();
  }

  /** Sends bytes of shared memory; what has to wait is a copy of its own. */
  #sendAll(bytes: Buffer, length: number): void {
    this.#countCall();
    const taken = send(this.fd, bytes, length, MSG_NOSIGNAL);
    if (taken === length) return;
    if (taken === -1) this.#onFailure('send');
    if (this.#isClosed) return;
    this.#unsent = Buffer.from(bytes.subarray(Math.max(taken, 0), length));
    this.#sent = 0;
    this.#settle();
  }

  #sendRest(): void {
    const unsent = this.#unsent as Buffer;
    const rest = this.#sent === 0 ? unsent : unsent.subarray(this.#sent);
    this.#countCall();
    const taken = send(this.fd, rest, rest.length, MSG_NOSIGNAL);
    if (taken === -1) return this.#onFailure('send');
    this.#sent += taken;
    if (this.#sent < unsent.length) return;
    this.#unsent = null;
    this.#settle();
  }

  /** Before the call: when the peer has its reply, all that it took is counted. */
  #countCall(): void {
    add(this.#serving.counters, column.systemCalls, 1);
  }

  #discard(got: number): void {
    this.#discardedBytes += got;
    if (this.#discardedBytes > lingerBytes) this.close();
  }

  /** After anything but a whole exchange: what is left to do, and what to wait for. */
  #settle(): void {
    if (this.#isClosed) return;
    if (this.#unsent === null && this.#dialogue.isOver) {
      if (this.#peerEnded) {
        shutdown(this.fd, SHUT_WR);
        return this.close();
      }
      this.#sendFin();
    }
    const write = this.#unsent === null ? 0 : writable;
    const read = this.#peerEnded || (write !== 0 && !this.#dialogue.isFaulty) ? 0 : readable;
    if ((read | write) === this.#interest) return;
    this.#interest = read | write;
    this.#serving.readiness.change(this.fd, this.#interest);
  }

  #sendFin(): void {
    if (this.#finSent) return;
    this.#finSent = true;
    shutdown(this.fd, SHUT_WR);
    this.#serving.onFinSent(this);
  }

  /** After a call that returned -1: whether it was for now only, or the end of the connection. */
  #onFailure(call: 'recv' | 'send'): void {
    const failure = transferFailure(lastErrno());
    if (failure === 'again') return;
    if (failure === 'defect') throw systemError(call);
    if (failure === 'gone') return this.close();
    this.#dialogue.breakOff(systemError(call).message);
    this.reset();
  }
}

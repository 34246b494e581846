/**
 * One connection without its socket, for models that call recv and send by themselves: what arrives goes in, replies
 * gather in `out`, and it says when the connection is at its end. The same states as in serve-connection.ts, which
 * does this on Node's sockets.
 */
import type { ByteWriter } from '../protocol/byte-writer.ts';
import { FramingError, type Framing, type FramingLimits } from '../protocol/framing/framing.ts';
import { ServiceError } from '../protocol/service.ts';
import { Session, type OnRequest } from '../protocol/session.ts';
import { add, column, type Counters } from './counters.ts';

/** What the connections of one isolate have in common. Requests are answered before `answer` returns. */
export interface Conversing {
  readonly framing: Framing;
  readonly limits: FramingLimits;
  readonly counters: Counters;
  readonly answer: (dialogue: Dialogue, sequence: number, bytes: Uint8Array, start: number, end: number) => void;
  /** Encoded replies, which the connection empties into its socket before another one is looked at. */
  readonly out: ByteWriter;
}

export class Dialogue {
  /** `raw`: received bytes are sent back as they are, and `receive` is not used. */
  readonly isStream: boolean;
  /** No more requests are taken: when `out` has gone, so has everything, and FIN is next. */
  isOver = false;
  /** It ended by a fault, and the peer may still be sending: it is read and dropped, so that replies arrive. */
  isFaulty = false;
  #isStopping = false;
  readonly #conversing: Conversing;
  readonly #session: Session;

  constructor(conversing: Conversing) {
    this.#conversing = conversing;
    this.isStream = conversing.framing.boundary === 'none';
    this.#session = new Session(conversing.framing, conversing.limits, conversing.out);
  }

  /** Takes what arrived and answers it. */
  receive(chunk: Uint8Array): void {
    try {
      this.#session.receive(chunk, this.#onRequest);
    } catch (error) {
      this.#onFault(error);
    }
    if (this.#isStopping) this.finish();
  }

  /** A chunk of a stream was taken to be sent back. */
  countChunk(): void {
    add(this.#conversing.counters, column.messages, 1);
  }

  /** Answers a request: see `Conversing.answer`. */
  reply(sequence: number, bytes: Uint8Array, start: number, end: number): void {
    add(this.#conversing.counters, column.messages, this.#session.reply(sequence, bytes, start, end));
  }

  /** The peer will send no more. */
  endOfInput(): void {
    if (this.isOver) return;
    try {
      this.#session.end(this.#onRequest);
      this.isOver = true;
    } catch (error) {
      this.#onFault(error);
    }
  }

  /** The server stops: a request that has begun may still come to its end. */
  finish(): void {
    this.#isStopping = true;
    if (!this.isOver && !this.#session.insideRequest) this.isOver = true;
  }

  readonly #onRequest: OnRequest = (sequence, bytes, start, end) => {
    this.#conversing.answer(this, sequence, bytes, start, end);
  };

  /** Broken input ends the connection; anything else is our own defect and must be seen. */
  #onFault(error: unknown): void {
    if (!(error instanceof FramingError || error instanceof ServiceError)) throw error;
    this.isOver = true;
    this.isFaulty = true;
    add(this.#conversing.counters, column.faults, 1);
  }
}

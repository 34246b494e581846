/**
 * What every connection of every model goes through, whatever its socket is: requests are taken while it is open; when
 * the peer or the server stops, or something is broken, it is over, and ends when what was asked before is answered.
 *
 *     bytes ─▶ session ─▶ onRequest ─▶ … ─▶ reply ─▶ session ─▶ out
 *
 * On Node's sockets it is driven by serve-connection.ts, on descriptors by the loops and the blocking connections.
 */
import type { ByteWriter } from '../protocol/byte-writer.ts';
import { FramingError, type Framing, type FramingLimits } from '../protocol/framing/framing.ts';
import { ServiceError } from '../protocol/service.ts';
import { Session, type OnRequest } from '../protocol/session.ts';
import { add, column, type Counters } from './counters.ts';
import { reportFault } from './fault-report.ts';

/** What the connections of one isolate have in common. */
export interface Conversing {
  readonly framing: Framing;
  readonly limits: FramingLimits;
  readonly counters: Counters;
}

export class Dialogue {
  /** No more requests are taken. */
  isOver = false;
  /** It ended by a fault, and the peer may still be sending: it is read and dropped, so that replies arrive. */
  isFaulty = false;
  #isStopping = false;
  readonly #counters: Counters;
  readonly #session: Session;
  /** Of a stream without messages: what a byte of it counts for. 0: messages are counted. */
  readonly #messagesPerByte: number;
  readonly #onRequest: OnRequest;

  /** Encoded replies are appended to `out`, which the connection empties before another one is looked at. */
  constructor({ framing, limits, counters }: Conversing, out: ByteWriter, onRequest: OnRequest) {
    this.#counters = counters;
    this.#session = new Session(framing, limits, out);
    this.#messagesPerByte = framing.boundary === 'none' ? 1 / limits.messageBytes : 0;
    this.#onRequest = onRequest;
  }

  /** It is over, and all that was asked before is answered: what `out` holds is the last of it. */
  get isAnswered(): boolean {
    return this.isOver && this.#session.pending === 0;
  }

  /** Requests that wait for their replies, and their payload bytes: see Session. */
  get pending(): number {
    return this.#session.pending;
  }

  get pendingBytes(): number {
    return this.#session.pendingBytes;
  }

  /** Takes what arrived. */
  receive(chunk: Uint8Array): void {
    try {
      this.#session.receive(chunk, this.#onRequest);
    } catch (error) {
      this.#onError(error);
    }
    if (this.#isStopping) this.finish();
  }

  /**
   * Of a stream without messages, which is sent back as it is: so many bytes were. As many as `--message-bytes` count
   * as a message, so that what one costs can be compared with what it costs to find its end.
   */
  countEchoed(bytes: number): void {
    add(this.#counters, column.messages, bytes * this.#messagesPerByte);
  }

  /** Answers a request, at once or later: see Session. */
  reply(sequence: number, bytes: Uint8Array, start: number, end: number): void {
    const answered = this.#session.reply(sequence, bytes, start, end);
    if (this.#messagesPerByte > 0) this.countEchoed(end - start);
    else add(this.#counters, column.messages, answered);
  }

  /** A request that was taken before will have no reply, and neither will later ones. `why`: one sentence. */
  fail(sequence: number, why: string): void {
    this.#session.abandon(sequence);
    this.#fault(why);
  }

  /** The connection is ended by the system, with a request open or none. `why`: one sentence. */
  breakOff(why: string): void {
    this.#fault(why);
  }

  /** The peer will send no more: where a message ends with the stream, that is its request. */
  endOfInput(): void {
    if (this.isOver) return;
    try {
      this.#session.end(this.#onRequest);
      this.isOver = true;
    } catch (error) {
      this.#onError(error);
    }
  }

  /** The server stops: a request that has begun may still come to its end. */
  finish(): void {
    this.#isStopping = true;
    if (!this.#session.insideRequest) this.isOver = true;
  }

  /** Broken input ends the connection; anything else is our own defect and must be seen. */
  #onError(error: unknown): void {
    if (!(error instanceof FramingError || error instanceof ServiceError)) throw error;
    this.#fault(error.message);
  }

  #fault(why: string): void {
    if (!this.isFaulty) {
      add(this.#counters, column.faults, 1);
      reportFault(why);
    }
    this.isOver = true;
    this.isFaulty = true;
  }
}

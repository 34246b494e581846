/**
 * One connection's side of the protocol without its socket: bytes in, requests out; replies in, bytes out. Requests
 * may be answered in any order; their replies leave in the order of the requests. No sockets, no clock: every model
 * shares it, those that compute elsewhere too.
 *
 *     receive(chunk) ─▶ decoder ─▶ onRequest(sequence, payload)
 *                                        … computed here, or elsewhere …
 *     out (ByteWriter) ◀─ encoder ◀─ reply(sequence, payload)
 */
import { Buffer } from 'node:buffer';
import type { ByteWriter } from './byte-writer.ts';
import type { Decoder, Encoder, Framing, FramingLimits } from './framing/framing.ts';

/** Called for each request. The bytes are valid until the call returns: copy to keep. */
export type OnRequest = (sequence: number, bytes: Uint8Array, start: number, end: number) => void;

export class Session {
  readonly #decoder: Decoder;
  readonly #encode: Encoder;
  readonly #out: ByteWriter;
  /** Sequence number of the next request, and of the next reply that may leave. */
  #nextRequest = 0;
  #nextReply = 0;
  #pendingBytes = 0;
  /** Replies that are ready before their turn. */
  readonly #early = new Map<number, Buffer>();
  /** Requests from here on will have no reply. */
  #abandonedFrom = Number.POSITIVE_INFINITY;
  #onRequest: OnRequest = () => {};

  /** Encoded replies are appended to `out`, which the caller empties after each call of `receive` or `reply`. */
  constructor(framing: Framing, limits: FramingLimits, out: ByteWriter) {
    this.#decoder = framing.createDecoder(limits);
    this.#encode = framing.createEncoder(limits);
    this.#out = out;
  }

  /** Requests that have not been answered, or whose replies wait for an earlier one. */
  get pending(): number {
    return this.#nextRequest - this.#nextReply;
  }

  /**
   * Payload bytes of those requests: what whoever computes elsewhere has to hold for this connection. A reply is as
   * long as its request, in every service.
   */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Takes what arrived. @throws FramingError after the requests before the fault were handed on. */
  receive(chunk: Uint8Array, onRequest: OnRequest): void {
    this.#onRequest = onRequest;
    this.#decoder.push(chunk, this.#onMessage);
  }

  /**
   * Answers a request, once. The payload is copied: it may change after the call. Returns how many replies leave with
   * it: none when it has to wait for an earlier one or had been given up, more when others have waited for it.
   */
  reply(sequence: number, bytes: Uint8Array, start: number, end: number): number {
    if (sequence >= this.#abandonedFrom) return 0;
    if (sequence !== this.#nextReply) {
      this.#early.set(sequence, Buffer.from(bytes.subarray(start, end)));
      return 0;
    }
    this.#nextReply++;
    this.#pendingBytes -= end - start;
    this.#encode(this.#out, bytes, start, end);
    return this.#early.size > 0 ? 1 + this.#releaseEarly() : 1;
  }

  /**
   * Gives up this request, which has not been answered, and all later ones: they will have no reply, whoever still
   * answers them. The earlier ones stay pending. Nothing may be received any more.
   */
  abandon(sequence: number): void {
    this.#abandonedFrom = Math.min(this.#abandonedFrom, sequence);
    this.#nextRequest = Math.min(this.#nextRequest, sequence);
    for (const early of this.#early.keys()) if (early >= sequence) this.#early.delete(early);
  }

  /** True when a request has arrived in part. */
  get insideRequest(): boolean {
    return this.#decoder.insideMessage;
  }

  /**
   * The peer will send no more: where a message ends with the stream, that is the request. To be called once.
   * @throws FramingError if it stopped inside a message.
   */
  end(onRequest: OnRequest): void {
    this.#onRequest = onRequest;
    this.#decoder.end(this.#onMessage);
  }

  /** Counted when the handler has returned: a request that it refused by throwing will have no reply to wait for. */
  readonly #onMessage = (bytes: Uint8Array, start: number, end: number): void => {
    this.#onRequest(this.#nextRequest, bytes, start, end);
    this.#nextRequest++;
    this.#pendingBytes += end - start;
  };

  #releaseEarly(): number {
    for (let released = 0; ; released++) {
      const payload = this.#early.get(this.#nextReply);
      if (payload === undefined) return released;
      this.#early.delete(this.#nextReply++);
      this.#pendingBytes -= payload.length;
      this.#encode(this.#out, payload, 0, payload.length);
    }
  }
}

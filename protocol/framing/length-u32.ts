/**
 * A 4-byte unsigned length in network byte order, then that many bytes of payload.
 *
 *     00 00 00 05  68 65 6c 6c 6f      "hello"
 *
 * The limit is checked at the header, before anything is kept for the payload.
 */
import { Assembly } from './assembly.ts';
import {
  FramingError,
  withinLimit,
  type Decoder,
  type Framing,
  type FramingLimits,
  type OnMessage,
} from './framing.ts';

const name = 'length-u32';
const headerBytes = 4;
const largest = 2 ** 32 - 1;

class LengthU32Decoder implements Decoder {
  readonly #maxMessageBytes: number;
  /** Stream offset of the current chunk's first byte. */
  #offset = 0;
  /** Stream offset of the message being assembled. */
  #messageAt = 0;
  /** Header bytes received of a message that spans chunks, 0 … 4, and their value so far. */
  #headerHave = 0;
  #length = 0;
  readonly #payload = new Assembly();

  constructor(limits: FramingLimits) {
    this.#maxMessageBytes = limits.maxMessageBytes;
  }

  push(chunk: Uint8Array, onMessage: OnMessage): void {
    const size = chunk.length;
    let at = this.#headerHave > 0 ? this.#resume(chunk, onMessage) : 0;
    while (size - at >= headerBytes) {
      const length =
        (((chunk[at] as number) << 24) |
          ((chunk[at + 1] as number) << 16) |
          ((chunk[at + 2] as number) << 8) |
          (chunk[at + 3] as number)) >>>
        0;
      if (length > this.#maxMessageBytes) throw this.#overLimit(length, this.#offset + at);
      const end = at + headerBytes + length;
      if (end > size) break;
      onMessage(chunk, at + headerBytes, end);
      at = end;
    }
    if (at < size) this.#begin(chunk, at);
    this.#offset += size;
  }

  end(): void {
    if (this.#headerHave === 0) return;
    const missing =
      this.#headerHave < headerBytes
        ? `${headerBytes - this.#headerHave} of ${headerBytes} header bytes`
        : `${this.#length - this.#payload.length} of ${this.#length} payload bytes`;
    throw new FramingError(name, this.#messageAt, `the stream ended inside a message, ${missing} missing`);
  }

  /** Keeps the first part of a message that goes on in the next chunk. */
  #begin(chunk: Uint8Array, start: number): void {
    this.#messageAt = this.#offset + start;
    this.#length = 0;
    const payloadAt = this.#readHeader(chunk, start);
    if (payloadAt < chunk.length) this.#payload.append(chunk, payloadAt, chunk.length);
  }

  /** Goes on with a message that began in an earlier chunk; returns where the next one starts. */
  #resume(chunk: Uint8Array, onMessage: OnMessage): number {
    const at = this.#headerHave < headerBytes ? this.#readHeader(chunk, 0) : 0;
    if (this.#headerHave < headerBytes) return at;
    const end = at + this.#length - this.#payload.length;
    if (end > chunk.length) {
      if (at < chunk.length) this.#payload.append(chunk, at, chunk.length);
      return chunk.length;
    }
    if (this.#payload.length === 0) {
      this.#headerHave = 0;
      onMessage(chunk, at, end);
      return end;
    }
    this.#payload.append(chunk, at, end);
    this.#headerHave = 0;
    onMessage(this.#payload.bytes, 0, this.#length);
    this.#payload.clear();
    return end;
  }

  /** Reads header bytes from `start` until the header or the chunk is at its end; returns the offset behind them. */
  #readHeader(chunk: Uint8Array, start: number): number {
    let at = start;
    for (; this.#headerHave < headerBytes && at < chunk.length; this.#headerHave++, at++) {
      this.#length = this.#length * 256 + (chunk[at] as number);
    }
    if (this.#headerHave === headerBytes && this.#length > this.#maxMessageBytes) {
      throw this.#overLimit(this.#length, this.#messageAt);
    }
    return at;
  }

  #overLimit(length: number, messageAt: number): FramingError {
    return new FramingError(
      name,
      messageAt,
      `a length of ${length} bytes is over the limit of ${this.#maxMessageBytes}`,
    );
  }
}

export const lengthU32: Framing = {
  name,
  description: '4-byte unsigned length in network byte order, then the payload',
  boundary: 'length',
  carries: (payloadBytes, limits) =>
    payloadBytes <= largest
      ? withinLimit(payloadBytes, limits)
      : { ok: false, reason: `${payloadBytes} bytes do not fit a 32-bit length` },
  createEncoder: () => (out, bytes, start, end) => {
    const length = end - start;
    if (length > largest) throw new FramingError(name, 0, `${length} bytes do not fit a 32-bit length`);
    const at = out.reserve(headerBytes);
    const target = out.buffer;
    target[at] = length >>> 24;
    target[at + 1] = length >>> 16;
    target[at + 2] = length >>> 8;
    target[at + 3] = length;
    out.append(bytes, start, end);
  },
  createDecoder: (limits) => new LengthU32Decoder(limits),
};

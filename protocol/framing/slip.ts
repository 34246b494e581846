/**
 * Serial Line IP: the payload, then END (0xc0). An END inside the payload is sent as ESC ESC_END (db dc), an ESC (0xdb)
 * as ESC ESC_ESC (db dd), so that any payload can be sent.
 *
 *     68 65 6c 6c 6f c0      "hello"
 *     db dc 41 db dd c0      c0 41 db
 *
 * RFC 1055. Empty packets are ignored, so that a sender may also begin with END; hence none can be sent. Where the RFC
 * leaves it to us: an ESC with anything else behind it is an error. Its reference code keeps the second byte ("the best
 * bet seems to be"), which on a noisy line loses one packet to a checksum of a higher layer; over TCP nobody would
 * notice that a payload was changed.
 *
 * Escapes are undone byte by byte, since there may be one at every second byte; two in a row as one word. Where every byte
 * is escaped that is several times as fast as the loop alone, where one byte in 16 is, a little slower.
 */
import { copyBytes, indexOfByte } from '../byte-range.ts';
import type { ByteWriter } from '../byte-writer.ts';
import { Assembly } from './assembly.ts';
import { DelimiterSearch, wordsOf } from './delimiter-search.ts';
import {
  endedInside,
  FramingError,
  withinLimit,
  type Decoder,
  type Framing,
  type FramingLimits,
  type OnMessage,
} from './framing.ts';

const name = 'slip';
const END = 0xc0;
const ESC = 0xdb;
const ESC_END = 0xdc;
const ESC_ESC = 0xdd;

/** Two escapes in a row, as a word in network byte order: `db dc db dc`, the last bit of each byte behind ESC either way. */
const twoEscapes = 0xdb_dc_db_dc | 0;
const eitherEscape = 0xff_fe_ff_fe | 0;

/** Stretches without END and ESC up to this length go byte by byte; longer ones are searched and copied natively. */
const shortBytes = 64;

class SlipDecoder implements Decoder {
  readonly #maxMessageBytes: number;
  /** Stream offset of the current chunk's first byte. */
  #offset = 0;
  /** Stream offset of the packet being unescaped or assembled. */
  #messageAt = 0;
  /** What has arrived, unescaped, of a packet with escapes or one that spans chunks. */
  readonly #unfinished = new Assembly();
  /** The chunk ended behind an ESC. */
  #escaped = false;
  readonly #search = new DelimiterSearch(END);

  constructor(limits: FramingLimits) {
    this.#maxMessageBytes = limits.maxMessageBytes;
  }

  get insideMessage(): boolean {
    return this.#unfinished.length > 0 || this.#escaped;
  }

  push(chunk: Uint8Array, onMessage: OnMessage): void {
    const size = chunk.length;
    const words = this.#search.view(chunk);
    let escapes = words;
    let at = this.insideMessage ? this.#resume(chunk, words, onMessage) : 0;
    // The next ESC is looked for once, not once for each packet before it.
    let escapeAt = -1;
    while (at < size) {
      const end = this.#search.next(chunk, words, at);
      if (end < 0) break;
      if (escapeAt < at) escapeAt = indexOrEnd(chunk, ESC, at, size, size - at);
      if (escapeAt > end) this.#handOn(chunk, at, end, onMessage);
      else {
        this.#messageAt = this.#offset + at;
        escapes ??= wordsOf(chunk);
        this.#unescape(chunk, escapes, at, end);
        this.#finish(chunk, end, onMessage);
      }
      at = end + 1;
    }
    if (at < size) {
      this.#messageAt = this.#offset + at;
      this.#unescape(chunk, escapes ?? wordsOf(chunk), at, size);
    }
    this.#offset += size;
  }

  end(): void {
    if (this.insideMessage) throw endedInside(name, this.#messageAt, 'its END 0xc0');
  }

  /** A packet without escapes, where it is. */
  #handOn(chunk: Uint8Array, start: number, end: number, onMessage: OnMessage): void {
    if (start === end) return;
    if (end - start > this.#maxMessageBytes) throw this.#overLimit(this.#offset + start);
    onMessage(chunk, start, end);
  }

  /** Goes on with a packet that spans chunks; returns where the next one starts. */
  #resume(chunk: Uint8Array, words: DataView | null, onMessage: OnMessage): number {
    const end = this.#search.next(chunk, words, 0);
    this.#unescape(chunk, words ?? wordsOf(chunk), 0, end < 0 ? chunk.length : end);
    if (end < 0) return chunk.length;
    this.#finish(chunk, end, onMessage);
    return end + 1;
  }

  /** The END of a packet that was unescaped. */
  #finish(chunk: Uint8Array, endAt: number, onMessage: OnMessage): void {
    if (this.#escaped) throw this.#badEscape(chunk[endAt] as number);
    onMessage(this.#unfinished.bytes, 0, this.#unfinished.length);
    this.#unfinished.clear();
  }

  /** Appends the payload that a range without END means, and remembers an ESC at its end. */
  #unescape(chunk: Uint8Array, words: DataView | null, start: number, end: number): void {
    const unfinished = this.#unfinished;
    unfinished.makeRoom(end - start);
    const target = unfinished.bytes;
    let to = unfinished.length;
    let at = start;
    if (this.#escaped && at < end) {
      target[to++] = this.#meaning(chunk[at++] as number);
      this.#escaped = false;
    }
    // Escapes may be many, so byte by byte; a stretch without any is searched and copied natively once it is long.
    for (let plain = 0; at < end;) {
      if (chunk[at] === ESC) {
        plain = 0;
        // Two escapes in a row are one word, whichever bytes they stand for.
        if (words !== null) {
          for (; at < end - 3; at += 4) {
            const word = words.getInt32(at);
            if ((word & eitherEscape) !== twoEscapes) break;
            target[to++] = END + ((word >> 16) & 1) * (ESC - END);
            target[to++] = END + (word & 1) * (ESC - END);
          }
          if (at === end) break;
          if (chunk[at] !== ESC) continue;
        }
        at++;
        if (at === end) {
          this.#escaped = true;
          break;
        }
        const code = (chunk[at++] as number) - ESC_END;
        // One comparison for both: below ESC_END it is negative, and large as an unsigned number.
        if (code >>> 0 > ESC_ESC - ESC_END) {
          // What comes first in the stream is what is said, wherever the stream was cut.
          if (to > this.#maxMessageBytes) break;
          throw this.#badEscape(code + ESC_END);
        }
        target[to++] = END + code * (ESC - END);
        continue;
      }
      target[to++] = chunk[at++] as number;
      if (++plain < shortBytes) continue;
      const plainEnd = indexOrEnd(chunk, ESC, at, end, end - at);
      copyBytes(chunk, at, plainEnd, target, to);
      to += plainEnd - at;
      at = plainEnd;
      plain = 0;
    }
    if (to > this.#maxMessageBytes) throw this.#overLimit(this.#messageAt);
    unfinished.length = to;
  }

  /** Of the byte behind an ESC. */
  #meaning(byte: number): number {
    if (byte === ESC_END) return END;
    if (byte === ESC_ESC) return ESC;
    throw this.#badEscape(byte);
  }

  #overLimit(messageAt: number): FramingError {
    return new FramingError(name, messageAt, `no END 0xc0 within the limit of ${this.#maxMessageBytes} bytes`);
  }

  #badEscape(byte: number): FramingError {
    const hex = byte.toString(16).padStart(2, '0');
    return new FramingError(name, this.#messageAt, `0x${hex} behind ESC 0xdb, where only 0xdc and 0xdd have a meaning`);
  }
}

function encode(out: ByteWriter, bytes: Uint8Array, start: number, end: number): void {
  if (start === end) throw new FramingError(name, null, 'an empty payload, which a receiver ignores');
  // The next of each, if it is known: looked for once, not once for every other one before it.
  let endAt = -1;
  let escapeAt = -1;
  for (let at = start; at < end;) {
    const stop = Math.min(at + shortBytes, end);
    const isPlain = appendEscaped(out, bytes, at, stop);
    at = stop;
    if (!isPlain || at === end) continue;
    if (endAt < at) endAt = indexOrEnd(bytes, END, at, end, end - at);
    if (escapeAt < at) escapeAt = indexOrEnd(bytes, ESC, at, end, end - at);
    const plainEnd = Math.min(endAt, escapeAt);
    out.append(bytes, at, plainEnd);
    at = plainEnd;
  }
  const to = out.reserve(1);
  out.buffer[to] = END;
}

/** Byte by byte; returns whether there was nothing to escape. */
function appendEscaped(out: ByteWriter, bytes: Uint8Array, start: number, end: number): boolean {
  const first = out.reserve(2 * (end - start));
  const target = out.buffer;
  let to = first;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === END || byte === ESC) {
      target[to++] = ESC;
      target[to++] = byte === END ? ESC_END : ESC_ESC;
    } else target[to++] = byte;
  }
  out.length = to;
  return to - first === end - start;
}

function indexOrEnd(bytes: Uint8Array, byte: number, start: number, end: number, expected: number): number {
  const found = indexOfByte(bytes, byte, start, end, expected);
  return found < 0 ? end : found;
}

export const slip: Framing = {
  name,
  description:
    'RFC 1055: payload, then END 0xC0, with END and ESC 0xDB inside the payload escaped; any payload but none',
  boundary: 'delimiter',
  carries: (payloadBytes, limits) =>
    payloadBytes > 0
      ? withinLimit(payloadBytes, limits)
      : { ok: false, reason: 'an empty packet is ignored by its receiver; use 1 byte or more' },
  createEncoder: () => encode,
  createDecoder: (limits) => new SlipDecoder(limits),
};

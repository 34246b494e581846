/**
 * The payload, then a line feed. A payload with a line feed in it cannot be sent.
 *
 *     68 65 6c 6c 6f 0a      "hello"
 *
 * The Socket Programming HOWTO's "or be delimited (shrug)" ("Using a Socket"); what text protocols and newline-delimited
 * JSON do. An unfinished message is kept as it comes and never looked through again.
 */
import { indexOfByte } from '../byte-range.ts';
import { Assembly } from './assembly.ts';
import { DelimiterSearch } from './delimiter-search.ts';
import {
  endedInside,
  FramingError,
  withinLimit,
  type Decoder,
  type Framing,
  type FramingLimits,
  type OnMessage,
} from './framing.ts';

const name = 'delimited';
const delimiter = 0x0a;

class DelimitedDecoder implements Decoder {
  readonly #maxMessageBytes: number;
  /** Stream offset of the current chunk's first byte. */
  #offset = 0;
  /** Stream offset of the message being assembled. */
  #messageAt = 0;
  /** What has arrived of a message that spans chunks. */
  readonly #unfinished = new Assembly();
  readonly #search = new DelimiterSearch(delimiter);

  constructor(limits: FramingLimits) {
    this.#maxMessageBytes = limits.maxMessageBytes;
  }

  get insideMessage(): boolean {
    return this.#unfinished.length > 0;
  }

  push(chunk: Uint8Array, onMessage: OnMessage): void {
    const size = chunk.length;
    const words = this.#search.view(chunk);
    let at = this.insideMessage ? this.#resume(chunk, words, onMessage) : 0;
    while (at < size) {
      const end = this.#search.next(chunk, words, at);
      if (end < 0) break;
      if (end - at > this.#maxMessageBytes) throw this.#overLimit(this.#offset + at);
      onMessage(chunk, at, end);
      at = end + 1;
    }
    if (at < size) {
      this.#messageAt = this.#offset + at;
      this.#keep(chunk, at, size);
    }
    this.#offset += size;
  }

  end(): void {
    if (this.insideMessage) throw endedInside(name, this.#messageAt, 'its delimiter 0x0a');
  }

  /** Goes on with a message that spans chunks; returns where the next one starts. */
  #resume(chunk: Uint8Array, words: DataView | null, onMessage: OnMessage): number {
    const end = this.#search.next(chunk, words, 0);
    if (end < 0) {
      this.#keep(chunk, 0, chunk.length);
      return chunk.length;
    }
    this.#keep(chunk, 0, end);
    onMessage(this.#unfinished.bytes, 0, this.#unfinished.length);
    this.#unfinished.clear();
    return end + 1;
  }

  #keep(chunk: Uint8Array, start: number, end: number): void {
    if (this.#unfinished.length + end - start > this.#maxMessageBytes) throw this.#overLimit(this.#messageAt);
    this.#unfinished.append(chunk, start, end);
  }

  #overLimit(messageAt: number): FramingError {
    return new FramingError(name, messageAt, `no delimiter 0x0a within the limit of ${this.#maxMessageBytes} bytes`);
  }
}

export const delimited: Framing = {
  name,
  description: 'payload, then 0x0A; a payload with 0x0A in it cannot be sent',
  boundary: 'delimiter',
  carries: withinLimit,
  createEncoder: () => (out, bytes, start, end) => {
    const found = indexOfByte(bytes, delimiter, start, end, end - start);
    if (found >= 0) {
      throw new FramingError(name, null, `a payload with the delimiter 0x0a in it, at byte ${found - start}`);
    }
    out.append(bytes, start, end);
    const at = out.reserve(1);
    out.buffer[at] = delimiter;
  },
  createDecoder: (limits) => new DelimitedDecoder(limits),
};

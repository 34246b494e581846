/**
 * The decoder that all formats with a known number of bytes to come share: those that send a length in front of the
 * payload, and `fixed`, whose header has no bytes. What a format adds is how its header is read.
 *
 *     chunk  … │ header │ payload │ header │ payload │ hea        handed on where they are
 *     chunk    der │ payl                                         assembled: header bytes here, payload in an Assembly
 *     chunk    oad │ header │ payload │ …
 *
 * One loop for all formats costs no speed: a process serves one framing, so that `readHeader` is inlined into it
 * (`--trace-turbo-inlining`). What several framings in one process cost each other was not measured. The limit is checked when the header is whole, before anything is kept for the payload.
 */
import { Assembly } from './assembly.ts';
import { endedInside, FramingError, type Decoder, type FramingLimits, type OnMessage } from './framing.ts';

const longestHeaderBytes = 5;

export abstract class LengthPrefixedDecoder implements Decoder {
  readonly #framing: string;
  readonly #maxMessageBytes: number;
  /** Payload length of the header that was read last. */
  #length = 0;
  /** Stream offset of the current chunk's first byte. */
  #offset = 0;
  /** Whether a message spans chunks, and what has arrived of it. */
  #inside = false;
  #messageAt = 0;
  readonly #header = new Uint8Array(longestHeaderBytes);
  #headerBytes = 0;
  #headerIsWhole = false;
  readonly #payload: Assembly;

  constructor(framing: string, { maxMessageBytes, keptBytes }: FramingLimits) {
    this.#payload = new Assembly(keptBytes);
    this.#framing = framing;
    this.#maxMessageBytes = maxMessageBytes;
  }

  /**
   * Reads the header at `at` and gives its length to `accept`. Returns the offset behind it, or -1 when `end` comes
   * first. Called again from the start as more bytes of a header arrive, so it must be cheap and change nothing.
   * @throws FramingError, made by `fault`, as soon as a byte is wrong
   */
  protected abstract readHeader(bytes: Uint8Array, at: number, end: number): number;

  /** Takes the length that the header at `at` says, unless it is over the limit; returns `payloadAt`. */
  protected accept(length: number, bytes: Uint8Array, at: number, payloadAt: number): number {
    if (length > this.#maxMessageBytes) {
      throw this.fault(bytes, at, `a length of ${length} bytes is over the limit of ${this.#maxMessageBytes}`);
    }
    this.#length = length;
    return payloadAt;
  }

  protected fault(bytes: Uint8Array, at: number, what: string): FramingError {
    const messageAt = bytes === this.#header ? this.#messageAt : this.#offset + at;
    return new FramingError(this.#framing, messageAt, what);
  }

  get insideMessage(): boolean {
    return this.#inside;
  }

  push(chunk: Uint8Array, onMessage: OnMessage): void {
    const size = chunk.length;
    let at = this.#inside ? this.#resume(chunk, 0, onMessage) : 0;
    while (at < size) {
      const payloadAt = this.readHeader(chunk, at, size);
      const end = payloadAt + this.#length;
      if (payloadAt < 0 || end > size) break;
      onMessage(chunk, payloadAt, end);
      at = end;
    }
    if (at < size) {
      this.#inside = true;
      this.#messageAt = this.#offset + at;
      this.#resume(chunk, at, onMessage);
    }
    this.#offset += size;
  }

  end(): void {
    if (!this.#inside) return;
    const missing = this.#headerIsWhole
      ? `${this.#length - this.#payload.length} of ${this.#length} payload bytes`
      : `the rest of a header of which ${this.#headerBytes} had arrived`;
    throw endedInside(this.#framing, this.#messageAt, missing);
  }

  /** Goes on with a message that spans chunks; returns where the next one starts. */
  #resume(chunk: Uint8Array, start: number, onMessage: OnMessage): number {
    const at = this.#headerIsWhole ? start : this.#resumeHeader(chunk, start);
    if (!this.#headerIsWhole) return at;
    const end = at + this.#length - this.#payload.length;
    if (end > chunk.length) {
      this.#payload.append(chunk, at, chunk.length, this.#length);
      return chunk.length;
    }
    this.#inside = false;
    this.#headerIsWhole = false;
    this.#headerBytes = 0;
    if (this.#payload.length === 0) {
      onMessage(chunk, at, end);
      return end;
    }
    this.#payload.append(chunk, at, end, this.#length);
    onMessage(this.#payload.bytes, 0, this.#payload.length);
    this.#payload.clear();
    return end;
  }

  /** Takes header bytes one by one, a few per message, until the header or the chunk is at its end. */
  #resumeHeader(chunk: Uint8Array, start: number): number {
    for (let at = start; ; at++) {
      this.#headerIsWhole = this.readHeader(this.#header, 0, this.#headerBytes) >= 0;
      if (this.#headerIsWhole || at === chunk.length) return at;
      this.#header[this.#headerBytes++] = chunk[at] as number;
    }
  }
}

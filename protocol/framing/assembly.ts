/**
 * A message that spans chunks, being put together. Memory grows with the bytes that have arrived, never with the
 * length that a header claims, so that a thousand peers that announce a megabyte and stay silent cost nothing.
 */
import { Buffer } from 'node:buffer';
import { copyBytes } from '../byte-range.ts';

const smallestBytes = 256;
/** Memory above this is given back after use; below it, it waits for the connection's next split message. */
const usuallyKeptBytes = 65_536;
const nothing = Buffer.alloc(0);

export class Assembly {
  readonly #keptBytes: number;
  /** Valid up to `length`. */
  bytes: Buffer = nothing;
  length = 0;

  constructor(keptBytes = usuallyKeptBytes) {
    this.#keptBytes = keptBytes;
  }

  /** Appends a range of a chunk. `wholeBytes`: what the message will have, where that is known. */
  append(chunk: Uint8Array, start: number, end: number, wholeBytes = Number.POSITIVE_INFINITY): void {
    const at = this.length;
    this.makeRoom(end - start, wholeBytes);
    copyBytes(chunk, start, end, this.bytes, at);
    this.length = at + end - start;
  }

  /**
   * Makes room for so many bytes behind `length`, for whoever writes them himself; amortized constant work per byte.
   * Doubles, but not beyond the whole message: twice 64 KiB would be given back, and be made anew for the next one.
   */
  makeRoom(bytes: number, wholeBytes = Number.POSITIVE_INFINITY): void {
    const needed = this.length + bytes;
    if (needed <= this.bytes.length) return;
    const doubled = Math.max(smallestBytes, this.bytes.length * 2);
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, Math.min(doubled, wholeBytes)));
    copyBytes(this.bytes, 0, this.length, larger, 0);
    this.bytes = larger;
  }

  clear(): void {
    this.length = 0;
    if (this.bytes.length > this.#keptBytes) this.bytes = nothing;
  }
}

/**
 * A message that spans chunks, being put together. Memory grows with the bytes that have arrived, never with the
 * length that a header claims, so that a thousand peers that announce a megabyte and stay silent cost nothing.
 */
import { Buffer } from 'node:buffer';
import { copyBytes } from '../byte-range.ts';

const smallestBytes = 256;
/** Memory above this is given back after use; below it, it waits for the connection's next split message. */
const keptBytes = 65_536;
const nothing = Buffer.alloc(0);

export class Assembly {
  /** Valid up to `length`. */
  bytes: Buffer = nothing;
  length = 0;

  /** Appends a range of a chunk; amortized constant work per byte. */
  append(chunk: Uint8Array, start: number, end: number): void {
    const at = this.length;
    this.#reserve(at + end - start);
    copyBytes(chunk, start, end, this.bytes, at);
    this.length = at + end - start;
  }

  /** Appends one byte. */
  put(byte: number): void {
    const at = this.length;
    this.#reserve(at + 1);
    this.bytes[at] = byte;
    this.length = at + 1;
  }

  clear(): void {
    this.length = 0;
    if (this.bytes.length > keptBytes) this.bytes = nothing;
  }

  #reserve(needed: number): void {
    if (needed <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(smallestBytes, needed, this.bytes.length * 2));
    copyBytes(this.bytes, 0, this.length, larger, 0);
    this.bytes = larger;
  }
}

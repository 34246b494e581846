/**
 * A message that spans chunks, being put together. Memory grows with the bytes that have arrived, never with the
 * length that a header claims, so that a thousand peers that announce a megabyte and stay silent cost nothing.
 */
import { Buffer } from 'node:buffer';

const smallestBytes = 256;
/** Memory above this is given back after use; below it, it waits for the connection's next split message. */
const keptBytes = 65_536;

export class Assembly {
  /** Valid up to `length`. */
  bytes: Buffer = Buffer.alloc(0);
  length = 0;

  /** Appends a range of a chunk; amortized constant work per byte. */
  append(chunk: Uint8Array, start: number, end: number): void {
    const needed = this.length + end - start;
    if (needed > this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(smallestBytes, needed, this.bytes.length * 2));
      this.bytes.copy(larger, 0, 0, this.length);
      this.bytes = larger;
    }
    this.bytes.set(start === 0 && end === chunk.length ? chunk : chunk.subarray(start, end), this.length);
    this.length = needed;
  }

  clear(): void {
    this.length = 0;
    if (this.bytes.length > keptBytes) this.bytes = Buffer.alloc(0);
  }
}

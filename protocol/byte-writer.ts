/**
 * Bytes on their way out: encoders append, the owner of the socket takes what has gathered. One writer serves all
 * connections of a thread, since it is emptied before the next connection is looked at.
 */
import { Buffer } from 'node:buffer';
import { copyBytes } from './byte-range.ts';

const initialBytes = 65_536;
/** Memory above this, grown for one large message, is given back after it. */
const keptBytes = 1 << 20;

export class ByteWriter {
  /** Backing memory; valid up to `length`. Encoders write at the offset that `reserve` gave them. */
  buffer: Buffer = Buffer.allocUnsafeSlow(initialBytes);
  length = 0;

  /** Makes room for `bytes` more and returns the offset where they go. */
  reserve(bytes: number): number {
    const at = this.length;
    const needed = at + bytes;
    if (needed > this.buffer.length) this.#grow(needed);
    this.length = needed;
    return at;
  }

  /** Appends a range of another array. */
  append(bytes: Uint8Array, start: number, end: number): void {
    const at = this.reserve(end - start);
    copyBytes(bytes, start, end, this.buffer, at);
  }

  /** What has gathered, as a view that stays valid until the writer is used again. */
  view(): Buffer {
    return this.buffer.subarray(0, this.length);
  }

  /** Starts over in the same memory: the bytes of the last view have gone. */
  rewind(): void {
    if (this.buffer.length > keptBytes) this.leave();
    else this.length = 0;
  }

  /** Starts over in new memory: somebody still holds the last view. */
  leave(): void {
    this.buffer = Buffer.allocUnsafeSlow(initialBytes);
    this.length = 0;
  }

  #grow(needed: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.buffer.length * 2));
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
  }
}

/**
 * Looks for a delimiter in chunk after chunk, in the way that fits how far apart the last two were.
 *
 * A call into Buffer's search costs 35 to 50 ns before it looks at anything, more than a short message is worth. So
 * where delimiters were near, four bytes at a time are compared here, as one word (Mycroft's test for a zero byte,
 * 1987; Warren, Hacker's Delight, 6-1): 64 bytes in about 15 ns, where a loop over bytes takes 40. Words need a view of
 * the chunk, an object, which only pays where a chunk holds several messages.
 */
import { indexOfByte } from '../byte-range.ts';

/** Up to this distance words are quicker than the call. */
const nearBytes = 128;
/** How far words are compared: a little farther, since to come near and call all the same costs most. */
const comparedBytes = nearBytes + 16;
/** Chunks below this get no view. */
const viewedBytes = 512;

/** Null for a chunk that is too short to be worth an object. */
export function wordsOf(chunk: Uint8Array): DataView | null {
  return chunk.length < viewedBytes ? null : new DataView(chunk.buffer, chunk.byteOffset, chunk.length);
}

export class DelimiterSearch {
  readonly #delimiter: number;
  /** The delimiter in all four bytes of a word. */
  readonly #pattern: number;
  /** How far the next delimiter is believed to be: as far as the last one was. */
  #expected = 0;

  constructor(delimiter: number) {
    this.#delimiter = delimiter;
    this.#pattern = Math.imul(delimiter, 0x01_01_01_01);
  }

  /** What `next` is to be given for this chunk. */
  view(chunk: Uint8Array): DataView | null {
    return this.#expected > nearBytes ? null : wordsOf(chunk);
  }

  /** Offset of the first delimiter of the chunk from `start` on, or -1. */
  next(chunk: Uint8Array, words: DataView | null, start: number): number {
    const size = chunk.length;
    let at = start;
    if (words !== null) {
      const pattern = this.#pattern;
      const near = Math.min(start + comparedBytes, size - 3);
      for (; at < near; at += 4) {
        const word = words.getInt32(at, true) ^ pattern;
        // The top bit of each byte that is zero; of bytes behind such a byte too, perhaps, so only the first counts.
        const zeros = (word - 0x01_01_01_01) & ~word & 0x80_80_80_80;
        if (zeros === 0) continue;
        const found = at + ((31 - Math.clz32(zeros & -zeros)) >> 3);
        this.#expected = found - start;
        return found;
      }
    }
    const found = indexOfByte(chunk, this.#delimiter, at, size, this.#expected);
    if (found >= 0) this.#expected = found - start;
    return found;
  }
}

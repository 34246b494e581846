/**
 * Copies within memory that is shared. Up to some hundred bytes a loop over words beats `TypedArray.prototype.set`, whose
 * call alone takes as long as some 300 bytes by words; above, `set` is memmove.
 */

/** `set` begins to win between here and twice as many bytes. */
const mostByWords = 256;

/** Both views of one stretch of memory. */
export interface Memory {
  readonly bytes: Uint8Array;
  readonly words: DataView;
}

export function memoryOf(bytes: Uint8Array): Memory {
  return { bytes, words: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
}

/** Copies `length` bytes. The stretches must not overlap. */
export function copyBetween(source: Memory, from: number, target: Memory, to: number, length: number): void {
  if (length > mostByWords) {
    target.bytes.set(source.bytes.subarray(from, from + length), to);
    return;
  }
  const { words: input } = source;
  const { words: output } = target;
  let at = 0;
  // Eight bytes at a time, in the order of the machine's own bytes: a plain load and a plain store.
  for (; at + 8 <= length; at += 8) output.setBigInt64(to + at, input.getBigInt64(from + at, true), true);
  for (; at < length; at++) target.bytes[to + at] = source.bytes[from + at] as number;
}

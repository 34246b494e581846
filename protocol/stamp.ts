/**
 * Numbers inside payloads: 6 bits a byte, as 0x20 + bits, most significant first. Such bytes are printable and never a
 * framing's delimiter or escape. Layout of a payload:
 *
 *     0 … 3   hash of `work`, 24 bits, in replies
 *     4 … 11  sequence stamp, 48 bits, in payloads of 16 bytes or more
 *     12 … 15 iterations of `work:payload`, 24 bits, in requests
 */
const mask = 0x3f;
const base = 0x20;

/** Payloads shorter than this carry no stamp, and cannot be given to `work`. */
export const stampedPayloadBytes = 16;
/** Offset from which on `work` hashes the payload: hash and stamp are left out. */
export const workedFrom = 12;

/** Writes the lowest 24 bits of a number as four bytes. */
function write24(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = base + ((value >>> 18) & mask);
  bytes[at + 1] = base + ((value >>> 12) & mask);
  bytes[at + 2] = base + ((value >>> 6) & mask);
  bytes[at + 3] = base + (value & mask);
}

/** The number in four bytes, or -1 when one of them carries none. */
function read24(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let i = at; i < at + 4; i++) {
    const sextet = (bytes[i] as number) - base;
    if (sextet < 0 || sextet > mask) return -1;
    value = (value << 6) | sextet;
  }
  return value;
}

const two24 = 2 ** 24;

/** `start` is where the payload starts, here and below. The hash's lowest 24 bits. */
export function writeHash(bytes: Uint8Array, start: number, hash: number): void {
  write24(bytes, start, hash);
}

/** `sequence` is a whole number below 2^48. */
export function writeStamp(bytes: Uint8Array, start: number, sequence: number): void {
  write24(bytes, start + 4, Math.floor(sequence / two24));
  write24(bytes, start + 8, sequence % two24);
}

/** -1 when there is none. */
export function readStamp(bytes: Uint8Array, start: number): number {
  const high = read24(bytes, start + 4);
  const low = read24(bytes, start + 8);
  return high < 0 || low < 0 ? -1 : high * two24 + low;
}

/** `iterations` is a whole number below 2^24. */
export function writeIterations(bytes: Uint8Array, start: number, iterations: number): void {
  write24(bytes, start + workedFrom, iterations);
}

/** -1 when there is none. */
export function readIterations(bytes: Uint8Array, start: number): number {
  return read24(bytes, start + workedFrom);
}

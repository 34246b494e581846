/**
 * Integers on the wire in two forms. ASCII: decimal digits, and a blank behind each, as long as the value needs. Binary: 4 or 8
 * bytes, the most significant first, whatever the value. And the values themselves: how large they are decides which is shorter.
 */
import type { Random } from '../protocol/random.ts';

/** Largest below 2^53, so that a number of JavaScript holds each exactly. */
export const distributions = {
  /** Flags, absent counts, return codes. */
  'zero-or-one': (random) => Math.floor(2 * random()),
  /** Geometric with a mean of 10: lengths, small counts. */
  small: (random) => Math.floor(Math.log(1 - random()) / Math.log(10 / 11)),
  'uniform-16-bit': (random) => Math.floor(2 ** 16 * random()),
  /** Addresses, hashes, random identifiers. */
  'uniform-32-bit': (random) => Math.floor(2 ** 32 * random()),
  /** Microseconds since 1970, of one day in 2026. */
  timestamps: (random) => 1_774_000_000_000_000 + Math.floor(86_400_000_000 * random()),
} as const satisfies Record<string, (random: Random) => number>;

export type Distribution = keyof typeof distributions;
export const distributionNames = Object.keys(distributions) as readonly Distribution[];

export function integersOf(distribution: Distribution, count: number, random: Random): readonly number[] {
  return Array.from({ length: count }, () => distributions[distribution](random));
}

export type Width = 4 | 8;

const blank = 0x20;
const zero = 0x30;
/** Of the largest, and the blank behind it. */
const mostAsciiBytes = 17;

/** Byte by byte, as the binary form below: neither makes a text, so that their times can be compared. */
export function encodeAscii(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * mostAsciiBytes);
  let end = 0;
  for (const value of values) {
    end += digitsOf(value);
    let at = end;
    let rest = value;
    do {
      const tenth = Math.floor(rest / 10);
      bytes[--at] = zero + (rest - 10 * tenth);
      rest = tenth;
    } while (rest > 0);
    bytes[end++] = blank;
  }
  return bytes.subarray(0, end);
}

function digitsOf(value: number): number {
  let digits = 1;
  for (let limit = 10; value >= limit; limit *= 10) digits++;
  return digits;
}

export function decodeAscii(bytes: Uint8Array): number[] {
  const values: number[] = [];
  let value = 0;
  for (const byte of bytes) {
    if (byte === blank) {
      values.push(value);
      value = 0;
    } else value = value * 10 + (byte - zero);
  }
  return values;
}

export function encodeBinary(values: readonly number[], width: Width): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * width));
  let at = 0;
  for (const value of values) {
    if (width === 8) view.setUint32(at, value / 2 ** 32);
    view.setUint32(at + width - 4, value);
    at += width;
  }
  return new Uint8Array(view.buffer);
}

export function decodeBinary(bytes: Uint8Array, width: Width): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const values: number[] = [];
  for (let at = 0; at < bytes.length; at += width) {
    const low = view.getUint32(at + width - 4);
    values.push(width === 8 ? view.getUint32(at) * 2 ** 32 + low : low);
  }
  return values;
}

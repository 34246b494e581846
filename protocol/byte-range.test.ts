/** Searching and copying ranges do what a plain loop does, on both sides of where they change their way. */
import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { copyBytes, indexOfByte } from './byte-range.ts';

const range = fc.tuple(fc.nat(200), fc.nat(200)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);

test('finds the first such byte of the range, and none outside of it, whatever was expected', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 200, maxLength: 200, max: 60 }),
      range,
      fc.nat(100),
      (bytes, at, expected) => {
        const [start, end] = at;
        const found = bytes.subarray(start, end).indexOf(7);
        expect(indexOfByte(bytes, 7, start, end, expected)).toBe(found < 0 ? -1 : start + found);
      },
    ),
  );
});

test('finds a byte at every distance', () => {
  for (let distance = 0; distance < 200; distance++) {
    const bytes = new Uint8Array(300);
    bytes[50 + distance] = 9;
    for (const expected of [0, 40, 41, 1000]) {
      expect(indexOfByte(bytes, 9, 50, 300, expected)).toBe(50 + distance);
      expect(indexOfByte(bytes, 9, 50, 50 + distance, expected)).toBe(-1);
    }
  }
});

test('copies the range and nothing else', () => {
  fc.assert(
    fc.property(range, fc.nat(50), ([start, end], at) => {
      const bytes = Uint8Array.from({ length: 200 }, (_, i) => i + 1);
      const to = Buffer.alloc(300);
      copyBytes(bytes, start, end, to, at);
      const expected = Buffer.alloc(300);
      expected.set(bytes.subarray(start, end), at);
      expect(to).toEqual(expected);
    }),
  );
});

/** Whatever way it takes, the search finds the first delimiter and nothing else. */
import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DelimiterSearch } from './delimiter-search.ts';

/** All offsets of the delimiter in a chunk, one search after the other. */
function findAll(search: DelimiterSearch, chunk: Uint8Array): number[] {
  const words = search.view(chunk);
  const found: number[] = [];
  for (let at = search.next(chunk, words, 0); at >= 0; at = search.next(chunk, words, at + 1)) found.push(at);
  return found;
}

/** Neighbours of the delimiter, and what a borrow from the byte below would make of them. */
const neighbours = [0x00, 0x01, 0x0a, 0x0b, 0x8a, 0x8b, 0xc0, 0xc1, 0x40, 0x41, 0x80, 0xff];

test.each([0x0a, 0xc0])('finds every 0x%s of chunk after chunk, wherever they lie', (delimiter) => {
  const byte = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...neighbours) },
    { weight: 1, arbitrary: fc.nat(255) },
  );
  const chunk = fc.array(byte, { maxLength: 1200, size: 'max' }).map((bytes) => Uint8Array.from(bytes));
  fc.assert(
    fc.property(fc.array(chunk, { maxLength: 4 }), fc.nat(3), (chunks, shift) => {
      const search = new DelimiterSearch(delimiter);
      for (const bytes of chunks) {
        // At any alignment inside its memory.
        const memory = Buffer.alloc(bytes.length + shift, delimiter);
        memory.set(bytes, shift);
        const expected = [...bytes.keys()].filter((at) => bytes[at] === delimiter);
        expect(findAll(search, memory.subarray(shift))).toEqual(expected);
      }
    }),
    { numRuns: 300 },
  );
});

test('finds a delimiter at every distance, after one at any other', () => {
  for (let distance = 0; distance < 400; distance++) {
    for (const before of [0, 40, 64, 127, 128, 129, 143, 144, 145, 399]) {
      const chunk = new Uint8Array(1000);
      chunk[before] = 7;
      chunk[before + 1 + distance] = 7;
      expect(findAll(new DelimiterSearch(7), chunk)).toEqual([before, before + 1 + distance]);
    }
  }
});

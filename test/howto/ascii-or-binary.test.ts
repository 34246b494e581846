import { expect, test } from 'vitest';
import fc from 'fast-check';
import { decodeAscii, decodeBinary, encodeAscii, encodeBinary } from '../../observations/integers.ts';
import { bothForms, bytesOfEach } from './ascii-or-binary.ts';

const safe = fc.array(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), { minLength: 1 });
const word = fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { minLength: 1 });

test('integers come back from ASCII as they were', () => {
  fc.assert(
    fc.property(safe, (values) => {
      expect(decodeAscii(encodeAscii(values))).toEqual(values);
    }),
  );
});

test('integers come back from 8 bytes of binary as they were', () => {
  fc.assert(
    fc.property(safe, (values) => {
      expect(decodeBinary(encodeBinary(values, 8), 8)).toEqual(values);
    }),
  );
});

test('integers of 32 bits come back from 4 bytes of binary as they were', () => {
  fc.assert(
    fc.property(word, (values) => {
      expect(decodeBinary(encodeBinary(values, 4), 4)).toEqual(values);
    }),
  );
});

test('a program shows both forms', () => {
  expect(bothForms(0)).toBe('0: ASCII 30 20 (2 B), binary 00 00 00 00 00 00 00 00 (8 B)');
  expect(bothForms(1000)).toBe('1000: ASCII 31 30 30 30 20 (5 B), binary 00 00 00 00 00 00 03 e8 (8 B)');
});

test('a program says what an integer takes, by how large they are', () => {
  expect(bytesOfEach()).toEqual([
    'zero-or-one: ASCII 2.0 B an integer, binary 4 or 8 B',
    expect.stringMatching(/^small: ASCII [23]\.\d B an integer, binary 4 or 8 B$/),
    expect.stringMatching(/^uniform-16-bit: ASCII 5\.\d B an integer, binary 4 or 8 B$/),
    expect.stringMatching(/^uniform-32-bit: ASCII 10\.\d B an integer, binary 4 or 8 B$/),
    'timestamps: ASCII 17.0 B an integer, binary 8 B',
  ]);
});

/** Fields as RFC 4180 has them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCsv } from '../../../test/parse-csv.ts';
import { csv } from './csv.ts';

test('a heading, a line for each row, and an empty field for what is missing', () => {
  expect(
    csv(
      ['a', 'b', 'c'],
      [
        [1, null, true],
        ['x', 1e-7, 0.1],
      ],
    ),
  ).toBe('a,b,c\r\n1,,true\r\nx,1e-7,0.1\r\n');
  expect(csv(['a'], [])).toBe('a\r\n');
});

test('text comes back as it was, whatever is in it', () => {
  const text = fc.string({ unit: 'grapheme' }).filter((one) => !/^[=+\-@\t\r]/.test(one));
  fc.assert(
    fc.property(fc.array(fc.array(text, { minLength: 2, maxLength: 2 })), (rows) => {
      expect(parseCsv(csv(['a', 'b'], rows))).toEqual([['a', 'b'], ...rows]);
    }),
  );
});

test('numbers come back with all their digits', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(Number(parseCsv(csv(['a'], [[value]]))[1]?.[0])).toBe(value === 0 ? 0 : value);
    }),
  );
});

describe('text that a spreadsheet would compute is told to be text', () => {
  test.each(['=1+1', '+1', '-1', '@a', '\t=1'])('%j', (text) => {
    expect(parseCsv(csv(['a'], [[text]]))[1]).toEqual([`'${text}`]);
  });

  test('a negative number is none', () => {
    expect(csv(['a'], [[-1]])).toBe('a\r\n-1\r\n');
  });
});

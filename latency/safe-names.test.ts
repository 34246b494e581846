import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distinct, safeName } from './safe-names.ts';

test.each([
  ['64 connections, equal budget', '64-connections-equal-budget'],
  ['100 µs of work', '100-us-of-work'],
  ['100 μs', '100-us'],
  ['1,024 connections', '1024-connections'],
  ['a, b,100', 'a-b-100'],
  ['0 → 1', '0-to-1'],
  ['×1.5', 'x1-5'],
  ['../../etc/passwd', 'etc-passwd'],
  ['host:10.0.0.1:80', 'host-10-0-0-1-80'],
  ['café', 'cafe'],
  ['эхо', 'unnamed'],
  ['', 'unnamed'],
  ['-rf', 'rf'],
])('%j is %s', (text, name) => {
  expect(safeName(text)).toBe(name);
});

test('whatever it is made of, a name is safe in a file system and in a log', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
      expect(safeName(text)).toMatch(/^\w[\w-]{0,179}$/);
    }),
  );
});

test('no two names are the same, also where A is a', () => {
  expect(distinct(['a', 'A', 'a-2', 'a', 'b'])).toEqual(['a', 'A-2', 'a-2-2', 'a-3', 'b']);
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'A', 'a-2', 'a-2-2', 'b')), (names) => {
      const lower = distinct(names).map((name) => name.toLowerCase());
      expect(new Set(lower).size).toBe(names.length);
    }),
  );
});

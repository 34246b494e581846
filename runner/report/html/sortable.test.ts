import { expect, test } from 'vitest';
import { compareKeys, sortKeyOf, type SortKey } from './sortable.ts';

test.each<[string, SortKey]>([
  ['1.53 ms (1.36–1.74)', 0.00153],
  ['≥ 82.1 k/s (80.3–84.0) [not steady]', 82_100],
  ['at least 526 µs', 526e-6],
  ['×0.93 (0.90–0.97)', 0.93],
  ['−12 B (−230 to 206)', -12],
  ['+2.31 ms (+2.10 to +2.52)', 0.00231],
  ['±4.2 %', 0.042],
  ['1,307', 1307],
  ['69.6 MiB (69.0–70.0), n = 7', 69.6 * 2 ** 20],
  ['8', 8],
  ['event-loop', 'event-loop'],
  ['64 connections', 64],
  ['', ''],
  ['–', '–'],
])('%j is put in order as %j', (text, key) => {
  const found = sortKeyOf(text);
  if (typeof key === 'number') expect(found).toBeCloseTo(key, 9);
  else expect(found).toBe(key);
});

test('numbers come before words and nothing comes last, whichever way', () => {
  const keys: SortKey[] = ['b', '–', 2, '', 'a', 1];
  expect(keys.toSorted((one, other) => compareKeys(one, other, 1)).slice(0, 4)).toEqual([1, 2, 'a', 'b']);
  expect(keys.toSorted((one, other) => compareKeys(one, other, -1)).slice(0, 4)).toEqual([2, 1, 'b', 'a']);
});

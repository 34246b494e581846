import { expect, test } from 'vitest';
import { judgedWith } from '../../../test/made-up-claims.ts';
import { splitHeadersClaim } from './split-headers.ts';

const loaded = [
  'recv of 5, 256 in flight share',
  'recv of 5, backlogged share',
  'recv of 4 KiB, 256 in flight share',
  'recv of 5, backlogged, MTU 1500 share',
  'recv of 64 KiB, backlogged share',
] as const;
const allOf = (events: number) => Object.fromEntries(loaded.map((arm) => [arm, { events, of: 640_000 }]));

test('is confirmed where headers are split under load, and only there', () => {
  const { verdict } = judgedWith(splitHeadersClaim, {
    'recv of 5, 1 in flight share': { events: 0, of: 8000 },
    ...allOf(40),
  });
  expect(verdict).toBe('confirmed');
});

test('is refuted where they are split with one message in flight, and not under load', () => {
  const { verdict } = judgedWith(splitHeadersClaim, {
    'recv of 5, 1 in flight share': { events: 80, of: 8000 },
    ...allOf(0),
  });
  expect(verdict).toBe('refuted');
});

test('depends where only a reader of chunks meets them', () => {
  const judged = judgedWith(splitHeadersClaim, {
    'recv of 5, 1 in flight share': { events: 0, of: 8000 },
    ...allOf(0),
    'recv of 4 KiB, 256 in flight share': { events: 300, of: 160_000 },
    'recv of 64 KiB, backlogged share': { events: 56, of: 800_000 },
  });
  expect(judged.verdict).toBe('depends');
  expect(judged.predictions.map(({ outcome }) => outcome)).toEqual([
    'holds',
    'fails',
    'fails',
    'fails',
    'holds',
    'holds',
  ]);
});

test('is left open where too few headers were read to say so', () => {
  const few = Object.fromEntries(loaded.map((arm) => [arm, { events: 0, of: 10_000 }]));
  const { verdict, reason } = judgedWith(splitHeadersClaim, few);
  expect(verdict).toBe('cannot be tested here');
  expect(reason).toContain('the interval reaches over the bound');
});

test('cannot be tested without the calls of libc', () => {
  const why = 'the calls of libc are there on Linux only';
  const { verdict, reason } = judgedWith(splitHeadersClaim, {
    'recv of 5, 1 in flight share': why,
    ...Object.fromEntries(loaded.map((arm) => [arm, why])),
  });
  expect(verdict).toBe('cannot be tested here');
  expect(reason).toContain(why);
});

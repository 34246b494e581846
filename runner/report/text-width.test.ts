import { expect, it } from 'vitest';

import { ellipsis, textWidth, wrap } from './text-width.ts';

it('measures as Helvetica does', () => {
  expect(textWidth('event-loop', 12)).toBeCloseTo(56.03, 1);
  expect(textWidth('×0.93 (0.90–0.97)', 10)).toBeCloseTo(79.22, 2);
  expect(textWidth('', 12)).toBe(0);
});

it('counts a character that it does not know as wide', () => {
  expect(textWidth('漢', 10)).toBe(10);
});

it('cuts what does not fit and leaves what fits', () => {
  expect(ellipsis('short', 100, 12)).toBe('short');
  expect(ellipsis('a rather long sentence', 60, 12)).toBe('a rather l…');
});

it('breaks lines at spaces, and cuts a word that is wider than a line', () => {
  expect(wrap('one two three four', 50, 12)).toEqual(['one two', 'three', 'four']);
  expect(wrap('x'.repeat(50), 50, 12)).toEqual(['xxxxxx…']);
  expect(wrap('  ', 50, 12)).toEqual([]);
});

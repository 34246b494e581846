import { expect, it } from 'vitest';

import { ellipsis, textWidth, wrap } from './text-width.ts';

it('measures each character as the wider of Liberation Sans and DejaVu Sans', () => {
  // W: 944 in Liberation Sans, 989 in DejaVu Sans; s: 500 and 521; @: 1015 and 1000. Rounded up to thousandths.
  expect(textWidth('W', 1000)).toBe(989);
  expect(textWidth('s', 1000)).toBe(521);
  expect(textWidth('@', 1000)).toBe(1016);
  expect(textWidth('', 12)).toBe(0);
});

it('bold is wider, and by no fixed factor', () => {
  expect(textWidth('m', 1000, 'bold')).toBe(1042);
  expect(textWidth('event-loop', 12, 'bold')).toBeGreaterThan(textWidth('event-loop', 12));
});

it('knows the symbols of figures, and counts a character that it does not know as wide', () => {
  for (const symbol of '×÷±−µ–≥≤†·δ←→↑↓…') expect(textWidth(symbol, 1000), symbol).toBeLessThan(1300);
  expect(textWidth('漢', 10)).toBe(13);
  expect(textWidth('😀', 10)).toBe(13);
});

it('cuts what does not fit and leaves what fits', () => {
  expect(ellipsis('short', 100, 12)).toBe('short');
  const cut = ellipsis('a rather long sentence', 60, 12);
  expect(cut).toMatch(/^a rat.*…$/);
  expect(textWidth(cut, 12)).toBeLessThanOrEqual(60);
  expect(ellipsis('anything', 3, 12)).toBe('');
});

it('breaks lines at spaces; what does not fit into the last one is cut', () => {
  expect(wrap('one two three four', 60, 12, 9)).toEqual(['one two', 'three four']);
  expect(wrap('one two three four', 60, 12, 2)).toEqual(['one two', 'three four']);
  expect(wrap('one two three four five', 60, 12, 2)).toEqual(['one two', expect.stringMatching(/^three.*…$/)]);
  expect(wrap('x'.repeat(50), 50, 12, 3)).toEqual([expect.stringMatching(/^x+…$/)]);
  expect(wrap('  ', 50, 12, 3)).toEqual([]);
  expect(wrap('one two ‡ four', 60, 12, 9)).toEqual(['one two', '‡ four']);
});

import { expect, it } from 'vitest';

import { ellipsis, textWidth, withoutPiles, wrap, wrapEvenly } from './text-width.ts';

it('measures each character as the wider of DejaVu Sans and a font a fifth wider than Liberation Sans', () => {
  // W: 1.2 × 943.8 in Liberation Sans, 988.8 in DejaVu Sans; f: 1.2 × 277.8 and 352.1. Rounded up to thousandths.
  expect(textWidth('W', 1000)).toBe(1133);
  expect(textWidth('f', 1000)).toBe(353);
  expect(textWidth('', 12)).toBe(0);
});

it('bold is wider, and by no fixed factor', () => {
  expect(textWidth('m', 1000, 'bold')).toBe(1067);
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
  expect(wrap('one two three four', 66, 12, 9)).toEqual(['one two', 'three four']);
  expect(wrap('one two three four', 66, 12, 2)).toEqual(['one two', 'three four']);
  expect(wrap('one two three four five', 66, 12, 2)).toEqual(['one two', expect.stringMatching(/^three.*…$/)]);
  expect(wrap('x'.repeat(50), 50, 12, 3)).toEqual([expect.stringMatching(/^x+…$/)]);
  expect(wrap('  ', 50, 12, 3)).toEqual([]);
  expect(wrap('one two ‡ four', 66, 12, 9)).toEqual(['one two', '‡ four']);
});

it('keeps a number with its unit, and a name with its (0)', () => {
  expect(wrap('lasts 21.8 µs', textWidth('lasts 21.8', 12), 12, 9)).toEqual(['lasts', '21.8 µs']);
  expect(wrap('lasts 64 KiB', textWidth('64 KiB', 12), 12, 9)).toEqual(['lasts', '64 KiB']);
  expect(wrap('lasts echo (0)', textWidth('lasts echo', 12), 12, 9)).toEqual(['lasts', 'echo (0)']);
  expect(wrap('64 bytes', textWidth('bytes', 12), 12, 9)).toEqual(['64', 'bytes']);
});

it('breaks evenly into the same number of lines, and leaves what is cut as it is', () => {
  const words = 'one two three four five six seven';
  const room = textWidth('one two three four five six', 12);
  expect(wrap(words, room, 12, 2)).toEqual(['one two three four five six', 'seven']);
  expect(wrapEvenly(words, room, 12, 2)).toEqual(['one two three', 'four five six seven']);
  expect(wrapEvenly('one two', 200, 12, 2)).toEqual(['one two']);
  expect(wrapEvenly(words, 60, 12, 2)).toEqual(wrap(words, 60, 12, 2));
});

it('cuts no letter from its accents, nor a flag in half', () => {
  const name = '\u006E\u0303\u0331'.repeat(60);
  expect(ellipsis(name, 200, 12)).toMatch(/^(?:n\u0303\u0331)+…$/);
  expect(ellipsis('🇩🇪'.repeat(30), 200, 12)).toMatch(/^(?:🇩🇪)+…$/u);
  expect(ellipsis('👩‍👩‍👧‍👦'.repeat(30), 200, 12)).toMatch(/^(?:👩‍👩‍👧‍👦)+…$/u);
});

it('piles no more than two accents on a letter', () => {
  expect(withoutPiles('e\u0301')).toBe('é');
  expect(withoutPiles(`a${'\u0330'.repeat(100)}b`)).toBe('a\u0330\u0330b'.normalize('NFC'));
  expect(withoutPiles('event-loop')).toBe('event-loop');
});

it('knows that some characters are whole phrases', () => {
  expect(textWidth('﷽', 10)).toBeGreaterThan(100);
  expect(textWidth('⸻', 10)).toBeGreaterThan(30);
});

import { expect, it } from 'vitest';

import { clipped, oneLine } from './one-line.ts';

it.each([
  ['listen EADDRINUSE\n    at Server.listen', 'listen EADDRINUSE at Server.listen'],
  ['\u001B[31mred\u001B[0m', '[31mred [0m'],
  ['nul \u0000 and bell \u0007', 'nul and bell'],
  ['gnp\u202Eexe.png', 'gnpexe.png'],
  ['half a pair \uD83D', 'half a pair \uFFFD'],
  ['×0.93 (0.90–0.97) · 11 µs', '×0.93 (0.90–0.97) · 11 µs'],
])('%j becomes %j', (text, line) => {
  expect(oneLine(text)).toBe(line);
});

it('clips what is longer than wanted', () => {
  expect(clipped('short', 5)).toBe('short');
  expect(clipped('rather long', 8)).toBe('rather…');
});

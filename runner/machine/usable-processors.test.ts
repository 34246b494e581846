import { expect, test } from 'vitest';
import { usableProcessors } from './usable-processors.ts';

const processor = { model: 'any', count: 8, smt: null };

test('processors are those that the runner may use, and all where that was not read', () => {
  expect(usableProcessors({ processor: { ...processor, allowed: [2, 3, 5] } })).toBe(3);
  expect(usableProcessors({ processor: { ...processor, allowed: null } })).toBe(8);
  expect(usableProcessors({ processor })).toBe(8);
});

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { createRandom } from '../../protocol/random.ts';
import { shuffled } from './random.ts';

describe('shuffling', () => {
  test('keeps every item and leaves the original alone', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.nat(), (items, seed) => {
        const original = [...items];
        const order = shuffled(items, createRandom(seed));
        expect(order.toSorted((a, b) => a - b)).toEqual(original.toSorted((a, b) => a - b));
        expect(items).toEqual(original);
      }),
    );
  });

  test('gives all six orders of three items equally often', () => {
    const random = createRandom(3);
    const counts = new Map<string, number>();
    for (let draw = 0; draw < 6000; draw += 1) {
      const order = shuffled(['a', 'b', 'c'], random).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });
});

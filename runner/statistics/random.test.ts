import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { createRandom, shuffled, xoshiro128starstar } from './random.ts';

describe('random numbers', () => {
  test("the generator gives the words of its authors' own program", () => {
    const next = xoshiro128starstar(1, 2, 3, 4);
    const words = [11_520, 0, 5_927_040, 70_819_200, 2_031_721_883, 1_637_235_492, 1_287_239_034, 3_734_860_849];
    expect(words.map(next)).toEqual(words);
  });

  test('a seed gives the same numbers every time', () => {
    const [one, other] = [createRandom(42, 'order'), createRandom(42, 'order')];
    for (let draw = 0; draw < 1000; draw += 1) expect(one()).toBe(other());
  });

  test.each([
    ['another seed', createRandom(43, 'order')],
    ['a seed that differs above its 32nd bit', createRandom(42 + 2 ** 40, 'order')],
    ['another stream of the same seed', createRandom(42, 'drift')],
  ])('%s gives numbers that do not follow the first', (_, other) => {
    const one = createRandom(42, 'order');
    const draws = 4000;
    let covariance = 0;
    for (let draw = 0; draw < draws; draw += 1) covariance += (one() - 0.5) * (other() - 0.5);
    // The SD of a correlation of 4,000 independent pairs is 0.016.
    expect(Math.abs((12 * covariance) / draws)).toBeLessThan(0.06);
  });

  test('numbers are uniform from 0 to below 1', () => {
    const random = createRandom(1);
    const counts = Array.from({ length: 20 }, () => 0);
    for (let draw = 0; draw < 20_000; draw += 1) {
      const bin = Math.floor(20 * random());
      counts[bin] = (counts[bin] as number) + 1;
    }
    const chiSquare = counts.reduce((total, count) => total + (count - 1000) ** 2 / 1000, 0);
    expect(counts).toHaveLength(20);
    expect(chiSquare).toBeLessThan(43.8); // 99.9 % of the chi-square distribution with 19 degrees of freedom
  });

  test.each([-1, 0.5, Number.NaN, 2 ** 53])('the seed %d is refused by name', (seed) => {
    expect(() => createRandom(seed)).toThrow(`seed ${seed}`);
  });
});

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

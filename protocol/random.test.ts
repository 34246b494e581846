/** The generator is the published one, and its streams do not follow one another. */
import { describe, expect, test } from 'vitest';
import { createRandom, xoshiro128starstar } from './random.ts';

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

/** How wide intervals are expected to be, before they are there. */
import { expect, test } from 'vitest';
import { standardNormal } from '../../test/normal.ts';
import { createRandom } from '../../protocol/random.ts';
import { detectedEffect, expectedHalfWidth } from './expected-width.ts';
import { simultaneousCoverage } from './simultaneous.ts';
import { compare } from './verdict.ts';

test('is the same every time, shrinks with rounds and grows with coverage', () => {
  expect(expectedHalfWidth(10, 0.95)).toBe(expectedHalfWidth(10, 0.95));
  expect(expectedHalfWidth(16, 0.95)).toBeLessThan(expectedHalfWidth(10, 0.95) ?? 0);
  expect(expectedHalfWidth(10, 0.99)).toBeGreaterThan(expectedHalfWidth(10, 0.95) ?? 0);
  // About the half-width that Student's t has, 2.262 / √10, for nearly the same coverage.
  expect(expectedHalfWidth(10, 0.95)).toBeCloseTo(0.72, 1);
});

test('there is none where so few rounds have no interval', () => {
  expect(expectedHalfWidth(5, 0.95)).toBeNull();
  expect(expectedHalfWidth(8, simultaneousCoverage(6, 0.97))).toBeNull();
});

test('the effect that is found in nine of ten runs is found in nine of ten', () => {
  const [rounds, deviation, comparisons] = [10, 0.04, 2];
  const effect = deviation * detectedEffect(rounds, expectedHalfWidth(rounds, simultaneousCoverage(comparisons)) ?? 0);
  const random = createRandom(3, 'detected');
  const terms = { comparisons, margin: 0.1, unfit: false };
  const runs = 2000;
  let found = 0;
  for (let run = 0; run < runs; run += 1) {
    const rise = Array.from({ length: rounds }, () => effect + deviation * standardNormal(random));
    if (compare(rise, terms).verdict === 'higher') found += 1;
  }
  expect(found / runs).toBeGreaterThan(0.86);
  expect(found / runs).toBeLessThan(0.94);
});

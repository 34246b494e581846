import { expect, test } from 'vitest';
import { binomialAtMost } from '../statistics/binomial.ts';
import { soundMethod } from './sound-method.ts';

const errorRate = 1 - 0.9609375;

test('calls as many different as exact intervals of eight rounds miss', () => {
  expect(soundMethod([10, 10], 8, 0).expected).toBeCloseTo(20 * errorRate, 10);
});

test('keeps to the bound as often as independent comparisons do where no baseline is shared', () => {
  const { passes } = soundMethod(Array<number>(40).fill(1), 8, 2);
  expect(Math.abs(passes - binomialAtMost(2, 40, errorRate))).toBeLessThan(0.03);
});

test('keeps to a bound beyond the average less often where comparisons share a baseline', () => {
  const [shared, alone] = [[10, 10, 10, 10], Array<number>(40).fill(1)];
  expect(soundMethod(shared, 8, 3).passes).toBeLessThan(soundMethod(alone, 8, 3).passes - 0.01);
});

test('with rounds that have no interval calls nothing different', () => {
  expect(soundMethod([10], 3, 0)).toEqual({ expected: 0, passes: 1 });
});

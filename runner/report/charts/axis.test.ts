import { expect, it } from 'vitest';

import { binaryBytes, nanoseconds } from '../../result/quantity.ts';
import { axisOf, type Axis, type Range } from './axis.ts';
import type { Scale, ValueAxis } from './description.ts';

const plain = [{ unit: '', size: 1 }];
const room = (label: string) => 6.5 * label.length;

function axis(scale: Scale, values: readonly number[], more: Partial<ValueAxis> = {}, range: Range = [0, 200]): Axis {
  const reference = scale === 'ratio' ? 1 : scale === 'signed-log' ? 0 : null;
  return axisOf({ scale, title: 'x', units: plain, reference, margin: null, ...more }, values, range, room);
}

const labels = ({ ticks }: Axis) => ticks.map(({ label }) => label);

it('on an axis of ratios equal factors have equal lengths, and 1 and the margin are always in sight', () => {
  const one = axis('ratio', [2, 4], { margin: [1 / 1.1, 1.1] });
  expect(one.at(2) - one.at(1)).toBeCloseTo(one.at(4) - one.at(2), 9);
  expect(one.at(1 / 1.1)).toBeGreaterThan(0);
  expect(one.at(4)).toBeLessThan(200);
  expect(labels(one)).toContain('1');
});

it('close ratios have even ticks, far ones powers', () => {
  expect(labels(axis('ratio', [0.86, 1.06]))).toEqual(['0.9', '0.95', '1', '1.05']);
  expect(labels(axis('ratio', [0.05, 20], {}, [0, 300]))).toEqual(['0.1', '0.3', '1', '3', '10']);
});

it('what has no place on a logarithmic axis is beyond it, and stands at its end', () => {
  const one = axis('log', [10, 1000]);
  expect(one.isBeyond(0)).toBe(true);
  expect(one.isBeyond(-5)).toBe(true);
  expect(one.at(0)).toBe(0);
  expect(one.isBeyond(10)).toBe(false);
});

it('farther than an axis may reach is beyond it on either side, and does not stretch it', () => {
  const one = axis('ratio', [0.001, 0.9, 50], { within: [1 / 4, 4] });
  expect([0.001, 0.9, 50].map(one.isBeyond)).toEqual([true, false, true]);
  expect(one.at(0.001)).toBe(one.at(Number.NEGATIVE_INFINITY));
  expect(one.at(50)).toBe(one.at(Number.POSITIVE_INFINITY));
  expect(one.at(0.9)).toBeGreaterThan(60);
  expect(axis('ratio', [0.9, 1.1], { within: [1 / 4, 4] }).at(0.9)).toBe(axis('ratio', [0.9, 1.1]).at(0.9));
});

it('a linear axis begins at 0, and below it where values do', () => {
  expect(axis('linear', [3, 8]).at(0)).toBe(0);
  const around = axis('linear', [-2, 8]);
  expect(around.isBeyond(-2)).toBe(false);
  expect(labels(around)).toContain('0');
  expect(labels(axis('linear', [0, 0])).length).toBeGreaterThan(1);
});

it('a signed logarithm shows small differences beside large ones, on both sides of 0', () => {
  const one = axis('signed-log', [-33e3, 2800, 58e6], { units: nanoseconds }, [0, 500]);
  expect(one.at(0) - one.at(-33e3)).toBeGreaterThan(40);
  expect(one.at(58e6) - one.at(33e6)).toBeGreaterThan(10);
  expect(labels(one)).toEqual(['−10 µs', '0', '10 µs', '100 µs', '1 ms', '10 ms']);
});

it('ticks are round in the unit that they are written in, powers of two among them', () => {
  expect(labels(axis('log', [1300, 14e6], { units: binaryBytes }, [0, 400]))).toEqual([
    '1 KiB',
    '10 KiB',
    '100 KiB',
    '1 MiB',
    '10 MiB',
  ]);
  expect(labels(axis('linear', [9 * 2 ** 20], { units: [{ unit: 'MiB', size: 2 ** 20 }] }, [0, 100]))).toEqual([
    '0',
    '2',
    '4',
    '6',
    '8',
  ]);
});

it.each([
  ['ratio', [1e-9, 1e9]],
  ['ratio', [1]],
  ['ratio', [0.9999999, 1.0000001]],
  ['log', []],
  ['log', [5]],
  ['log', [1e-12, 1e12]],
  ['linear', []],
  ['linear', [-1e-15, 1e-15]],
  ['linear', [-1e18]],
  ['signed-log', []],
  ['signed-log', [-1e-9, 1e12]],
  ['signed-log', [0]],
] as const)('a %s axis of %j has places, and labels that do not touch', (scale, values) => {
  const one = axis(scale, values);
  for (const value of [...values, 0, 1, -1]) {
    expect(one.at(value)).toBeGreaterThanOrEqual(0);
    expect(one.at(value)).toBeLessThanOrEqual(200);
  }
  for (const value of values) expect(one.isBeyond(value)).toBe(false);
  const boxes = one.ticks.map(({ at, label }) => [at - room(label) / 2, at + room(label) / 2] as const);
  for (const [index, [left]] of boxes.slice(1).entries()) expect(left).toBeGreaterThan(boxes[index]?.[1] ?? Infinity);
  if (scale === 'ratio') expect(labels(one)).toContain('1');
});

/** The schedule of an open loop is a Poisson process of its rate, the same for everybody who asks for it. */
import { expect, test } from 'vitest';
import { createSchedule, distanceFromPoisson, mostArrivals, shareOfSchedule } from './schedule.ts';

const spec = { ratePerSecond: 10_000, durationMs: 2000, connections: 8, seed: 7, slice: 0 };

test('has the number of arrivals that the rate makes, in order, within its time', () => {
  const { dueMs, connection } = createSchedule(spec);
  expect([dueMs.length, connection.length]).toEqual([20_000, 20_000]);
  expect(dueMs).toEqual(dueMs.toSorted());
  expect(dueMs[0]).toBeGreaterThan(0);
  expect(dueMs.at(-1)).toBeLessThan(2000);
});

test('is the same for the same spec, and another one for another seed or slice', () => {
  expect(createSchedule(spec)).toEqual(createSchedule(spec));
  for (const other of [{ seed: 8 }, { slice: 1 }])
    expect(createSchedule({ ...spec, ...other }).dueMs).not.toEqual(createSchedule(spec).dueMs);
});

test.each([1, 2, 3, 4, 5])('gaps are exponential, arrivals uniform, connections equally likely (seed %d)', (seed) => {
  const { dueMs, connection } = createSchedule({ ...spec, seed });
  // 1.95 / √n is passed by chance once in a thousand (Kolmogorov).
  const bound = 1.95 / Math.sqrt(dueMs.length);
  expect(distanceFromPoisson(dueMs)).toBeLessThan(bound);
  const distance = dueMs.reduce((most, at, i) => Math.max(most, Math.abs(at / 2000 - i / dueMs.length)), 0);
  expect(distance).toBeLessThan(bound);
  for (let one = 0; one < 8; one++) {
    const count = connection.filter((other) => other === one).length;
    expect(Math.abs(count - 2500)).toBeLessThan(4 * Math.sqrt(2500));
  }
});

test('the parts of several processes are the whole', () => {
  const whole = createSchedule(spec);
  const parts = [shareOfSchedule(whole, 0, 3), shareOfSchedule(whole, 3, 5)] as const;
  const merged = parts.flatMap((part, i) =>
    Array.from(part.dueMs, (due, at) => [due, (part.connection[at] as number) + 3 * i] as const),
  );
  merged.sort(([a], [b]) => a - b);
  expect(merged).toEqual(Array.from(whole.dueMs, (due, at) => [due, whole.connection[at]]));
});

test('even gaps are far from those of a Poisson process', () => {
  expect(distanceFromPoisson(Float64Array.from({ length: 1000 }, (_, i) => i))).toBeGreaterThan(0.6);
  expect(distanceFromPoisson(Float64Array.of(1))).toBe(0);
});

test('more arrivals than can be held are refused', () => {
  const durationMs = mostArrivals;
  expect(() => createSchedule({ ...spec, ratePerSecond: 2000, durationMs })).toThrow(
    /more than 20000000: use a shorter/,
  );
});

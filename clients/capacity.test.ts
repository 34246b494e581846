/** The search finds the rate up to which a server keeps an objective, whatever single probes say. */
import { expect, test } from 'vitest';
import { findCapacity, type Probe } from './capacity.ts';

/** A server that keeps the objective up to a rate. */
function server(limit: number, others: Partial<Probe> = {}) {
  const asked: number[] = [];
  const probe = (ratePerSecond: number): Promise<Probe> => {
    asked.push(ratePerSecond);
    const isKept = ratePerSecond <= limit;
    return Promise.resolve({ ratePerSecond, valueNs: isKept ? 1e6 : 9e6, isKept, isClientLimited: false, ...others });
  };
  return { asked, probe };
}

test.each([300, 7_990, 10_000, 12_345, 25_000])('a server that can do %d/s is found within 2 %', async (limit) => {
  const { probe } = server(limit);
  const found = await findCapacity(10_000, probe);
  expect(found.ratePerSecond).toBeLessThanOrEqual(limit);
  expect(found.failedPerSecond).toBeGreaterThan(limit);
  expect((found.failedPerSecond as number) / found.ratePerSecond).toBeLessThanOrEqual(1.02);
  expect(found.isAtLeast).toBe(false);
});

test('every probe is kept, in its order', async () => {
  const { asked, probe } = server(9000);
  const { probes } = await findCapacity(10_000, probe);
  expect(probes.map(({ ratePerSecond }) => ratePerSecond)).toEqual(asked);
});

test('one probe that fails by accident decides nothing', async () => {
  let probes = 0;
  const { probe } = server(20_000);
  const found = await findCapacity(10_000, async (rate) => {
    const result = await probe(rate);
    return probes++ % 5 === 0 ? { ...result, isKept: false } : result;
  });
  expect(found.ratePerSecond).toBeGreaterThan(20_000 / 1.02);
});

test('a server that keeps it nowhere has none', async () => {
  const found = await findCapacity(10_000, server(0).probe);
  expect(found.ratePerSecond).toBe(0);
  expect(found.failedPerSecond).toBeLessThan(10_000 / 25);
});

test('where the client was the limit, or none was found, it is a least figure', async () => {
  const limited = await findCapacity(10_000, server(11_000, { isClientLimited: true }).probe);
  expect([limited.isAtLeast, limited.ratePerSecond > 10_700]).toEqual([true, true]);
  const unlimited = await findCapacity(10_000, server(Number.POSITIVE_INFINITY).probe);
  expect([unlimited.isAtLeast, unlimited.failedPerSecond]).toEqual([true, null]);
});

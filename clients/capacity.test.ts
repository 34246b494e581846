/** The search finds the rate up to which a server keeps an objective, whatever single probes say. */
import { expect, test } from 'vitest';
import { createRandom } from '../protocol/random.ts';
import { findCapacity, mostProbes, type Probe } from './capacity.ts';

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
  expect(found).toMatchObject({ outcome: 'found', isAtLeast: false });
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

test('a server that keeps it nowhere has none, and nothing is at least that', async () => {
  const found = await findCapacity(10_000, server(0).probe);
  expect(found).toMatchObject({ ratePerSecond: 0, outcome: 'none-kept', isAtLeast: false });
  expect(found.failedPerSecond).toBeLessThan(10_000 / 25);
  const { probe } = server(0, { isClientLimited: true });
  expect(await findCapacity(10_000, probe)).toMatchObject({ ratePerSecond: 0, outcome: 'none-kept', isAtLeast: false });
});

test('where the client was the limit, or the search ended, it is a least figure', async () => {
  const limited = await findCapacity(10_000, server(11_000, { isClientLimited: true }).probe);
  expect(limited).toMatchObject({ outcome: 'client-limited', isAtLeast: true });
  expect(limited.ratePerSecond).toBeGreaterThan(10_700);
  const unlimited = await findCapacity(10_000, server(Number.POSITIVE_INFINITY).probe);
  expect(unlimited).toMatchObject({ outcome: 'search-ended', isAtLeast: true, failedPerSecond: null });
});

test.each([
  ['the first', 0],
  ['the second', 1],
])('a rate of whose two failed probes %s is the client’s is no limit of the server', async (_, which) => {
  let failed = 0;
  const { probe } = server(11_000);
  const found = await findCapacity(10_000, async (rate) => {
    const result = await probe(rate);
    return result.isKept ? result : { ...result, isClientLimited: failed++ % 2 === which };
  });
  expect(found).toMatchObject({ outcome: 'client-limited', isAtLeast: true });
});

test('no search takes more probes than is said before it', async () => {
  const random = createRandom(1);
  const rates = Array.from({ length: 400 }, () => 100 + 40_000 * random());
  const taken: number[] = [];
  for (const limit of rates) {
    // Every rate fails once before it is kept.
    const asked = new Set<number>();
    const { probe } = server(limit);
    const { probes } = await findCapacity(10_000, async (rate) => {
      const result = await probe(rate);
      const isFirst = !asked.has(rate);
      asked.add(rate);
      return { ...result, isKept: result.isKept && !isFirst };
    });
    taken.push(probes.length);
  }
  expect(Math.max(...taken)).toBe(mostProbes);
});

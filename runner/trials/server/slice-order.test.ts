/** What the client of a trial is told, and how its answer is read. */
import { expect, test } from 'vitest';
import type { CapacityLine } from '../../../clients/report.ts';
import type { Load } from './setup.ts';
import { lastWarmUps, measuredOrder, warmUpOrder } from './slice-order.ts';

const closed: Load = { shape: 'closed', connections: 4, depth: 3 };
const churn: Load = { shape: 'churn', inProgress: 4, exchangesPerConnection: 1 };
const open: Load = { shape: 'open', connections: 4, ratePerSecond: 100, share: null };
const objective: Load = { shape: 'objective', connections: 4, objective: 'p99=5ms' };
const none: Load = { shape: 'none' };
const lines = (orders: readonly { readonly line: string }[]) => orders.map(({ line }) => line);

test.each([
  ['closed', closed, 'go 100', 'go 100', []],
  ['churn', churn, 'go 100', 'go 100', []],
  ['none', none, 'go 100', 'go 100', []],
  // What an open loop sends at its rate warms up no server; its own code is warmed up when that is done.
  ['open', open, 'go 100', 'go 100 closed:1', ['go 100', 'go 100']],
  ['objective', objective, 'capacity', 'go 100 closed:1', []],
] as const)('%s', (_, load, measured, warm, last) => {
  expect(measuredOrder(load, 100).line).toBe(measured);
  expect(warmUpOrder(load, 100).line).toBe(warm);
  expect(lines(lastWarmUps(load, 100))).toEqual(last);
});

test('an order is waited for as long as its window and a slow server may take, a search for longer', () => {
  expect(measuredOrder(open, 2000)).toMatchObject({ answer: 'slice', withinMs: 32_000 });
  expect(measuredOrder(objective, 2000).withinMs).toBeGreaterThan(measuredOrder(open, 10_000).withinMs);
});

test('a slice is read as it is told', () => {
  const slice = { windowNs: 1, messages: 2 };
  expect(measuredOrder(open, 100).read(slice)).toBe(slice);
});

test('a search is one slice, as long as all of it', () => {
  const found = { ratePerSecond: 100, failedPerSecond: 102, outcome: 'found' as const, isAtLeast: false, probes: [] };
  const used = { messages: 1000, cpuNs: 5e8, elapsedNs: 6e9 };
  const line: CapacityLine = { event: 'capacity', objective: 'p99=5ms', ...found, ...used };
  const read = measuredOrder(objective, 100).read(line);
  expect(read).toMatchObject({ ...used, windowNs: 6e9, littleRatio: 1, capacity: found });
  expect(Object.keys(read.capacity ?? {}).toSorted()).toEqual(Object.keys(found).toSorted());
});

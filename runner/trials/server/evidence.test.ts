import { describe, expect, test } from 'vitest';

import { syntheticMeasurement } from '../../../test/synthetic-trial.ts';
import { syntheticResult } from '../../../test/synthetic.ts';
import type { Cell, Measurement, Slice } from '../../result/trial.ts';
import { disturbances, judge } from './evidence.ts';
import { createRandom } from '../../statistics/random.ts';
import { warnings } from './warnings.ts';

const machine = { processorCount: 2 };
const pinned = syntheticResult({ rounds: 1 }).plan.groups[0]?.cells[0] as Cell;
const unpinned: Cell = { ...pinned, regime: 'whole-machine', serverCpus: null, clientCpus: null };
const calm = syntheticMeasurement(pinned, { messagesPerSecond: 60_000, cpuNsPerMessage: 15_000 }, createRandom(1));

const changed = (change: (slice: Slice, index: number) => Partial<Slice>): Measurement => ({
  ...calm,
  slices: calm.slices.map((slice, index) => ({ ...slice, ...change(slice, index) })),
});
/** Shares of the elapsed time of one processor. */
const using = ({ server, client }: { server: number; client: number }) =>
  changed(({ server: { messages, elapsedNs } }) => ({
    server: { cpuNs: server * elapsedNs, messages, elapsedNs, systemCalls: null },
    client: { cpuNs: client * elapsedNs, elapsedNs },
  }));
/** Shares of all processor time; server and client use 0.85 of it. */
const machineShares = ({ busy, idle, steal }: { busy: number; idle: number; steal: number }) =>
  changed(({ server: { messages } }) => ({
    server: { cpuNs: 50e6, messages, elapsedNs: 50e6, systemCalls: null },
    client: { cpuNs: 35e6, elapsedNs: 50e6 },
    machine: { busyNs: busy * 100e6, idleNs: idle * 100e6, stealNs: steal * 100e6 },
  }));

test('a calm trial carries no warning', () => {
  expect(judge(calm, pinned, machine)).toEqual([]);
});

describe("Little's law", () => {
  test.each([
    [1.029, []],
    [0.971, []],
    [1.031, ['littles-law']],
    [0.969, ['littles-law']],
    [Number.NaN, ['littles-law']],
  ])('%d of the requests kept outstanding', (littleRatio, expected) => {
    expect(
      judge(
        changed(() => ({ littleRatio })),
        pinned,
        machine,
      ),
    ).toEqual(expected);
  });

  test('is judged on the mean of the slices', () => {
    const scattered = changed((_, index) => ({ littleRatio: index % 2 === 0 ? 1.1 : 0.9 }));
    expect(judge(scattered, pinned, machine)).toEqual([]);
  });
});

const secondHalf = (factor: number) =>
  changed((_, index) => ({ windowNs: 1e8, messages: Math.round(10_000 * (index < 4 ? 1 : factor)) }));

describe('steadiness', () => {
  test.each([
    [0.91, []],
    [1.09, []],
    [0.89, ['not-steady']],
    [1.11, ['not-steady']],
  ])('a second half at %d of the first', (factor, expected) => {
    expect(judge(secondHalf(factor), pinned, machine)).toEqual(expected);
  });

  test('an odd slice in the middle belongs to neither half', () => {
    const { slices } = secondHalf(1);
    const middle = { ...(slices[0] as Slice), messages: 1 };
    const odd = [...slices.slice(0, 4), middle, ...slices.slice(4)];
    expect(judge({ ...calm, slices: odd }, pinned, machine)).toEqual([]);
  });

  test('one unbroken slice has no halves to compare', () => {
    expect(judge({ ...calm, slices: calm.slices.slice(0, 1) }, pinned, machine)).toEqual([]);
  });
});

describe('a busy client', () => {
  test.each([
    { title: 'limits a server that is not', server: 0.5, client: 0.9, cell: pinned, limited: true },
    { title: 'limits nothing when the server is busy too', server: 0.95, client: 0.9, cell: pinned, limited: false },
    { title: 'is busy above 0.8 only', server: 0.5, client: 0.79, cell: pinned, limited: false },
    {
      title: 'of two processes on one processor is full at one',
      server: 0.5,
      client: 0.9,
      cell: { ...pinned, clients: 2 },
      limited: true,
    },
    {
      title: 'of two processes on two processors is full at two',
      server: 0.5,
      client: 0.9,
      cell: { ...unpinned, clients: 2 },
      limited: false,
    },
    {
      title: 'of one process is full at one, wherever it may run',
      server: 0.5,
      client: 0.9,
      cell: unpinned,
      limited: true,
    },
    { title: 'leaves a server of two processors room at one', server: 1, client: 0.9, cell: unpinned, limited: true },
    {
      title: 'leaves a server of two processors none at two',
      server: 1.7,
      client: 0.9,
      cell: unpinned,
      limited: false,
    },
  ])('$title', ({ server, client, cell, limited }) => {
    const measurement = { ...using({ server, client }), throttledNs: null };
    expect(judge(measurement, cell, machine).includes('client-limited')).toBe(limited);
  });
});

describe('the machine', () => {
  test.each([
    ['steal with idle time to spare', { busy: 0.8, idle: 0.1, steal: 0.1 }, []],
    ['steal without', { busy: 0.86, idle: 0.05, steal: 0.09 }, ['disturbed-steal']],
    ['a little steal', { busy: 0.88, idle: 0.08, steal: 0.04 }, []],
    ['foreign load with idle time to spare', { busy: 0.9, idle: 0.1, steal: 0 }, []],
    ['foreign load without', { busy: 0.92, idle: 0.08, steal: 0 }, ['disturbed-foreign-load']],
    ['a little foreign load', { busy: 0.895, idle: 0.09, steal: 0.015 }, []],
    ['both', { busy: 0.91, idle: 0, steal: 0.09 }, ['disturbed-foreign-load', 'disturbed-steal']],
  ])('%s', (_, shares, expected) => {
    expect(judge(machineShares(shares), pinned, machine)).toEqual(expected);
  });

  test('is judged on sums: ticks of 10 ms put all foreign load of a trial into one slice', () => {
    const calmShares = machineShares({ busy: 0.85, idle: 0.09, steal: 0 });
    const [first, ...rest] = calmShares.slices as [Slice, ...Slice[]];
    const burst = { ...first, machine: { busyNs: 95e6, idleNs: 0, stealNs: 5e6 } };
    expect(judge({ ...calm, slices: [burst, ...rest] }, pinned, machine)).toEqual([]);
  });

  test('is not judged where it does not tell', () => {
    expect(
      judge(
        changed(() => ({ machine: null })),
        pinned,
        machine,
      ),
    ).toEqual([]);
  });

  test.each([
    [null, []],
    [0, []],
    [1, ['disturbed-throttled']],
  ])('throttled for %s ns', (throttledNs, expected) => {
    expect(judge({ ...calm, throttledNs }, pinned, machine)).toEqual(expected);
  });
});

test('every disturbance is a warning with its meaning and remedy, each a sentence', () => {
  for (const warning of disturbances) expect(warnings).toHaveProperty(warning);
  for (const { label, meaning, remedy } of Object.values(warnings)) {
    expect(label.length).toBeLessThan(16);
    expect(meaning).toMatch(/^[A-Z].*\.$/);
    expect(remedy).toMatch(/^[A-Z].*\.$/);
  }
});

test('without load there is no rate that could change, and no law of Little to keep', () => {
  const quiet = { ...pinned, connections: 0, idleConnections: 100 };
  const measurement = syntheticMeasurement(quiet, { messagesPerSecond: 1, cpuNsPerMessage: 1 }, createRandom(1));
  const broken = { ...measurement, slices: measurement.slices.map((slice) => ({ ...slice, littleRatio: Number.NaN })) };
  expect(judge(broken, quiet, machine)).toEqual([]);
});

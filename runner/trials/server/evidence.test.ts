import { describe, expect, test } from 'vitest';
import { madeUpSite } from '../../../test/made-up-site.ts';

import { serverRecord, usualFigures, type CountedSlice } from '../../../test/made-up-record.ts';
import { serverKind } from './kind.ts';
import { createRandom } from '../../../protocol/random.ts';
import { judge } from './evidence.ts';
import { labels } from './labels.ts';
import type { ServerRecord, Slice } from './record.ts';
import { settle } from './settle.ts';
import { usual, type ServerSetup, type ServerWanted } from './setup.ts';

const machine = { processorCount: 2 };
const setupOf = (changes: Partial<ServerWanted> = {}) => settle({ ...usual, ...changes }, madeUpSite).setup;
const recordOf = (setup: ServerSetup) =>
  serverRecord(setup, usualFigures(setup), { slices: 8, sliceMs: 100, noise: 0.02 }, createRandom(1));

const pinned = setupOf();
const unpinned = setupOf({ regime: 'whole-machine' });
const calm = recordOf(pinned);

const changed = (change: (slice: CountedSlice, index: number) => Partial<Slice>): ServerRecord => ({
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

test('a calm trial carries no label', () => {
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
    { title: 'limits a server that is not', server: 0.5, client: 0.9, setup: pinned, limited: true },
    { title: 'limits nothing when the server is busy too', server: 0.95, client: 0.9, setup: pinned, limited: false },
    { title: 'is busy above 0.8 only', server: 0.5, client: 0.79, setup: pinned, limited: false },
    {
      title: 'of two processes on one processor is full at one',
      server: 0.5,
      client: 0.9,
      setup: { ...pinned, clients: 2 },
      limited: true,
    },
    {
      title: 'of two processes on two processors is full at two',
      server: 0.5,
      client: 0.9,
      setup: { ...unpinned, clients: 2 },
      limited: false,
    },
    {
      title: 'of one process is full at one, wherever it may run',
      server: 0.5,
      client: 0.9,
      setup: unpinned,
      limited: true,
    },
    { title: 'leaves a server of two processors room at one', server: 1, client: 0.9, setup: unpinned, limited: true },
    {
      title: 'leaves a server of two processors none at two',
      server: 1.7,
      client: 0.9,
      setup: unpinned,
      limited: false,
    },
  ])('$title', ({ server, client, setup, limited }) => {
    const record = { ...using({ server, client }), throttledNs: null };
    expect(judge(record, setup, machine).includes('client-limited')).toBe(limited);
  });
});

describe('a client on the whole machine', () => {
  const load = { shape: 'closed', connections: 64, depth: 1 } as const;
  const wholeMachine = setupOf({ regime: 'whole-machine', load });
  /** Of the machine's two processors. */
  const ofMachine = (share: number) => using({ server: 1, client: share * 2 });
  const matters = (record: ServerRecord, setup: ServerSetup, where = machine) =>
    judge({ ...record, throttledNs: null }, setup, where).includes('client-share');

  test('matters above a tenth of it', () => {
    expect(matters(ofMachine(0.101), wholeMachine)).toBe(true);
    expect(matters(ofMachine(0.099), wholeMachine)).toBe(false);
    expect(matters(ofMachine(0.101), wholeMachine, { processorCount: 4 }), 'of a larger one').toBe(false);
  });

  test('has processors of its own at equal budget, and where the server is on another machine', () => {
    expect(matters(ofMachine(0.4), pinned)).toBe(false);
    const elsewhere = { ...ofMachine(0.4), serverMachine: { processors: 2, throttledNs: null } };
    expect(matters(elsewhere, wholeMachine)).toBe(false);
  });

  test('is not judged where nobody knows whether it takes anything from the server', () => {
    const { slices } = ofMachine(0.4);
    expect(matters({ ...calm, slices: slices.map((slice) => ({ ...slice, server: null })) }, wholeMachine)).toBe(false);
    expect(matters(ofMachine(0.4), setupOf({ regime: 'whole-machine', load: { shape: 'none' } }))).toBe(false);
  });

  test('is judged on the sum over the slices', () => {
    const uneven = changed(({ server: { elapsedNs } }, index) => ({
      client: { cpuNs: elapsedNs * (index === 0 ? 0.8 : 0.1), elapsedNs },
    }));
    expect(matters(uneven, wholeMachine)).toBe(false);
  });

  test('makes a finding of comparisons, which bounds nothing and repeats nothing', () => {
    const label = serverKind.labels.find(({ name }) => name === 'client-share');
    expect(label).toMatchObject({ ofComparison: true, bounds: false, repeats: false });
    expect(label?.meaning).toContain('with another client the ratio would be another one');
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

  test.each([
    [
      { shape: 'open', connections: 64, ratePerSecond: 1000 },
      { busy: 0.4, idle: 0.5, steal: 0.06 },
      ['disturbed-steal'],
    ],
    [{ shape: 'open', connections: 64, ratePerSecond: 1000 }, { busy: 0.4, idle: 0.55, steal: 0.04 }, []],
    [
      { shape: 'objective', connections: 64, objective: 'p99=5ms' },
      { busy: 0.4, idle: 0.5, steal: 0.06 },
      ['disturbed-steal'],
    ],
    [{ shape: 'closed', connections: 64, depth: 1 }, { busy: 0.4, idle: 0.5, steal: 0.06 }, []],
  ] as const)(
    '%j with %j: who waits for a reply waits longer, however much of the time is idle',
    (load, shares, expected) => {
      const setup: ServerSetup = { ...pinned, load: load.shape === 'open' ? { ...load, share: null } : load };
      const found = judge(machineShares(shares), setup, machine);
      expect(found.filter((label) => label.startsWith('disturbed'))).toEqual(expected);
    },
  );

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

describe('cold workers', () => {
  const cold = (changes: Partial<ServerWanted>, more: Partial<ServerSetup> = {}) => {
    const setup = { ...setupOf(changes), ...more };
    return judge(recordOf(setup), setup, machine).includes('cold-workers');
  };
  const busy = (connections: number) => ({ shape: 'closed', connections, depth: 1 }) as const;

  test('are those of models with a worker for each of more connections than two for each processor', () => {
    expect(cold({ model: 'thread-per-connection', load: busy(3) })).toBe(true);
    expect(cold({ model: 'thread-per-connection', load: busy(2) })).toBe(false);
    expect(cold({ model: 'blocking-process-per-connection', load: busy(64) })).toBe(true);
    expect(cold({ model: 'thread-pool-handoff', load: busy(64) })).toBe(false);
  });

  test('are judged by the processors that the server may use', () => {
    const model = 'thread-per-connection';
    expect(cold({ model, load: busy(4), regime: 'whole-machine' }), 'two, unpinned').toBe(false);
    expect(cold({ model, load: busy(5), regime: 'whole-machine' }), 'two, unpinned').toBe(true);
    expect(cold({ model, load: busy(8) }, { serverCpus: [0, 1, 2, 3] })).toBe(false);
  });

  test('are what is measured where connections are replaced, and do not matter without load', () => {
    const model = 'process-per-connection';
    expect(cold({ model, load: { shape: 'churn', inProgress: 10, exchangesPerConnection: 1 } })).toBe(false);
    expect(cold({ model, load: { shape: 'none' }, idleConnections: 100 })).toBe(false);
  });
});

test('every label has its meaning and remedy, each a sentence, and is found under its name', () => {
  for (const { title, meaning, remedy, ofComparison } of serverKind.labels) {
    // Beside the name of an arm in a chart there is room for so much; what is about comparisons stands below it.
    expect(title.length).toBeLessThan(ofComparison === true ? 24 : 16);
    expect(meaning).toMatch(/^[A-Z].*\.$/);
    expect(remedy).toMatch(/^[A-Z].*\.$/);
  }
  expect(serverKind.labels).toBe(labels);
});

test('the machine is what disturbs a trial, and a trial is measured again for that alone', () => {
  const repeating = labels.flatMap(({ repeats, name }) => (repeats ? [name] : []));
  expect(repeating).toEqual(['disturbed-foreign-load', 'disturbed-steal', 'disturbed-throttled']);
});

test('without load there is no rate that could change, and no law of Little to keep', () => {
  const quiet = setupOf({ load: { shape: 'none' }, idleConnections: 100 });
  const record = recordOf(quiet);
  const broken = { ...record, slices: record.slices.map((slice) => ({ ...slice, littleRatio: Number.NaN })) };
  expect(judge(broken, quiet, machine)).toEqual([]);
});

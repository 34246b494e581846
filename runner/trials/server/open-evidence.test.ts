/** Each rule about an open loop, where it must trip and where it must not; and what is shown then. */
import { describe, expect, test } from 'vitest';
import { madeUpLatency } from '../../../test/made-up-latency.ts';
import { madeUpCapacity } from '../../../test/made-up-open-load.ts';
import { serverRecord, usualFigures, type CountedSlice } from '../../../test/made-up-record.ts';
import { madeUpSite } from '../../../test/made-up-site.ts';
import { createRandom } from '../../../protocol/random.ts';
import type { Value } from '../../analysis/observation.ts';
import { judge } from './evidence.ts';
import { metrics } from './metrics.ts';
import type { OpenEvidence } from './open-record.ts';
import type { ServerRecord } from './record.ts';
import { settle } from './settle.ts';
import { usual, type Load, type ServerSetup } from './setup.ts';

const machine = { processorCount: 2 };
const ratePerSecond = 10_000;
const open: Load = { shape: 'open', connections: 64, ratePerSecond, share: null };
const setup = settle({ ...usual, load: open }, madeUpSite).setup;
const recordOf = (of: ServerSetup) =>
  serverRecord(of, usualFigures(of), { slices: 1, sliceMs: 2000, noise: 0.02 }, createRandom(1));
const calm = recordOf(setup);

const changed = (change: (open: OpenEvidence) => Partial<OpenEvidence>): ServerRecord => ({
  ...calm,
  slices: calm.slices.map((slice) => {
    const before = slice.open as OpenEvidence;
    return { ...slice, open: { ...before, ...change(before) } };
  }),
});
const labelsOf = (record: ServerRecord, of = setup) => judge(record, of, machine);
const shown = (record: ServerRecord, name: string, of = setup): Value =>
  metrics.find((metric) => metric.name === name)?.valueOf(record, of, machine) ?? Number.NaN;
const percentileNames = ['responseP50Ns', 'responseP99Ns'];

test('a client in time and a server that keeps up have no label, and response times are shown', () => {
  expect(labelsOf(calm)).toEqual([]);
  for (const name of percentileNames) expect(shown(calm, name)).toBeGreaterThan(0);
  // Of 20,000 requests, of which one in four is independent.
  expect(shown(calm, 'responseP999Ns')).toEqual({
    none: 'had 5,000 of the 10,000 independent samples it takes',
    brief: 'too few samples',
    measured: expect.any(Number),
    shareOfNeeded: 0.5,
  });
});

describe('sent ÷ scheduled', () => {
  test.each([
    [0.989, ['saturated']],
    [0.991, []],
    [1.009, []],
    [1.011, ['saturated']],
    [0, ['saturated']],
  ])('%d', (share, expected) => {
    const record = changed(({ scheduled }) => ({ sent: Math.round(share * scheduled) }));
    expect(labelsOf(record)).toEqual(expected);
    for (const name of percentileNames) {
      const value = shown(record, name);
      if (expected.length === 0) expect(value).toBeGreaterThan(0);
      else expect(value).toEqual({ none: expect.stringMatching(/^the client sent more than 1 % more or fewer/) });
    }
  });

  test('of nothing at all is none', () => {
    expect(labelsOf(changed(() => ({ scheduled: 0, sent: 0, answered: 0 })))).toContain('saturated');
  });
});

describe('requests without a reply', () => {
  test('are enough if there is one', () => {
    const record = changed(({ scheduled }) => ({ unanswered: 1, answered: scheduled - 1 }));
    expect(labelsOf(record)).toEqual(['saturated']);
    for (const name of percentileNames)
      expect(shown(record, name)).toEqual({ none: 'requests had no reply: what they would have waited is not known' });
    expect(shown(record, 'unansweredRequests')).toBe(1);
  });
});

describe('the backlog', () => {
  /** From the middle of the first third to that of the last come ⅔ of 20,000 requests. */
  const came = (2 / 3) * 20_000;
  const backlogOf = (of: (bin: number) => number) =>
    changed(() => ({ backlog: Array.from({ length: 30 }, (_, i) => of(i)) }));

  test.each([
    ['grows by 1.1 % of what came', (bin: number) => 4 + (0.011 * came * bin) / 20, ['saturated']],
    ['grows by 0.9 % of what came', (bin: number) => 4 + (0.009 * came * bin) / 20, []],
    ['shrinks', (bin: number) => 900 - 30 * bin, []],
    ['has one tall bin in its last third, as after a pause', (bin: number) => (bin === 25 ? 1000 : 4), []],
    ['has had a pause in the middle', (bin: number) => (bin === 15 ? 3000 : 4), []],
  ])('%s', (_, of, expected) => {
    const record = backlogOf(of);
    expect(labelsOf(record)).toEqual(expected);
    for (const name of percentileNames) {
      if (expected.length === 0) expect(shown(record, name)).toBeGreaterThan(0);
      else
        expect(shown(record, name)).toEqual({
          none: 'the server did not keep up with the rate: waiting grew as long as it was offered',
        });
    }
  });
});

/** In doubt: what was measured has the client's lag in it. */
const paced = (ns: number) => ({
  none: "the client's own send lag was more than a quarter of it",
  brief: 'send lag too large',
  measured: expect.closeTo(ns, 2 - Math.log10(ns)),
});

describe('send lag', () => {
  const lagging = (lagNs: number, effectiveShare = 0.25): ServerRecord => {
    const count = calm.responseTime?.count ?? 0;
    // Without spread all percentiles are one.
    return {
      ...calm,
      responseTime: madeUpLatency(count, 400_000, 0, 0.6),
      sendLag: madeUpLatency(count, lagNs, 0, effectiveShare),
    };
  };

  test('up to a quarter of the response time is none of the client’s making', () => {
    const record = lagging(99_000);
    expect(labelsOf(record)).toEqual([]);
    for (const name of [...percentileNames, 'responseP999Ns']) expect(shown(record, name)).toBeGreaterThan(0);
  });

  test('above it a percentile is the client’s, and not shown', () => {
    const record = lagging(102_000);
    expect(labelsOf(record)).toEqual([
      'pacing-limited-p50',
      'pacing-limited-p90',
      'pacing-limited-p99',
      'pacing-limited-p999',
    ]);
    for (const name of [...percentileNames, 'responseP999Ns']) expect(shown(record, name)).toEqual(paced(400_000));
  });

  test('is judged also where its own percentile rests on few observations', () => {
    expect(labelsOf(lagging(102_000, 1e-6))).toContain('pacing-limited-p99');
  });

  test('at one percentile says nothing of the others', () => {
    const count = 20_000;
    const record: ServerRecord = {
      ...calm,
      responseTime: madeUpLatency(count, 400_000, 0, 0.25),
      // Medians of some microseconds, and a long tail.
      sendLag: madeUpLatency(count, 60_000, 1.5, 0.25),
    };
    expect(labelsOf(record)).toEqual(['pacing-limited-p90', 'pacing-limited-p99', 'pacing-limited-p999']);
    expect(shown(record, 'responseP50Ns')).toBeGreaterThan(0);
    expect(shown(record, 'responseP99Ns')).toEqual(paced(400_000));
  });

  test.each([
    [249, []],
    [251, ['pacing-limited-p99']],
  ])('is judged at a p99 of %d independent observations: %j', (observations, expected) => {
    const count = 20_000;
    const record: ServerRecord = {
      ...calm,
      responseTime: madeUpLatency(count, 400_000, 0, observations / count),
      sendLag: madeUpLatency(count, 20_000, 1.5, 0.25),
    };
    expect(labelsOf(record)).toEqual(expected);
    expect(shown(record, 'responseP99Ns')).toMatchObject({
      none: expect.stringContaining(expected.length === 0 ? '1,000 independent samples' : 'send lag'),
    });
  });

  test('is none where nobody is told of a percentile', () => {
    const few = { ...lagging(300_000), responseTime: madeUpLatency(100, 400_000, 0, 0.01) };
    expect(labelsOf(few)).toEqual([]);
  });
});

describe('the client', () => {
  /** Processor time of the server, as a share of its one processor. */
  const busy = (busyShare: number, server: number): ServerRecord => ({
    ...changed(() => ({ busyShare })),
    slices: changed(() => ({ busyShare })).slices.map((slice) => {
      const { server: counters } = slice as CountedSlice;
      return { ...slice, server: { ...counters, cpuNs: server * counters.elapsedNs }, machine: null };
    }),
  });

  test('that had something to do for more than 0.8 of the time limits a server that had not', () => {
    expect(labelsOf(busy(0.81, 0.5))).toEqual(['client-limited']);
    expect(labelsOf(busy(0.79, 0.5))).toEqual([]);
    expect(labelsOf(busy(0.81, 0.9))).toEqual([]);
  });

  test('that spins uses up its processor, and limits nothing', () => {
    const record = busy(0.2, 0.5);
    const spinning = {
      ...record,
      slices: record.slices.map((slice) => ({ ...slice, client: { ...slice.client, cpuNs: slice.client.elapsedNs } })),
    };
    expect(labelsOf(spinning)).toEqual([]);
  });
});

test('no number of requests in flight was promised', () => {
  const record = { ...calm, slices: calm.slices.map((slice) => ({ ...slice, littleRatio: 3 })) };
  expect(labelsOf(record)).toEqual([]);
});

describe('a search for the highest rate', () => {
  const searching = settle(
    { ...usual, load: { shape: 'objective', connections: 64, objective: 'p99=5ms' } },
    madeUpSite,
  ).setup;
  const record: ServerRecord = { ...recordOf(searching), capacity: madeUpCapacity(30_000) };
  const capacity = (changes: Partial<NonNullable<ServerRecord['capacity']>>): ServerRecord => ({
    ...record,
    capacity: { ...madeUpCapacity(30_000), ...changes },
  });

  test('is limited by the client where the search says so, however idle the client was', () => {
    expect(labelsOf(record, searching)).toEqual([]);
    expect(labelsOf(capacity({ isAtLeast: true }), searching)).toEqual(['client-limited']);
  });

  test('gives the highest rate that was kept, to 2 %', () => {
    expect(shown(record, 'capacityPerSecond', searching)).toBe(30_000);
    const metric = metrics.find(({ name }) => name === 'capacityPerSecond');
    expect(metric?.resolutionOf?.(record, searching)).toBe(0.02);
    expect(metric?.boundedBy).toBe('client-limited');
  });

  test('may find none, which is no rate of 0; and where nobody searched there is none', () => {
    expect(shown(capacity({ ratePerSecond: 0 }), 'capacityPerSecond', searching)).toEqual({
      none: 'no rate kept the objective',
      brief: 'no rate kept it',
    });
    expect(shown(calm, 'capacityPerSecond')).toBeNaN();
  });
});

describe('figures of open loops', () => {
  test('are of what was due, answered and waited for', () => {
    expect(shown(calm, 'offeredPerSecond')).toBeCloseTo(ratePerSecond, -1);
    expect(shown(calm, 'goodputPerSecond')).toBeCloseTo(ratePerSecond, -1);
    expect(
      shown(
        changed(() => ({ drainMs: 37 })),
        'recoveryMs',
      ),
    ).toBe(37);
    expect(shown(calm, 'sentShare')).toBe(1);
    expect(shown(calm, 'longestResponseNs')).toBeNaN();
    const longest = { ...calm, responseTime: { ...madeUpLatency(20_000, 1e6, 0.1, 0.3), maxNs: 5e7 } };
    expect(shown(longest, 'longestResponseNs')).toBe(5e7);
  });

  test('are none in a closed loop', () => {
    const closed = settle(usual, madeUpSite).setup;
    for (const name of [
      'offeredPerSecond',
      'responseP50Ns',
      'goodputPerSecond',
      'recoveryMs',
      'sentShare',
      'unansweredRequests',
    ])
      expect(shown(recordOf(closed), name, closed), name).toBeNaN();
  });

  test('overload is a finding: goodput and recovery are told where no response time is', () => {
    const record = changed(({ scheduled }) => ({
      backlog: Array.from({ length: 30 }, (_, bin) => (scheduled * bin) / 60),
      drainMs: 2100,
    }));
    expect(labelsOf(record)).toEqual(['saturated']);
    expect(shown(record, 'goodputPerSecond')).toBeGreaterThan(0);
    expect(shown(record, 'recoveryMs')).toBe(2100);
  });
});

describe('classes of a mixture', () => {
  const classOf = (iterations: number, ns: number, count = 20_000) => ({
    ...{ share: 50, iterations, messages: count },
    responseTime: madeUpLatency(count, ns, 0, 0.25),
    serviceTime: madeUpLatency(count, ns, 0, 0.25),
  });
  /** In the order of the command line, which is not that of their work. */
  const mixed: ServerRecord = { ...calm, perClass: [classOf(100, 1e6), classOf(10, 4e5), classOf(1000, 3e6)] };

  test('small is the one with the least work, large the one with the most', () => {
    expect(shown(mixed, 'smallResponseP50Ns')).toBeCloseTo(4e5, -4);
    expect(shown(mixed, 'largeResponseP99Ns')).toBeCloseTo(3e6, -5);
    expect(shown(calm, 'smallResponseP50Ns')).toBeNaN();
  });

  test('are withheld with the others', () => {
    const saturated = { ...mixed, slices: changed(() => ({ unanswered: 2 })).slices };
    expect(shown(saturated, 'smallResponseP50Ns')).toEqual({ none: expect.stringContaining('had no reply') });
  });

  test('are withheld where the send lag is too much of their own response time', () => {
    // More than a quarter of 0.4 ms, and less than a quarter of 3 ms.
    const lagging = { ...mixed, sendLag: madeUpLatency(20_000, 2e5, 0, 0.25) };
    for (const name of ['smallResponseP50Ns', 'smallResponseP99Ns']) expect(shown(lagging, name)).toEqual(paced(4e5));
    expect(shown(lagging, 'largeResponseP99Ns')).toBeCloseTo(3e6, -5);
  });
});

describe('more than a closed loop had reached', () => {
  const at = (amount: number, of: 'own' | 'slowest'): ServerSetup => ({
    ...setup,
    load: { ...open, share: { amount, of, capacityPerSecond: ratePerSecond / amount } },
  });

  test.each([
    [2, 'own', ['client-limited']],
    [1, 'own', []],
    [0.5, 'own', []],
    [2, 'slowest', []],
  ] as const)('%d of %s, all answered as it came: %j', (amount, of, expected) => {
    expect(labelsOf(calm, at(amount, of))).toEqual(expected);
  });

  test('of which the server answers less and less is an overload', () => {
    const growing = changed(() => ({ backlog: Array.from({ length: 30 }, (_, bin) => 100 * bin) }));
    expect(labelsOf(growing, at(2, 'own'))).toEqual(['saturated']);
  });
});

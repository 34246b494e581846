import { describe, expect, test } from 'vitest';
import { madeUpSite } from '../../../test/made-up-site.ts';

import { serverRecord, usualFigures } from '../../../test/made-up-record.ts';
import type { Value } from '../../analysis/observation.ts';
import { sum } from '../../statistics/averages.ts';
import { createRandom } from '../../../protocol/random.ts';
import { details } from './details.ts';
import { metrics } from './metrics.ts';
import type { ServerRecord } from './record.ts';
import { settle } from './settle.ts';
import { usual, type Load, type ServerSetup } from './setup.ts';
import { madeUpMachine } from '../../../test/made-up-environment.ts';

const setup: ServerSetup = settle({ ...usual, load: { shape: 'closed', connections: 64, depth: 2 } }, madeUpSite).setup;
const record = serverRecord(
  setup,
  { ...usualFigures(setup), messagesPerSecond: 50_000, cpuNsPerMessage: 15_000 },
  { slices: 8, sliceMs: 100, noise: 0.02 },
  createRandom(1),
);
const closed = (connections: number): ServerSetup => ({ ...setup, load: { shape: 'closed', connections, depth: 1 } });
const churn = (exchangesPerConnection: number): ServerSetup => ({
  ...setup,
  load: { shape: 'churn', inProgress: 10, exchangesPerConnection },
});
const resting: ServerSetup = { ...setup, load: { shape: 'none' } };

function metricOf(name: string) {
  const metric = metrics.find((one) => one.name === name);
  if (metric === undefined) throw new Error(`no metric ${name}`);
  return metric;
}
/** A number: none of these has a reason to be without. */
const value = (name: string, of: ServerRecord = record, from: ServerSetup = setup): number => {
  const found: Value = metricOf(name).valueOf(of, from, madeUpMachine);
  if (typeof found !== 'number') throw new Error(found.none);
  return found;
};
const resolution = (name: string, of: ServerRecord = record, from: ServerSetup = setup) =>
  metricOf(name).resolutionOf?.(of, from);

test('fairness needs two connections: a single one is the least served and the median', () => {
  const messagesPerConnection = { min: 900, median: 1000, max: 1100 };
  const trial = { ...record, messagesPerConnection };
  expect(value('leastShare', trial, closed(2))).toBe(0.9);
  expect(value('leastShare', trial, closed(1))).toBeNaN();
});

test('figures of a trial are ratios of sums: a short slice weighs as much as its time', () => {
  const slice = { rampNs: 0, littleRatio: 1, machine: null };
  const slices = [
    {
      ...slice,
      windowNs: 100e6,
      messages: 1000,
      server: { cpuNs: 60e6, messages: 1200, elapsedNs: 120e6, systemCalls: null },
      client: { cpuNs: 30e6, elapsedNs: 120e6 },
    },
    {
      ...slice,
      windowNs: 300e6,
      messages: 6000,
      server: { cpuNs: 180e6, messages: 6800, elapsedNs: 360e6, systemCalls: null },
      client: { cpuNs: 120e6, elapsedNs: 360e6 },
    },
  ];
  const trial = { ...record, slices, contextSwitches: { voluntary: 3000, involuntary: 1000 } };
  expect(value('messagesPerSecond', trial)).toBe(17_500); // not the mean of 10,000 and 20,000
  expect(value('cpuNsPerMessage', trial)).toBe(30_000); // by the server's own count, ramps included
  const messages = slices.reduce((total, { server }) => total + server.messages, 0);
  const read = { ...trial, countersCpuNs: 2000 };
  expect(value('cpuNsPerMessage', read), 'what reading the counters takes is no message').toBe(
    30_000 - (2000 * slices.length) / messages,
  );
  expect(value('serverProcessors', trial)).toBe(0.5);
  expect(value('clientProcessors', trial)).toBe(0.3125);
  expect(value('contextSwitchesPerMessage', trial)).toBe(0.5);
});

test('system calls per MB count each byte once, and have no value where nobody counted', () => {
  const [slice] = record.slices;
  if (slice === undefined) throw new Error('no slice');
  const counted = (systemCalls: number | null) => ({
    ...record,
    slices: [{ ...slice, server: { ...slice.server, messages: 1000, systemCalls } }],
  });
  expect(value('systemCallsPerMegabyte', counted(2000), { ...setup, payloadBytes: 10_000 })).toBe(200);
  expect(value('systemCallsPerMegabyte', counted(null))).toBeNaN();
});

test('metrics of connections that are replaced have no value where connections are kept', () => {
  expect(value('connectionsPerSecond')).toBeNaN();
  expect(value('cpuNsPerConnection')).toBeNaN();
  expect(value('connectionsPerSecond', record, churn(2))).toBeCloseTo(value('messagesPerSecond') / 2, -1);
  expect(value('cpuNsPerConnection', record, churn(2))).toBe(2 * value('cpuNsPerMessage'));
});

test('connections per second and their processor time are of one stretch: their product is the processors in use', () => {
  const [slice] = record.slices;
  if (slice === undefined) throw new Error('no slice');
  // Seen: two batches of ten inside a window, one before it and one behind, and the server busy all the time.
  const server = { ...slice.server, cpuNs: 2734e6, messages: 40, elapsedNs: 2750e6 };
  const trial = { ...record, slices: [{ ...slice, windowNs: 1600e6, messages: 20, server }] };
  expect(value('connectionsPerSecond', trial, churn(1))).toBeCloseTo(40 / 2.75, 9);
  const product = (value('connectionsPerSecond', trial, churn(1)) * value('cpuNsPerConnection', trial, churn(1))) / 1e9;
  expect(product).toBeCloseTo(value('serverProcessors', trial), 9);
});

test('fairness is that of several connections', () => {
  const served = { ...record, messagesPerConnection: { min: 9, median: 12, max: 20 } };
  expect(value('leastShare', served, closed(8))).toBe(0.75);
  expect(value('leastShare', served, closed(1))).toBeNaN();
});

test('the p99 of connections is that of several which stay open, and says why it is not there', () => {
  const served = { ...record, p99PerConnectionNs: { min: 100, median: 200, max: 900 } };
  expect(value('bestConnectionP99Ns', served, closed(8))).toBe(100);
  expect(value('medianConnectionP99Ns', served, closed(8))).toBe(200);
  expect(value('worstConnectionP99Ns', served, closed(8))).toBe(900);
  expect(value('worstConnectionP99Ns', served, closed(1))).toBeNaN();
  expect(value('worstConnectionP99Ns', served, churn(1))).toBeNaN();
  // Of results from before it was recorded.
  expect(value('worstConnectionP99Ns', { ...record, p99PerConnectionNs: undefined }, closed(8))).toBeNaN();
  expect(() => value('worstConnectionP99Ns', { ...record, p99PerConnectionNs: null }, closed(8))).toThrow(
    '1,000 latencies of each connection',
  );
});

test('memory per idle connection is what came on top of memory at rest, and may be nothing or less', () => {
  const bytes = (ownBytes: number | null) => ({ rssBytes: 9e6, pssBytes: null, ownBytes });
  const idle = { ...resting, idleConnections: 100 };
  const grown = { ...record, memory: { atRest: bytes(5e6), underLoad: bytes(6e6) } };
  expect(value('bytesPerIdleConnection', grown, idle)).toBe(10_000);
  const shrunk = { ...record, memory: { atRest: bytes(6e6), underLoad: bytes(5e6) } };
  expect(value('bytesPerIdleConnection', shrunk, idle)).toBe(-10_000);
  expect(value('bytesPerIdleConnection', grown)).toBeNaN();
  // Where the kernel does not tell a process's own memory, all that is resident stands for it.
  const unknown = { ...record, memory: { atRest: bytes(null), underLoad: bytes(null) } };
  expect(value('bytesPerIdleConnection', unknown, idle)).toBe(0);
  // But never for one of the two readings alone, nor where the other one had its own.
  const half = { ...record, memory: { atRest: bytes(5e6), underLoad: bytes(null) } };
  expect(value('bytesPerIdleConnection', half, idle)).toBeNaN();
  expect(value('restBytes', half, idle)).toBe(5e6);
  expect(value('restBytes', { ...record, memory: { atRest: bytes(null), underLoad: bytes(5e6) } })).toBeNaN();
});

test('processor use without load is that of cells without load, reading the counters taken off', () => {
  expect(value('idleCpuShare')).toBeNaN();
  expect(value('idleCpuShare', record, resting)).toBe(value('serverProcessors'));
  const asked = sum(record.slices.map(({ server }) => server.cpuNs)) / record.slices.length;
  expect(value('idleCpuShare', { ...record, countersCpuNs: asked }, resting)).toBeCloseTo(0, 12);
});

test('the first echo counts from the start of the server', () => {
  expect(value('firstEchoMs', { ...record, readyMs: 60, firstExchangeNs: 2e6 })).toBe(62);
  expect(value('firstEchoMs', { ...record, firstExchangeNs: null })).toBeNaN();
});

test("the mean service time follows from the rate and what is outstanding: Little's law", () => {
  // 64 connections with two requests each.
  expect(value('serviceTimeMeanNs')).toBeCloseTo((128 * 1e9) / value('messagesPerSecond'), 6);
  expect(value('serviceTimeMeanNs', record, churn(1)), 'a connection that is replaced takes longer').toBeNaN();
  expect(value('serviceTimeMeanNs', record, resting)).toBeNaN();
});

test('what describes replies has no value without load', () => {
  for (const name of ['leastReplies', 'medianReplies', 'mostReplies']) {
    expect(value(name)).toBeGreaterThan(0);
    expect(value(name, record, resting)).toBeNaN();
  }
  const silent = {
    ...record,
    slices: record.slices.map((slice) => ({ ...slice, server: { ...slice.server, messages: 0 } })),
  };
  expect(value('contextSwitchesPerMessage', silent)).toBeNaN();
});

test('payload per second is that of one way, and no figure of messages without payload', () => {
  expect(value('payloadBytesPerSecond', record, { ...setup, payloadBytes: 1000 })).toBe(
    1000 * value('messagesPerSecond'),
  );
  expect(value('payloadBytesPerSecond', record, { ...setup, payloadBytes: 0 })).toBeNaN();
});

test('a round trip is one only where no request waits for another', () => {
  const alone: ServerSetup = { ...setup, load: { shape: 'closed', connections: 1, depth: 1 } };
  expect(value('roundTripNs', record, alone)).toBe(value('serviceTimeP50Ns'));
  expect(value('roundTripNs', record, { ...alone, load: { shape: 'closed', connections: 1, depth: 2 } })).toBeNaN();
  expect(value('roundTripNs', record, { ...alone, load: { shape: 'closed', connections: 2, depth: 1 } })).toBeNaN();
});

test('bytes per packet are those of both ways over all slices, where somebody counted', () => {
  const traffic = { interface: 'lo', receivedBytes: 3000, receivedPackets: 2, sentBytes: 100, sentPackets: 1 };
  const over = (...seen: (typeof traffic | null)[]) => ({
    ...record,
    slices: seen.map((one, at) => ({ ...(record.slices[at] as (typeof record.slices)[number]), traffic: one })),
  });
  expect(value('bytesPerPacket', over(traffic, { ...traffic, sentBytes: 200 }))).toBe(6300 / 6);
  expect(value('bytesPerPacket', over(traffic, null))).toBeNaN();
  expect(value('bytesPerPacket')).toBeNaN();
});

test('of a server that tells nothing there is what the client saw, and nothing else', () => {
  const untold: ServerRecord = {
    ...record,
    ...{ readyMs: null, memory: null, contextSwitches: null, gc: null },
    slices: record.slices.map((slice) => ({ ...slice, server: null })),
  };
  expect(value('messagesPerSecond', untold)).toBe(value('messagesPerSecond'));
  expect(value('serviceTimeP50Ns', untold)).toBe(value('serviceTimeP50Ns'));
  const told = [
    'cpuNsPerMessage',
    'serverProcessors',
    'contextSwitchesPerMessage',
    'residentBytes',
    'proportionalBytes',
  ];
  for (const name of [...told, 'readyMs', 'firstEchoMs', 'restBytes']) expect(value(name, untold), name).toBeNaN();
});

describe('one count more or less', () => {
  const [slice] = record.slices;
  const counted = (messages: number): ServerRecord => {
    if (slice === undefined) throw new Error('no slice');
    const server = { ...slice.server, messages: 2 * messages };
    const messagesPerConnection = { min: 1, median: messages / 10, max: messages };
    return { ...record, messagesPerConnection, slices: [{ ...slice, messages, server }] };
  };

  test.each<[string, ServerSetup, number]>([
    ['messagesPerSecond', setup, 1 / 20],
    // By the server's own count, of one exchange each, and of four.
    ['connectionsPerSecond', churn(1), 1 / 40],
    ['connectionsPerSecond', churn(4), 1 / 10],
    ['leastShare', setup, 1 / 2],
    ['bytesPerIdleConnection', { ...resting, idleConnections: 100 }, 40.96],
  ])('changes %s by what the windows hold', (name, of, expected) => {
    expect(resolution(name, counted(20), of)).toBe(expected);
  });

  test('is nothing where a figure does not exist, or nothing is counted', () => {
    expect(resolution('connectionsPerSecond', counted(20))).toBeNaN();
    expect(Number.isFinite(resolution('bytesPerIdleConnection', counted(20)))).toBe(false);
    expect('resolutionOf' in metricOf('cpuNsPerMessage')).toBe(false);
  });
});

test("the client's share is that of all processors, where the server could have had them", () => {
  const whole: ServerSetup = { ...closed(64), regime: 'whole-machine' };
  const of = {
    ...record,
    slices: record.slices.map((slice) => ({ ...slice, client: { cpuNs: 30e6, elapsedNs: 100e6 } })),
  };
  const share = (from: ServerSetup, trial: ServerRecord = of, machine = madeUpMachine) =>
    metricOf('clientShare').valueOf(trial, from, machine);
  expect(share(whole)).toBeCloseTo(0.15);
  expect(share(whole, of, { processorCount: 8 })).toBeCloseTo(0.0375);
  expect(share({ ...whole, regime: 'equal-budget' })).toBeNaN();
  expect(share({ ...whole, load: { shape: 'none' } })).toBeNaN();
  expect(share(whole, { ...of, serverMachine: { processors: 2, throttledNs: null } })).toBeNaN();
});

test('every value is finite or has none, under every load', () => {
  const loads: readonly Load[] = [setup.load, closed(1).load, churn(1).load, resting.load];
  for (const load of loads) {
    const from = { ...setup, load };
    const of = serverRecord(from, usualFigures(from), { slices: 2, sliceMs: 50, noise: 0 }, createRandom(2));
    for (const metric of metrics) {
      const found = metric.valueOf(of, from, madeUpMachine);
      const isNumber = typeof found === 'number';
      expect(isNumber && !Number.isFinite(found) && !Number.isNaN(found), metric.name).toBe(false);
    }
  }
});

test.each(metrics)('$name says which way is better in words that differ', ({ higher, lower, title, column, axis }) => {
  expect(higher).not.toBe(lower);
  expect([title, column].filter((text) => !/^\S.*\S$/.test(text))).toEqual([]);
  expect(axis).toMatch(/\{unit\}|^replies/);
});

test('tables of details show metrics that exist, each once, and p99.9 only in profiles that are long enough', () => {
  const shown = details('standard').flatMap((table) => table.metrics);
  expect(new Set(shown).size).toBe(shown.length);
  for (const name of shown) expect(() => metricOf(name)).not.toThrow();
  expect(shown.filter((name) => !details('quick').some((table) => table.metrics.includes(name)))).toEqual([
    'serviceTimeP999Ns',
    'responseP999Ns',
  ]);
});

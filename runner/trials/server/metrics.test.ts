import { expect, test } from 'vitest';

import { syntheticMeasurement } from '../../../test/synthetic-trial.ts';
import { syntheticResult } from '../../../test/synthetic.ts';
import type { Cell } from '../../result/trial.ts';
import { sum } from '../../statistics/averages.ts';
import { definitionOf, metricNames, type Metric } from './metrics.ts';
import { createRandom } from '../../statistics/random.ts';
import { utilizationOf } from './utilization.ts';

const cell = syntheticResult({ rounds: 1 }).plan.groups[0]?.cells[0] as Cell;
const value = (metric: Metric, trial = measurement, of = cell) => definitionOf(metric).valueOf(trial, of);
const measurement = syntheticMeasurement(cell, { messagesPerSecond: 50_000, cpuNsPerMessage: 15_000 }, createRandom(1));

test('fairness needs two connections: a single one is the least served and the median', () => {
  const messagesPerConnection = { min: 900, median: 1000, max: 1100 };
  const trial = { ...measurement, messagesPerConnection };
  expect(value('leastShare', trial, { ...cell, connections: 2 })).toBe(0.9);
  expect(value('leastShare', trial, { ...cell, connections: 1 })).toBeNaN();
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
  const trial = { ...measurement, slices, contextSwitches: { voluntary: 3000, involuntary: 1000 } };
  expect(value('messagesPerSecond', trial)).toBe(17_500); // not the mean of 10,000 and 20,000
  expect(value('cpuNsPerMessage', trial)).toBe(30_000); // by the server's own count, ramps included
  const messages = slices.reduce((total, { server }) => total + server.messages, 0);
  const read = { ...trial, countersCpuNs: 2000 };
  expect(value('cpuNsPerMessage', read), 'what reading the counters takes is no message').toBe(
    30_000 - (2000 * slices.length) / messages,
  );
  expect(utilizationOf(trial)).toEqual({
    serverUtilization: 0.5,
    clientUtilization: 0.3125,
    contextSwitchesPerMessage: 0.5,
  });
});

test('system calls per MB count each byte once, and have no value where nobody counted', () => {
  const [slice] = measurement.slices;
  if (slice === undefined) throw new Error('no slice');
  const counted = (systemCalls: number | null) => ({
    ...measurement,
    slices: [{ ...slice, server: { ...slice.server, messages: 1000, systemCalls } }],
  });
  expect(value('systemCallsPerMegabyte', counted(2000), { ...cell, payloadBytes: 10_000 })).toBe(200);
  expect(value('systemCallsPerMegabyte', counted(null))).toBeNaN();
});

test('a synthetic measurement has the speed it was asked for', () => {
  expect(value('messagesPerSecond') / 50_000).toBeCloseTo(1, 1);
  expect(value('cpuNsPerMessage') / 15_000).toBeCloseTo(1, 1);
});

test('metrics of connections that are replaced have no value where connections are kept', () => {
  expect(value('connectionsPerSecond')).toBeNaN();
  expect(value('cpuNsPerConnection')).toBeNaN();
  const replaced = { ...cell, exchangesPerConnection: 2 };
  expect(value('connectionsPerSecond', measurement, replaced)).toBeCloseTo(value('messagesPerSecond') / 2, -1);
  expect(value('cpuNsPerConnection', measurement, replaced)).toBe(2 * value('cpuNsPerMessage'));
});

test('connections per second and their processor time are of one stretch: their product is the processors in use', () => {
  const [slice] = measurement.slices;
  if (slice === undefined) throw new Error('no slice');
  const churn = { ...cell, exchangesPerConnection: 1 };
  // Seen: two batches of ten inside a window, one before it and one behind, and the server busy all the time.
  const server = { ...slice.server, cpuNs: 2734e6, messages: 40, elapsedNs: 2750e6 };
  const trial = { ...measurement, slices: [{ ...slice, windowNs: 1600e6, messages: 20, server }] };
  expect(value('connectionsPerSecond', trial, churn)).toBeCloseTo(40 / 2.75, 9);
  const product = (value('connectionsPerSecond', trial, churn) * value('cpuNsPerConnection', trial, churn)) / 1e9;
  expect(product).toBeCloseTo(utilizationOf(trial).serverUtilization, 9);
});

test('fairness is that of several connections', () => {
  const served = { ...measurement, messagesPerConnection: { min: 9, median: 12, max: 20 } };
  expect(value('leastShare', served, { ...cell, connections: 8 })).toBe(0.75);
  expect(value('leastShare', served, { ...cell, connections: 1 })).toBeNaN();
});

test('memory per idle connection is what came on top of memory at rest, and may be nothing or less', () => {
  const bytes = (ownBytes: number | null) => ({ rssBytes: 9e6, pssBytes: null, ownBytes });
  const idle = { ...cell, connections: 0, idleConnections: 100 };
  const grown = { ...measurement, memory: { atRest: bytes(5e6), underLoad: bytes(6e6) } };
  expect(value('bytesPerIdleConnection', grown, idle)).toBe(10_000);
  const shrunk = { ...measurement, memory: { atRest: bytes(6e6), underLoad: bytes(5e6) } };
  expect(value('bytesPerIdleConnection', shrunk, idle)).toBe(-10_000);
  expect(value('bytesPerIdleConnection', grown)).toBeNaN();
  // Where the kernel does not tell a process's own memory, all that is resident stands for it.
  const unknown = { ...measurement, memory: { atRest: bytes(null), underLoad: bytes(null) } };
  expect(value('bytesPerIdleConnection', unknown, idle)).toBe(0);
  // But never for one of the two readings alone, nor where the other one had its own.
  const half = { ...measurement, memory: { atRest: bytes(5e6), underLoad: bytes(null) } };
  expect(value('bytesPerIdleConnection', half, idle)).toBeNaN();
  expect(value('restBytes', half, idle)).toBe(5e6);
  expect(value('restBytes', { ...measurement, memory: { atRest: bytes(null), underLoad: bytes(5e6) } })).toBeNaN();
});

test('processor use without load is that of cells without load', () => {
  expect(value('idleCpuShare')).toBeNaN();
  expect(value('idleCpuShare', measurement, { ...cell, connections: 0 })).toBe(
    utilizationOf(measurement).serverUtilization,
  );
  const asked = sum(measurement.slices.map(({ server }) => server.cpuNs)) / measurement.slices.length;
  expect(value('idleCpuShare', { ...measurement, countersCpuNs: asked }, { ...cell, connections: 0 })).toBeCloseTo(
    0,
    12,
  );
});

test('the first echo counts from the start of the server', () => {
  expect(value('firstEchoMs', { ...measurement, readyMs: 60, firstExchangeNs: 2e6 })).toBe(62);
  expect(value('firstEchoMs', { ...measurement, firstExchangeNs: null })).toBeNaN();
});

test.each(metricNames)('%s says which way is better in words that differ', (metric) => {
  const { higher, lower, title, column } = definitionOf(metric);
  expect(new Set([higher, lower]).size).toBe(2);
  expect(`${title}${column}`).not.toBe('');
});

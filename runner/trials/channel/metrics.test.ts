/** The figures of a trial, from a record written by hand. */
import { expect, test } from 'vitest';
import { madeUpLatency } from '../../../test/made-up-latency.ts';
import { metrics } from './metrics.ts';
import type { ChannelRecord, ChannelSlice } from './record.ts';
import type { ChannelSetup } from './setup.ts';
import { madeUpMachine } from '../../../test/made-up-environment.ts';

const slice = (messages: number, windowNs: number): ChannelSlice => ({
  windowNs,
  messages,
  near: { cpuNs: 300 * messages, voluntary: messages, involuntary: messages / 2 },
  far: { cpuNs: 200 * messages, voluntary: messages / 4, involuntary: 0 },
  cpuNs: 520 * messages,
  machine: null,
});

/** Two slices of different speeds: 3,000 messages in 2 ms. */
const record: ChannelRecord = {
  readyMs: 200,
  warmup: { messages: 10, durationMs: 100 },
  slices: [slice(1000, 1e6), slice(2000, 1e6)],
  roundTrip: madeUpLatency(3000, 650, 0.1, 1),
  throttledNs: null,
};
const pingpong: ChannelSetup = {
  ...{ channel: 'pipe', mode: 'pingpong', content: 'bytes', encoding: 'native', bytes: 500 },
  ...{ placement: 'apart', cpus: [0, 1], spins: false },
};
const stream: ChannelSetup = { ...pingpong, mode: 'stream' };

function valuesOf(of: ChannelRecord, setup: ChannelSetup): Readonly<Record<string, unknown>> {
  return Object.fromEntries(metrics.map((metric) => [metric.name, metric.valueOf(of, setup, madeUpMachine)]));
}

test('a ping-pong has round trips, and no rate', () => {
  const { roundTripNs, roundTripP99Ns, roundTripP999Ns, ...values } = valuesOf(record, pingpong);
  expect(roundTripNs as number).toBeGreaterThan(630);
  expect(roundTripNs as number).toBeLessThan(660);
  expect(roundTripP99Ns as number).toBeGreaterThan(750);
  expect(roundTripP999Ns).toMatchObject({
    none: expect.stringContaining('of the 10,000 independent samples it takes'),
  });
  expect(values).toEqual({
    roundTripMeanNs: expect.closeTo(2e6 / 3000, 6),
    ...{ messagesPerSecond: Number.NaN, bytesPerSecond: Number.NaN, cpuNsPerMegabyte: Number.NaN },
    ...{ cpuNsPerMessage: 500, nearCpuNsPerMessage: 300, farCpuNsPerMessage: 200 },
    ...{ nearSwitchesPerMessage: 1.5, farSwitchesPerMessage: 0.25 },
  });
});

test('a stream has rates, of messages and of their payload, and no round trip', () => {
  const values = valuesOf({ ...record, roundTrip: null }, stream);
  expect(values).toMatchObject({
    ...{ roundTripNs: Number.NaN, roundTripMeanNs: Number.NaN, roundTripP99Ns: Number.NaN },
    ...{ messagesPerSecond: 1.5e6, bytesPerSecond: 7.5e8, cpuNsPerMessage: 500, cpuNsPerMegabyte: 1e6 },
  });
});

test('of objects nobody knows how many bytes travelled', () => {
  const objects = { ...stream, content: 'record', bytes: 0 } as const;
  expect(valuesOf({ ...record, roundTrip: null }, objects)).toMatchObject({
    ...{ messagesPerSecond: 1.5e6, bytesPerSecond: Number.NaN, cpuNsPerMegabyte: Number.NaN },
  });
});

test('where the kernel does not tell of the far end, there is no figure of both', () => {
  const untold = { ...record, slices: record.slices.map((one) => ({ ...one, far: null })) };
  expect(valuesOf(untold, pingpong)).toMatchObject({
    ...{ cpuNsPerMessage: Number.NaN, farCpuNsPerMessage: Number.NaN, nearCpuNsPerMessage: 300 },
  });
});

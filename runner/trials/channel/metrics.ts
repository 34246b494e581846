/**
 * The metrics of a channel trial, in the order of tables. A ping-pong has round trips and a stream has rates: of the other
 * one a metric has no value.
 */
import type { Value } from '../../analysis/observation.ts';
import { decimalBytesPerSecond, nanoseconds, plainCount, ratePerSecond } from '../../result/quantity.ts';
import { sum } from '../../statistics/averages.ts';
import type { Metric } from '../kind.ts';
import { percentileNs, type Percentile } from '../latency.ts';
import { cheaper, difference, factor, faster, fewer, shorter } from '../metric-words.ts';
import type { ChannelRecord, ChannelSlice } from './record.ts';
import type { ChannelSetup } from './setup.ts';

type ChannelMetric = Metric<ChannelSetup, ChannelRecord>;
type End = 'near' | 'far';

const roundTrip = { ...factor, ...shorter, quantity: nanoseconds } as const;
const cost = { ...factor, ...cheaper, quantity: nanoseconds } as const;
const switches = { ...difference, ...fewer, quantity: plainCount } as const;

/** What experiments ask for. */
const asked: readonly ChannelMetric[] = [
  {
    ...roundTrip,
    name: 'roundTripNs',
    title: 'Round trip, median',
    column: 'Round trip, median',
    axis: '{unit} per round trip, median',
    valueOf: percentileOf('p50'),
  },
  {
    ...factor,
    ...faster,
    name: 'messagesPerSecond',
    title: 'Messages per second',
    column: 'Messages per second',
    axis: '{unit} messages per second',
    quantity: ratePerSecond,
    resolutionOf: ({ slices }) => 1 / total(slices, ({ messages }) => messages),
    valueOf: (record, setup) => (setup.mode === 'stream' ? messagesPerSecond(record) : Number.NaN),
  },
  {
    ...factor,
    ...faster,
    name: 'bytesPerSecond',
    title: 'Payload per second',
    column: 'Payload per second',
    axis: '{unit} of payload',
    quantity: decimalBytesPerSecond,
    resolutionOf: ({ slices }) => 1 / total(slices, ({ messages }) => messages),
    valueOf: (record, setup) => messagesPerSecond(record) * streamedBytes(setup),
  },
  {
    ...cost,
    name: 'cpuNsPerMessage',
    title: 'Processor time per message',
    column: 'Processor time per message, both ends',
    axis: '{unit} of processor time per message, both ends',
    note: 'Processor time per message is that of both ends together; in a ping-pong it is for a whole round trip, which is two messages, one there and one back.',
    valueOf: (record) => cpuNsPerMessage(record, 'near') + cpuNsPerMessage(record, 'far'),
  },
  {
    ...cost,
    name: 'cpuNsPerMegabyte',
    title: 'Processor time per MB',
    column: 'Processor time per MB, both ends',
    axis: '{unit} of processor time per MB, both ends',
    valueOf: (record, setup) =>
      ((cpuNsPerMessage(record, 'near') + cpuNsPerMessage(record, 'far')) * 1e6) / streamedBytes(setup),
  },
];

/** What is shown in tables of its own: see details.ts. */
const describing: readonly ChannelMetric[] = [
  {
    ...roundTrip,
    name: 'roundTripMeanNs',
    title: 'Round trip, mean',
    column: 'Mean',
    axis: '{unit} per round trip, mean',
    valueOf: (record, { mode }) => (mode === 'pingpong' ? 1e9 / messagesPerSecond(record) : Number.NaN),
  },
  {
    ...roundTrip,
    name: 'roundTripP99Ns',
    title: 'Round trip, p99',
    column: 'p99',
    axis: '{unit} per round trip, p99',
    valueOf: percentileOf('p99'),
  },
  {
    ...roundTrip,
    name: 'roundTripP999Ns',
    title: 'Round trip, p99.9',
    column: 'p99.9',
    axis: '{unit} per round trip, p99.9',
    valueOf: percentileOf('p999'),
  },
  {
    ...cost,
    name: 'nearCpuNsPerMessage',
    title: 'Processor time per message, near end',
    column: 'Processor time per message, near end',
    axis: '{unit} of processor time per message, near end',
    valueOf: (record) => cpuNsPerMessage(record, 'near'),
  },
  {
    ...cost,
    name: 'farCpuNsPerMessage',
    title: 'Processor time per message, far end',
    column: 'far end',
    axis: '{unit} of processor time per message, far end',
    valueOf: (record) => cpuNsPerMessage(record, 'far'),
  },
  {
    ...switches,
    name: 'nearSwitchesPerMessage',
    title: 'Context switches per message, near end',
    column: 'Context switches per message, near end',
    axis: '{unit} context switches per message, near end',
    valueOf: (record) => perMessage(record, 'near', ({ voluntary, involuntary }) => voluntary + involuntary),
  },
  {
    ...switches,
    name: 'farSwitchesPerMessage',
    title: 'Context switches per message, far end',
    column: 'far end',
    axis: '{unit} context switches per message, far end',
    valueOf: (record) => perMessage(record, 'far', ({ voluntary, involuntary }) => voluntary + involuntary),
  },
];

export const metrics: readonly ChannelMetric[] = [...asked, ...describing];

/** NaN of a stream. */
function percentileOf(percentile: Percentile): (record: ChannelRecord) => Value {
  return ({ roundTrip: latency }) => (latency === null ? Number.NaN : percentileNs(latency, percentile));
}

function messagesPerSecond({ slices }: ChannelRecord): number {
  return (1e9 * total(slices, ({ messages }) => messages)) / total(slices, ({ windowNs }) => windowNs);
}

/** Payload of a message; NaN of objects, whose length depends on how they are encoded, and of a ping-pong. */
function streamedBytes({ mode, content, bytes }: ChannelSetup): number {
  return mode === 'stream' && content === 'bytes' ? bytes : Number.NaN;
}

function cpuNsPerMessage(record: ChannelRecord, end: End): number {
  return perMessage(record, end, ({ cpuNs }) => cpuNs);
}

/** NaN where the kernel does not tell. */
function perMessage({ slices }: ChannelRecord, end: End, value: (used: ChannelSlice['near']) => number): number {
  const used = total(slices, ({ [end]: of }) => (of === null ? Number.NaN : value(of)));
  return used / (total(slices, ({ messages }) => messages) || Number.NaN);
}

function total(slices: readonly ChannelSlice[], value: (slice: ChannelSlice) => number): number {
  return sum(slices.map(value));
}

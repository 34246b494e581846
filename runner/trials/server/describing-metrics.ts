/** Metrics that describe a server trial beside those that experiments ask for: in tables of their own (details.ts), or as a condition. */
import type { Value } from '../../analysis/observation.ts';
import { binaryBytes, nanoseconds, percent, plainCount } from '../../result/quantity.ts';
import { percentileNs } from '../latency.ts';
import type { Traffic } from '../paths/environment.ts';
import { clientShare } from './client-share.ts';
import { cheaper, difference, factor, fewer, more, shorter, smaller } from '../metric-words.ts';
import { depthOf, type ServerSetup } from './setup.ts';
import { messagesPerSecond, total, totalOfServer, type ServerMetric } from './sums.ts';

const inFlight = {
  ...factor,
  ...shorter,
  quantity: nanoseconds,
  axis: '{unit} of service time at saturation',
} as const;
const described = { ...difference, quantity: plainCount } as const;

export const describingMetrics: readonly ServerMetric[] = [
  {
    ...inFlight,
    name: 'serviceTimeP50Ns',
    title: 'Service time at saturation, p50',
    column: 'p50',
    valueOf: ({ serviceTime }, { load }) => atSaturation(load, percentileNs(serviceTime, 'p50')),
  },
  {
    ...inFlight,
    name: 'serviceTimeP99Ns',
    title: 'Service time at saturation, p99',
    column: 'p99',
    valueOf: ({ serviceTime }, { load }) => atSaturation(load, percentileNs(serviceTime, 'p99')),
  },
  {
    ...inFlight,
    name: 'serviceTimeP999Ns',
    title: 'Service time at saturation, p99.9',
    column: 'p99.9',
    valueOf: ({ serviceTime }, { load }) => atSaturation(load, percentileNs(serviceTime, 'p999')),
  },
  {
    ...inFlight,
    name: 'serviceTimeMeanNs',
    title: "Mean service time by Little's law",
    column: "Mean, by Little's law",
    // A connection that is replaced is in flight for longer than its request.
    valueOf: (record, { load }) =>
      load.shape === 'closed' ? (1e9 * load.connections * depthOf(load)) / messagesPerSecond(record) : Number.NaN,
  },
  {
    ...described,
    ...more,
    name: 'leastReplies',
    title: 'Replies to the least served connection',
    column: 'Replies per connection, least',
    axis: '{unit} replies to the least served connection',
    valueOf: ({ messagesPerConnection: { min } }, { load }) => underLoadOnly(min, load),
  },
  {
    ...described,
    ...more,
    name: 'medianReplies',
    title: 'Replies to the median connection',
    column: 'median',
    axis: '{unit} replies to the median connection',
    valueOf: ({ messagesPerConnection: { median } }, { load }) => underLoadOnly(median, load),
  },
  {
    ...described,
    ...more,
    name: 'mostReplies',
    title: 'Replies to the most served connection',
    column: 'most',
    axis: '{unit} replies to the most served connection',
    valueOf: ({ messagesPerConnection: { max } }, { load }) => underLoadOnly(max, load),
  },
  {
    ...described,
    ...fewer,
    name: 'contextSwitchesPerMessage',
    title: 'Context switches per message',
    column: 'Context switches per message',
    axis: '{unit} context switches per message',
    // Voluntary and involuntary, of the server.
    valueOf: ({ slices, contextSwitches }) =>
      (contextSwitches === null ? Number.NaN : contextSwitches.voluntary + contextSwitches.involuntary) /
      (totalOfServer(slices, ({ messages }) => messages) || Number.NaN),
  },
  {
    ...described,
    ...smaller,
    name: 'residentBytes',
    title: 'Resident memory at the end',
    column: 'Memory at the end, resident',
    axis: '{unit} resident at the end',
    quantity: binaryBytes,
    valueOf: ({ memory }) => memory?.underLoad.rssBytes ?? Number.NaN,
  },
  {
    ...described,
    ...smaller,
    name: 'proportionalBytes',
    title: 'Proportional memory at the end',
    column: 'proportional',
    axis: '{unit} proportional at the end',
    quantity: binaryBytes,
    valueOf: ({ memory }) => memory?.underLoad.pssBytes ?? Number.NaN,
  },
  {
    ...described,
    ...cheaper,
    name: 'serverProcessors',
    title: 'Processors in use by the server',
    column: 'Processors in use, server',
    axis: '{unit} processors in use by the server',
    valueOf: ({ slices }) =>
      totalOfServer(slices, ({ cpuNs }) => cpuNs) / totalOfServer(slices, ({ elapsedNs }) => elapsedNs),
  },
  {
    ...described,
    ...cheaper,
    name: 'clientProcessors',
    title: 'Processors in use by the clients',
    column: 'clients',
    axis: '{unit} processors in use by the clients',
    valueOf: ({ slices }) =>
      total(slices, ({ client }) => client.cpuNs) / total(slices, ({ client }) => client.elapsedNs),
  },
  {
    ...described,
    ...cheaper,
    name: 'clientShare',
    title: "Client's share of the processors",
    column: "Client's share of the processors",
    axis: "{unit} of the machine's processors used by the client",
    quantity: percent,
    most: 1,
    note: "Nothing was pinned: the client's share is what the load client used of the machine's processors. A client that takes less leaves more for the server: the figures and their ratios are then others.",
    condition: "the client used {range} of the machine's processors",
    valueOf: clientShare,
  },
  {
    ...described,
    ...more,
    name: 'bytesPerPacket',
    title: 'Bytes per packet',
    column: 'Bytes per packet, both ways',
    axis: '{unit} per packet',
    quantity: binaryBytes,
    valueOf: ({ slices }) => {
      const sum = (value: (traffic: Traffic) => number) =>
        total(slices, ({ traffic }) => (traffic === null || traffic === undefined ? Number.NaN : value(traffic)));
      return (
        sum(({ receivedBytes, sentBytes }) => receivedBytes + sentBytes) /
        (sum(({ receivedPackets, sentPackets }) => receivedPackets + sentPackets) || Number.NaN)
      );
    },
  },
];

/** An open loop saturates nothing. */
function atSaturation({ shape }: ServerSetup['load'], value: Value): Value {
  return shape === 'open' || shape === 'objective' ? Number.NaN : value;
}

function underLoadOnly(value: number, { shape }: ServerSetup['load']): number {
  return shape === 'none' ? Number.NaN : value;
}

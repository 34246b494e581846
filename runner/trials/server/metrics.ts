/**
 * The metrics of a server trial: what each is called, what it is of a trial, and how two trials are compared by it. A new
 * one is one entry here; tables, charts, findings and statistics pick it up. The order is that of tables.
 *
 * Two scales. Speeds and costs are above 0 and multiply: a machine that is 10 % slower is that for all, so they are
 * compared in logarithms, as a factor. What is a difference itself (memory under load − at rest) or close to nothing
 * (processor use without load) can be 0 or less: it has no logarithm, and is compared by its difference.
 */
import {
  binaryBytes,
  decimalBytesPerSecond,
  milliseconds,
  nanoseconds,
  percent,
  plainCount,
  ratePerSecond,
} from '../../result/quantity.ts';
import { percentileNs } from '../latency.ts';
import { describingMetrics } from './describing-metrics.ts';
import { fairnessMetrics } from './fairness-metrics.ts';
import { cheaper, difference, factor, faster as quicker, shorter, smaller, sooner } from '../metric-words.ts';
import { mixedMetrics, openDescribingMetrics, openMetrics } from './open-metrics.ts';
import type { ServerRecord } from './record.ts';
import { busyConnections, exchangesPerConnection, type ServerSetup } from './setup.ts';
import { messagesPerSecond, total, totalOfServer, type ServerMetric } from './sums.ts';

/** What a server reaches is bounded by the client that drives it. */
const faster = { ...quicker, boundedBy: 'client-limited' } as const;

/** What experiments ask for. */
const asked: readonly ServerMetric[] = [
  {
    ...factor,
    ...faster,
    name: 'messagesPerSecond',
    title: 'Throughput',
    column: 'Messages per second',
    axis: '{unit} messages per second',
    quantity: ratePerSecond,
    resolutionOf: ({ slices }) => 1 / total(slices, ({ messages }) => messages),
    // An open loop has the rate that it was given, and a search many rates.
    valueOf: (record, { load }) =>
      load.shape === 'open' || load.shape === 'objective' ? Number.NaN : messagesPerSecond(record),
  },
  {
    ...factor,
    ...faster,
    name: 'payloadBytesPerSecond',
    title: 'Payload per second',
    column: 'Payload per second, each way',
    axis: '{unit} of payload, each way',
    quantity: decimalBytesPerSecond,
    resolutionOf: ({ slices }) => 1 / total(slices, ({ messages }) => messages),
    // Of an echo as many bytes come back as were sent.
    valueOf: (record, { payloadBytes }) => messagesPerSecond(record) * payloadBytes || Number.NaN,
  },
  {
    ...factor,
    ...shorter,
    name: 'roundTripNs',
    title: 'Round trip',
    column: 'Round trip, median',
    axis: '{unit} of round trip',
    quantity: nanoseconds,
    note: 'A round trip is from sending a request to having its whole reply, with one request in flight at a time, so that none waits for another one; the figure of a trial is the median of its own.',
    valueOf: ({ serviceTime }, { load }) =>
      load.shape === 'closed' && load.connections * load.depth === 1 ? percentileNs(serviceTime, 'p50') : Number.NaN,
  },
  {
    ...factor,
    ...cheaper,
    name: 'cpuNsPerMessage',
    title: 'Server processor time per message',
    column: 'Server processor time per message',
    axis: '{unit} of server processor time per message',
    quantity: nanoseconds,
    valueOf: cpuNsPerMessage,
  },
  {
    ...factor,
    ...cheaper,
    name: 'systemCallsPerMegabyte',
    title: 'System calls per MB',
    column: 'recv and send calls per MB echoed',
    axis: '{unit} recv and send calls per MB echoed',
    quantity: plainCount,
    // Each byte is received and sent once: a megabyte echoed is one million bytes of payload, there and back.
    valueOf: ({ slices }, { payloadBytes }) => {
      const calls = totalOfServer(slices, ({ systemCalls }) => systemCalls ?? Number.NaN);
      return (calls * 1e6) / (totalOfServer(slices, ({ messages }) => messages) * payloadBytes);
    },
  },
  {
    ...difference,
    name: 'leastShare',
    title: 'Fairness',
    column: 'Replies to the least served connection ÷ median',
    axis: 'replies to the least served connection, {unit} of the median',
    quantity: percent,
    better: 'higher',
    higher: 'fairer',
    lower: 'less fair',
    most: 1,
    resolutionOf: ({ messagesPerConnection: { median } }) => 1 / median,
    // A single connection is the least served and the median: that it has all of its own replies is no finding.
    valueOf: ({ messagesPerConnection: { min, median } }, { load }) =>
      busyConnections(load) > 1 && median > 0 ? min / median : Number.NaN,
  },
  {
    ...factor,
    ...faster,
    name: 'connectionsPerSecond',
    title: 'Connections per second',
    column: 'Connections per second',
    axis: '{unit} connections per second',
    quantity: ratePerSecond,
    resolutionOf: (record, setup) => 1 / connectionsOf(record, setup),
    // Over the whole slice, as their processor time, so that the product of both is the processors in use. A window that
    // opens just after a batch of ten replies would, in addition, miss part of the last batch in every trial alike.
    valueOf: (record, setup) =>
      (1e9 * connectionsOf(record, setup)) / totalOfServer(record.slices, ({ elapsedNs }) => elapsedNs),
  },
  {
    ...difference,
    ...cheaper,
    name: 'cpuNsPerConnection',
    title: 'Server processor time per connection',
    column: 'Server processor time per connection',
    axis: '{unit} of server processor time per connection',
    quantity: nanoseconds,
    // What remains when the baseline's is taken off is the price of process or thread control (UNP, section 30.1). That
    // baseline sleeps for every connection; the second reference finds several ready whenever it wakes up.
    secondReference: 'event-loop',
    valueOf: (record, setup) => cpuNsPerMessage(record) * exchangesOf(setup),
  },
  {
    ...difference,
    ...smaller,
    name: 'bytesPerIdleConnection',
    title: 'Memory per idle connection',
    column: 'Memory per idle connection',
    axis: '{unit} per idle connection',
    quantity: binaryBytes,
    note: 'Memory per idle connection is what the processes grew by while the connections came, divided by their number, and not what each of them holds: it includes the room that V8 and malloc had to make at the time and keep. The first hundred find part of that room made already; a thousand that come at once and are handed over to other threads or processes leave the most behind.',
    resolutionOf: (_, { idleConnections }) => pageBytes / idleConnections,
    valueOf: ({ memory }, { idleConnections }) => {
      const { atRest, underLoad } = ownBytes(memory);
      return (underLoad - atRest) / (idleConnections || Number.NaN);
    },
  },
  {
    ...difference,
    ...cheaper,
    name: 'idleCpuShare',
    title: 'Processor use without load',
    column: 'Share of one processor used without load, reading the counters taken off',
    axis: '{unit} of one processor, without load',
    quantity: percent,
    differenceMargin: 0.0002,
    // Without being asked: reading the counters before and after a slice costs as much as many a server at rest.
    valueOf: ({ slices, countersCpuNs }, { load }) =>
      load.shape === 'none'
        ? totalOfServer(slices, ({ cpuNs }) => cpuNs - countersCpuNs) /
          totalOfServer(slices, ({ elapsedNs }) => elapsedNs)
        : Number.NaN,
  },
  {
    ...factor,
    ...sooner,
    name: 'readyMs',
    title: 'Time to ready',
    column: 'Start to ready',
    axis: '{unit} from start to ready',
    quantity: milliseconds,
    valueOf: ({ readyMs }) => readyMs ?? Number.NaN,
  },
  {
    ...factor,
    ...sooner,
    name: 'firstEchoMs',
    title: 'Time to the first echo',
    column: 'Start to first echo',
    axis: '{unit} from start to the first echo',
    quantity: milliseconds,
    valueOf: ({ readyMs, firstExchangeNs }) =>
      firstExchangeNs === null || readyMs === null ? Number.NaN : readyMs + firstExchangeNs / 1e6,
  },
  {
    ...factor,
    ...smaller,
    name: 'restBytes',
    title: 'Memory at rest',
    column: 'Memory at rest',
    axis: '{unit} at rest',
    quantity: binaryBytes,
    note: 'Memory at rest counts only what the processes have for themselves (private), so it is less than resident or proportional memory, which counts what is shared as well.',
    valueOf: ({ memory }) => ownBytes(memory).atRest,
  },
];

export const metrics: readonly ServerMetric[] = [
  ...asked,
  ...openMetrics,
  ...mixedMetrics,
  ...describingMetrics,
  ...fairnessMetrics,
  ...openDescribingMetrics,
];

/** By the server's own count, read together with its clock: ramp and drain are in both. NaN without messages. */
function cpuNsPerMessage({ slices, countersCpuNs }: ServerRecord): number {
  const usedNs = totalOfServer(slices, ({ cpuNs }) => cpuNs - countersCpuNs);
  return usedNs / (totalOfServer(slices, ({ messages }) => messages) || Number.NaN);
}

/**
 * What the server's processes have for themselves. Program text and libraries are left out: processes share them, also
 * with the runner and the client, so that a share of them changes with whoever else runs Node at the moment. Where the
 * kernel does not tell: resident size.
 */
function ownBytes(memory: ServerRecord['memory']): { readonly atRest: number; readonly underLoad: number } {
  if (memory === null) return { atRest: Number.NaN, underLoad: Number.NaN };
  const { atRest, underLoad } = memory;
  if (atRest.ownBytes === null && underLoad.ownBytes === null)
    return { atRest: atRest.rssBytes, underLoad: underLoad.rssBytes };
  // One of them missed, as when a process ended meanwhile: the resident size is something else, and no stand-in.
  return { atRest: atRest.ownBytes ?? Number.NaN, underLoad: underLoad.ownBytes ?? Number.NaN };
}

/** Memory is given to processes in pages: the least it can be on any processor that Node runs on. */
const pageBytes = 4096;

/** By the server's own count: each ends with its last exchange, inside the slice. NaN where connections are kept. */
function connectionsOf({ slices }: ServerRecord, setup: ServerSetup): number {
  return totalOfServer(slices, ({ messages }) => messages) / exchangesOf(setup);
}

/** Of a connection, before it is replaced; NaN where connections are kept. */
function exchangesOf({ load }: ServerSetup): number {
  const exchanges = exchangesPerConnection(load);
  return Number.isFinite(exchanges) ? exchanges : Number.NaN;
}

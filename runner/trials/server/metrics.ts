/**
 * All metrics: what each is called, what it is of a trial, and how two trials are compared by it. A new one is one entry
 * here; tables, charts, findings and statistics pick it up. The order is that of tables.
 *
 * Two scales. Speeds and costs are above 0 and multiply: a machine that is 10 % slower is that for all, so they are
 * compared in logarithms, as a factor. What is a difference itself (memory under load − at rest) or close to nothing
 * (processor use without load) can be 0 or less: it has no logarithm, and is compared by its difference.
 */
import {
  binaryBytes,
  milliseconds,
  nanoseconds,
  percent,
  plainCount,
  ratePerSecond,
  type Quantity,
} from '../../report/text/format.ts';
import type { Cell, Measurement, Slice } from '../../result/trial.ts';
import { sum } from '../../statistics/averages.ts';

/** `factor`: above 0, compared as arm ÷ baseline. `difference`: any number, compared as arm − baseline. */
export type Scale = 'factor' | 'difference';

export interface MetricDefinition {
  readonly title: string;
  /** Heading of a table's column. */
  readonly column: string;
  /** Of an axis with absolute values, in one of the quantity's units. */
  readonly axis: (unit: string) => string;
  /** Base unit of the values, and the ones that they are written in. */
  readonly quantity: Quantity;
  readonly scale: Scale;
  /** Of a difference, in its base unit: less than this the method cannot tell from 0. See verdict.ts. */
  readonly differenceMargin?: number;
  readonly better: 'higher' | 'lower';
  /** Of an arm whose value is higher, or lower, than the baseline's: `faster`, `costs less`. */
  readonly higher: string;
  readonly lower: string;
  /** With a client at its limit the figure is a lower bound of what the server can do. */
  readonly isBoundByClient: boolean;
  /** An arm beside the baseline: the difference to it is shown too, with an interval of its own. See row.ts. */
  readonly secondReference?: string;
  /** By how much one count more or less changes a trial's value; of a factor, as a share of it. See resolution.ts. */
  readonly resolutionOf?: (measurement: Measurement, cell: Cell) => number;
  /** What a value cannot exceed, where there is such a limit. */
  readonly most?: number;
  /** Of one trial of such a cell; NaN where it has none. Ratios of sums over all slices, never means of ratios. */
  readonly valueOf: (measurement: Measurement, cell: Cell) => number;
}

const speed = { scale: 'factor', better: 'higher', higher: 'faster', lower: 'slower', isBoundByClient: true } as const;
const cost = { better: 'lower', higher: 'costs more', lower: 'costs less', isBoundByClient: false } as const;
const delay = { scale: 'factor', better: 'lower', higher: 'later', lower: 'sooner', isBoundByClient: false } as const;
const memory = { better: 'lower', higher: 'takes more', lower: 'takes less', isBoundByClient: false } as const;

export const metrics = {
  messagesPerSecond: {
    ...speed,
    title: 'Throughput',
    column: 'Messages per second',
    axis: (unit) => `${manyOf(unit)}messages per second`,
    quantity: ratePerSecond,
    resolutionOf: ({ slices }) => 1 / total(slices, ({ messages }) => messages),
    valueOf: messagesPerSecond,
  },
  cpuNsPerMessage: {
    ...cost,
    title: 'Server processor time per message',
    column: 'Server processor time per message',
    axis: (unit) => `${unit} of server processor time per message`,
    quantity: nanoseconds,
    scale: 'factor',
    valueOf: cpuNsPerMessage,
  },
  systemCallsPerMegabyte: {
    ...cost,
    title: 'System calls per MB',
    column: 'recv and send calls per MB echoed',
    axis: (unit) => `${unit === '' ? '' : `${unit} `}recv and send calls per MB echoed`,
    quantity: plainCount,
    scale: 'factor',
    // Each byte is received and sent once: a megabyte echoed is one million bytes of payload, there and back.
    valueOf: ({ slices }, { payloadBytes }) => {
      const calls = total(slices, ({ server }) => server.systemCalls ?? Number.NaN);
      return (calls * 1e6) / (total(slices, ({ server }) => server.messages) * payloadBytes);
    },
  },
  leastShare: {
    title: 'Fairness',
    column: 'Replies to the least served connection ÷ median',
    axis: (unit) => `replies to the least served connection, ${unit} of the median`,
    quantity: percent,
    scale: 'difference',
    better: 'higher',
    higher: 'fairer',
    lower: 'less fair',
    isBoundByClient: false,
    resolutionOf: ({ messagesPerConnection: { median } }) => 1 / median,
    most: 1,
    // A single connection is the least served and the median: that it has all of its own replies is no finding.
    valueOf: ({ messagesPerConnection: { min, median } }, { connections }) =>
      connections > 1 && median > 0 ? min / median : Number.NaN,
  },
  connectionsPerSecond: {
    ...speed,
    title: 'Connections per second',
    column: 'Connections per second',
    axis: (unit) => `${manyOf(unit)}connections per second`,
    quantity: ratePerSecond,
    resolutionOf: (measurement, cell) => 1 / connectionsOf(measurement, cell),
    // Over the whole slice, as their processor time, so that the product of both is the processors in use. A window that
    // opens just after a batch of ten replies would, in addition, miss part of the last batch in every trial alike.
    valueOf: (measurement, cell) =>
      (1e9 * connectionsOf(measurement, cell)) / total(measurement.slices, ({ server }) => server.elapsedNs),
  },
  cpuNsPerConnection: {
    ...cost,
    title: 'Server processor time per connection',
    column: 'Server processor time per connection',
    axis: (unit) => `${unit} of server processor time per connection`,
    quantity: nanoseconds,
    // What remains when the baseline's is taken off is the price of process or thread control (UNP, section 30.1). That
    // baseline sleeps for every connection; the second reference finds several ready whenever it wakes up.
    scale: 'difference',
    secondReference: 'event-loop',
    valueOf: (measurement, cell) => cpuNsPerMessage(measurement) * exchangesOf(cell),
  },
  bytesPerIdleConnection: {
    ...memory,
    title: 'Memory per idle connection',
    column: 'Memory per idle connection',
    axis: (unit) => `${unit} per idle connection`,
    quantity: binaryBytes,
    scale: 'difference',
    resolutionOf: (_, { idleConnections }) => pageBytes / idleConnections,
    valueOf: (measurement, { idleConnections }) => {
      const { atRest, underLoad } = ownBytes(measurement.memory);
      return (underLoad - atRest) / (idleConnections || Number.NaN);
    },
  },
  idleCpuShare: {
    ...cost,
    title: 'Processor use without load',
    column: 'Share of one processor used without load, reading the counters taken off',
    axis: (unit) => `${unit} of one processor, without load`,
    quantity: percent,
    scale: 'difference',
    differenceMargin: 0.0002,
    // Without being asked: reading the counters before and after a slice costs as much as many a server at rest.
    valueOf: ({ slices, countersCpuNs }, { connections }) =>
      connections > 0
        ? Number.NaN
        : total(slices, ({ server }) => server.cpuNs - countersCpuNs) / total(slices, ({ server }) => server.elapsedNs),
  },
  readyMs: {
    ...delay,
    title: 'Time to ready',
    column: 'Start to ready',
    axis: (unit) => `${unit} from start to ready`,
    quantity: milliseconds,
    valueOf: ({ readyMs }) => readyMs,
  },
  firstEchoMs: {
    ...delay,
    title: 'Time to the first echo',
    column: 'Start to first echo',
    axis: (unit) => `${unit} from start to the first echo`,
    quantity: milliseconds,
    valueOf: ({ readyMs, firstExchangeNs }) =>
      firstExchangeNs === null ? Number.NaN : readyMs + firstExchangeNs / 1e6,
  },
  restBytes: {
    ...memory,
    title: 'Memory at rest',
    column: 'Memory at rest',
    axis: (unit) => `${unit} at rest`,
    quantity: binaryBytes,
    scale: 'factor',
    valueOf: (measurement) => ownBytes(measurement.memory).atRest,
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

export type Metric = keyof typeof metrics;
export const metricNames = Object.keys(metrics) as readonly Metric[];

export function definitionOf(metric: Metric): MetricDefinition {
  return metrics[metric];
}

/** One entry for each metric. */
export function forEachMetric<Value>(make: (metric: Metric) => Value): Readonly<Record<Metric, Value>> {
  return Object.fromEntries(metricNames.map((name) => [name, make(name)])) as Record<Metric, Value>;
}

function messagesPerSecond({ slices }: Measurement): number {
  return (1e9 * total(slices, ({ messages }) => messages)) / total(slices, ({ windowNs }) => windowNs);
}

/** By the server's own count, read together with its clock: ramp and drain are in both. */
function cpuNsPerMessage({ slices, countersCpuNs }: Measurement): number {
  const cpuNs = total(slices, ({ server }) => server.cpuNs - countersCpuNs);
  return cpuNs / total(slices, ({ server }) => server.messages);
}

/**
 * What the server's processes have for themselves. Program text and libraries are left out: processes share them, also
 * with the runner and the client, so that a share of them changes with whoever else runs Node at the moment. Where the
 * kernel does not tell: resident size.
 */
function ownBytes({ atRest, underLoad }: Measurement['memory']): {
  readonly atRest: number;
  readonly underLoad: number;
} {
  if (atRest.ownBytes === null && underLoad.ownBytes === null)
    return { atRest: atRest.rssBytes, underLoad: underLoad.rssBytes };
  // One of them missed, as when a process ended meanwhile: the resident size is something else, and no stand-in.
  return { atRest: atRest.ownBytes ?? Number.NaN, underLoad: underLoad.ownBytes ?? Number.NaN };
}

/** Memory is given to processes in pages: the least it can be on any processor that Node runs on. */
const pageBytes = 4096;

/** By the server's own count: each ends with its last exchange, inside the slice. NaN where connections are kept. */
function connectionsOf({ slices }: Measurement, cell: Cell): number {
  return total(slices, ({ server }) => server.messages) / exchangesOf(cell);
}

/** Of a connection, before it is replaced; NaN where connections are kept. */
function exchangesOf({ exchangesPerConnection }: Cell): number {
  return exchangesPerConnection ?? Number.NaN;
}

function total(slices: readonly Slice[], value: (slice: Slice) => number): number {
  return sum(slices.map(value));
}

function manyOf(unit: string): string {
  return { '/s': '', 'k/s': 'thousand ', 'M/s': 'million ' }[unit] ?? '';
}

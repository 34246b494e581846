/**
 * What a server reports of itself. Processor time, messages and clock are read together, so that the difference of
 * two reports is a ratio's numerator and denominator over the same time.
 */
import { column, type Counters } from './counters.ts';
import { residentBytes } from './resident-memory.ts';

export interface Usage {
  /** Processor time of all processes and threads of the server so far, user and system, ended ones included. */
  readonly cpuNs: number;
  /** Approximate split of `cpuNs`: the kernel scales it from ticks (getrusage(2)). */
  readonly userNs: number;
  readonly systemNs: number;
  /** Requests answered so far; for `raw`, bytes echoed ÷ `--message-bytes`. */
  readonly messages: number;
  /** recv and send so far, whatever came of them; null where Node makes them, and nobody counts. */
  readonly systemCalls: number | null;
  /** CLOCK_MONOTONIC. */
  readonly monotonicNs: number;
  /** Per isolate that owns connections, in order of workers: open now, and ever served. */
  readonly connectionsPerWorker: readonly number[];
  readonly acceptedPerWorker: readonly number[];
  /** Connections ever served, by workers that are gone too; and closed unserved, since no worker could be had. */
  readonly accepted: number;
  readonly refused: number;
  /** Workers that ended of an accident. */
  readonly workersLost: number;
  /** Connections ended by a framing or service error so far. */
  readonly faults: number;
  /** All living processes; pages that they share are counted in each. */
  readonly rssBytes: number;
  readonly pids: readonly number[];
  readonly contextSwitches: { readonly voluntary: number; readonly involuntary: number };
  readonly gc: { readonly count: number; readonly pauseNs: number };
  /** Event loop of each isolate that owns connections: nanoseconds idle in its poll, and busy, so far. */
  readonly eventLoops: readonly { readonly idleNs: number; readonly activeNs: number }[];
}

/** Resources of one process, all its threads, ended ones included: the kernel adds a thread's time when it exits. */
export interface ProcessUsage {
  readonly pid: number;
  readonly userNs: number;
  readonly systemNs: number;
  readonly rssBytes: number;
  readonly voluntary: number;
  readonly involuntary: number;
}

/** One isolate that owns connections. */
export interface IsolateUsage {
  readonly counters: readonly number[];
  readonly idleNs: number;
  readonly activeNs: number;
}

/** The calling process. About 10 µs. */
export function readProcessUsage(): ProcessUsage {
  const resources = process.resourceUsage();
  return {
    pid: process.pid,
    userNs: resources.userCPUTime * 1000,
    systemNs: resources.systemCPUTime * 1000,
    rssBytes: residentBytes(),
    voluntary: resources.voluntaryContextSwitches,
    involuntary: resources.involuntaryContextSwitches,
  };
}

/** `loop` counts milliseconds, as `eventLoopUtilization()` does. */
export function isolateUsage(
  counters: Counters,
  loop: { readonly idle: number; readonly active: number },
): IsolateUsage {
  return { counters: [...counters], idleNs: loop.idle * 1e6, activeNs: loop.active * 1e6 };
}

/** What a server's usage is added up from. */
export interface UsageParts {
  readonly processes: readonly ProcessUsage[];
  /** Those that own connections. */
  readonly isolates: readonly IsolateUsage[];
  /** Rows of isolates that own none, or none any more. Their work stays in the totals. */
  readonly otherCounters?: readonly (readonly number[])[];
  /** What children that are gone had used. */
  readonly endedProcesses?: Omit<ProcessUsage, 'pid' | 'rssBytes'>;
  readonly refused?: number;
  readonly workersLost?: number;
  /** The isolates call recv and send by themselves, and count that. */
  readonly countsSystemCalls?: boolean;
}

export function sumUsage(parts: UsageParts): Usage {
  const {
    processes,
    isolates,
    otherCounters = [],
    endedProcesses,
    refused = 0,
    workersLost = 0,
    countsSystemCalls = false,
  } = parts;
  const rows = [...isolates.map(({ counters }) => counters), ...otherCounters];
  const total = (at: number) => sum(rows, (row) => row[at] as number);
  const used = endedProcesses === undefined ? processes : [...processes, endedProcesses];
  const userNs = sum(used, (one) => one.userNs);
  const systemNs = sum(used, (one) => one.systemNs);
  return {
    cpuNs: userNs + systemNs,
    userNs,
    systemNs,
    // Those of a stream without messages come in fractions, which add up to a hair below a whole number.
    messages: Math.floor(total(column.messages) + 1e-6),
    systemCalls: countsSystemCalls ? total(column.systemCalls) : null,
    monotonicNs: Number(process.hrtime.bigint()),
    connectionsPerWorker: isolates.map((isolate) => isolate.counters[column.open] as number),
    acceptedPerWorker: isolates.map((isolate) => isolate.counters[column.accepted] as number),
    accepted: total(column.accepted),
    refused,
    workersLost,
    faults: total(column.faults),
    rssBytes: sum(processes, (one) => one.rssBytes),
    pids: processes.map((one) => one.pid),
    contextSwitches: {
      voluntary: sum(used, (one) => one.voluntary),
      involuntary: sum(used, (one) => one.involuntary),
    },
    gc: { count: total(column.gcCount), pauseNs: total(column.gcPauseNs) },
    eventLoops: isolates.map(({ idleNs, activeNs }) => ({ idleNs, activeNs })),
  };
}

function sum<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

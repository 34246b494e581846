/** The record of one server trial that nobody measured: slices, counters and a real histogram that agree with one another. */
import type { Random } from '../protocol/random.ts';
import type { ServerCounters, ServerRecord, Slice } from '../runner/trials/server/record.ts';
import { busyConnections, depthOf, type ServerSetup } from '../runner/trials/server/setup.ts';
import { madeUpLatency } from './made-up-latency.ts';
import { madeUpCapacity, madeUpClasses, madeUpOpen, madeUpOpenLatencies } from './made-up-open-load.ts';
import { standardNormal } from './normal.ts';

/** Of a server that is ours, which tells everything. */
export type CountedSlice = Slice & { readonly server: ServerCounters };
export type CountedRecord = Omit<ServerRecord, 'slices' | 'memory'> & {
  readonly slices: readonly CountedSlice[];
  readonly memory: NonNullable<ServerRecord['memory']>;
};

/** What a trial shall have measured. The metrics of its record are these, to the rounding of counts. */
export interface ServerFigures {
  readonly messagesPerSecond: number;
  readonly cpuNsPerMessage: number;
  readonly clientCpuNsPerMessage: number;
  /** Null: Node makes them, and nobody counts. */
  readonly systemCallsPerMessage: number | null;
  readonly contextSwitchesPerMessage: number;
  readonly readyMs: number;
  readonly firstExchangeNs: number | null;
  readonly restBytes: number;
  readonly bytesPerIdleConnection: number;
  /** Of one processor, without load, reading the counters taken off. */
  readonly idleCpuShare: number;
  /** Server processor time that a reading of the counters takes. */
  readonly countersCpuNs: number;
  /** Replies to the least served connection ÷ median. */
  readonly leastShare: number;
  /** SD of the log of a service time. */
  readonly serviceTimeSpread: number;
  /** What one reply is worth as an independent observation, 0 … 1: a percentile has a value only where this suffices. */
  readonly effectiveShare: number;
  /** Rate of the second half ÷ rate of the first: beyond 0.9 … 1.1 the trial is not steady. */
  readonly secondHalf: number;
  /** Beyond 1 ± 0.03 the trial breaks Little's law. */
  readonly littleRatio: number;
  /** Of the processor time of the machine: above 0.05 the trial is disturbed. */
  readonly stealShare: number;
  readonly foreignShare: number;
  readonly throttledNs: number;
}

const processorCount = 2;
const echoCpuNs = 12_000;
/** Of its processor the server does not use all. */
const busyShare = 0.97;

/** What a trial of this setup measures where a test says nothing else: every model is as fast as every other one. */
export function usualFigures({ workNsPerRequest }: ServerSetup): ServerFigures {
  // A server that computes for long lets its client fall asleep, and pays for waking it: up to one more echo.
  const cpuNsPerMessage = echoCpuNs + Math.min(echoCpuNs, workNsPerRequest / 10) + workNsPerRequest;
  return {
    messagesPerSecond: (1e9 * busyShare) / cpuNsPerMessage,
    cpuNsPerMessage,
    clientCpuNsPerMessage: 6000,
    systemCallsPerMessage: null,
    contextSwitchesPerMessage: 0.025,
    readyMs: 70,
    firstExchangeNs: 2e6,
    restBytes: 30 * 2 ** 20,
    bytesPerIdleConnection: 9000,
    idleCpuShare: 0.001,
    countersCpuNs: 0,
    leastShare: 0.97,
    serviceTimeSpread: 0.35,
    effectiveShare: 0.25,
    secondHalf: 1,
    littleRatio: 1,
    stealShare: 0,
    foreignShare: 0,
    throttledNs: 0,
  };
}

/** The slices of a trial, and the SD of the log rate from one to the next. */
export interface SliceShape {
  readonly slices: number;
  readonly sliceMs: number;
  readonly noise: number;
}

export function serverRecord(
  setup: ServerSetup,
  asked: ServerFigures,
  shape: SliceShape,
  random: Random,
): CountedRecord {
  const { load } = setup;
  // The rate of an open loop is not the server's to choose.
  const figures = load.shape === 'open' ? { ...asked, messagesPerSecond: load.ratePerSecond } : asked;
  const half = Math.floor(shape.slices / 2);
  const slices = Array.from({ length: shape.slices }, (_, index): CountedSlice => {
    if (setup.load.shape === 'none') return restingSlice(figures, shape.sliceMs);
    const noise = Math.exp(shape.noise * standardNormal(random));
    if (load.shape === 'open') {
      const slice = loadedSlice(figures, shape.sliceMs, 1);
      return { ...slice, open: madeUpOpen(load, slice.windowNs) };
    }
    return loadedSlice(figures, shape.sliceMs, noise * (index >= shape.slices - half ? figures.secondHalf : 1));
  });
  const messages = slices.reduce((sum, slice) => sum + slice.messages, 0);
  return {
    ...ofAllSlices(setup, figures, slices),
    ...ofProcesses(setup, figures),
    ...(load.shape === 'open' && madeUpOpenLatencies(messages, figures.effectiveShare)),
    ...(load.shape === 'open' &&
      setup.mix !== undefined && {
        perClass: madeUpClasses(
          setup.mix,
          messages,
          figures.effectiveShare,
          (asked.messagesPerSecond / 50_000) * Math.exp(shape.noise * standardNormal(random)),
        ),
      }),
    ...(load.shape === 'objective' && {
      capacity: madeUpCapacity(0.9 * figures.messagesPerSecond * Math.exp(shape.noise * standardNormal(random))),
    }),
  };
}

function ofAllSlices(
  { load }: ServerSetup,
  figures: ServerFigures,
  slices: readonly CountedSlice[],
): Pick<
  CountedRecord,
  'slices' | 'serviceTime' | 'messagesPerConnection' | 'p99PerConnectionNs' | 'contextSwitches' | 'gc'
> {
  const connections = busyConnections(load);
  const messages = slices.reduce((sum, slice) => sum + slice.messages, 0);
  const served = slices.reduce((sum, slice) => sum + slice.server.messages, 0);
  const each = connections === 0 ? 0 : messages / connections;
  const meanNs = connections === 0 ? 1 : (1e9 * connections * depthOf(load)) / figures.messagesPerSecond;
  const switches = Math.round(figures.contextSwitchesPerMessage * served);
  return {
    slices,
    serviceTime: madeUpLatency(messages, meanNs, figures.serviceTimeSpread, figures.effectiveShare),
    messagesPerConnection: { min: figures.leastShare * each, median: each, max: 1.03 * each },
    p99PerConnectionNs: connections === 0 ? null : { min: 1.5 * meanNs, median: 2 * meanNs, max: 3 * meanNs },
    contextSwitches: { voluntary: switches - Math.floor(switches / 20), involuntary: Math.floor(switches / 20) },
    gc: { count: Math.floor(served / 9000), pauseNs: 45 * served },
  };
}

function ofProcesses(
  { load, workers, idleConnections }: ServerSetup,
  { readyMs, firstExchangeNs, countersCpuNs, restBytes, bytesPerIdleConnection, throttledNs }: ServerFigures,
): Omit<
  CountedRecord,
  'slices' | 'serviceTime' | 'messagesPerConnection' | 'p99PerConnectionNs' | 'contextSwitches' | 'gc'
> {
  const atRest = Math.round(restBytes);
  const underLoad = atRest + Math.round(idleConnections * bytesPerIdleConnection);
  // Resident and proportional size have the program's text and libraries as well.
  const memory = (ownBytes: number) => ({ rssBytes: ownBytes + 50e6, pssBytes: ownBytes + 20e6, ownBytes });
  return {
    readyMs,
    firstExchangeNs,
    countersCpuNs,
    warmup: load.shape === 'none' ? { messages: 0, durationMs: 0 } : { messages: 52_000, durationMs: 1000 },
    connectionsPerWorker: Array.from({ length: workers }, () => Math.ceil(busyConnections(load) / workers)),
    memory: { atRest: memory(atRest), underLoad: memory(underLoad) },
    eventLoopUtilization: Array.from({ length: workers }, () => 0.98),
    throttledNs,
  };
}

/** The window is a little longer or shorter than planned, so that whole messages make the rate. */
function loadedSlice(figures: ServerFigures, sliceMs: number, speed: number): CountedSlice {
  const nsPerMessage = 1e9 / (figures.messagesPerSecond * speed);
  const messages = Math.max(1, Math.round((1e6 * sliceMs) / nsPerMessage));
  const windowNs = messages * nsPerMessage;
  // Ramp and drain.
  const beside = Math.max(1, Math.round(0.03 * messages));
  const served = messages + beside;
  const elapsedNs = served * nsPerMessage;
  const cpuNs = (served * figures.cpuNsPerMessage) / speed + figures.countersCpuNs;
  const client = { cpuNs: (served * figures.clientCpuNsPerMessage) / speed, elapsedNs };
  const calls = figures.systemCallsPerMessage;
  return {
    windowNs,
    messages,
    rampNs: (elapsedNs - windowNs) / 2,
    littleRatio: figures.littleRatio,
    server: { cpuNs, messages: served, elapsedNs, systemCalls: calls === null ? null : Math.round(calls * served) },
    client,
    machine: machineTime(cpuNs + client.cpuNs, elapsedNs, figures),
  };
}

function restingSlice({ idleCpuShare, countersCpuNs, ...figures }: ServerFigures, sliceMs: number): CountedSlice {
  const elapsedNs = 1e6 * sliceMs;
  const cpuNs = Math.max(0, idleCpuShare * elapsedNs + countersCpuNs);
  return {
    windowNs: elapsedNs,
    messages: 0,
    rampNs: 0,
    littleRatio: 1,
    server: { cpuNs, messages: 0, elapsedNs, systemCalls: null },
    client: { cpuNs: 0, elapsedNs },
    machine: machineTime(cpuNs, elapsedNs, figures),
  };
}

/** Nobody idles while others take the processors away. */
export function machineTime(
  ownNs: number,
  elapsedNs: number,
  { stealShare, foreignShare }: Pick<ServerFigures, 'stealShare' | 'foreignShare'>,
): Slice['machine'] {
  const isShared = stealShare > 0 || foreignShare > 0;
  const totalNs = isShared ? ownNs / (1 - stealShare - foreignShare) : Math.max(ownNs, processorCount * elapsedNs);
  const busyNs = ownNs + foreignShare * totalNs;
  const stealNs = stealShare * totalNs;
  return { busyNs, idleNs: isShared ? 0 : totalNs - busyNs, stealNs };
}

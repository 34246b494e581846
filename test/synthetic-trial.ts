/** One trial that nobody measured: seeded slices, counters and a real histogram that agree with one another. */
import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import type { Random } from '../runner/statistics/random.ts';
import type { Cell, Latency, Measurement, Slice } from '../runner/result/trial.ts';

const turns = 8;
const processorCount = 2;
const clientCpuNs = 6000;
const bytesPerIdleConnection = 9000;

/** What a synthetic trial shall look like. */
export interface SyntheticSpeed {
  readonly messagesPerSecond: number;
  /** Server processor time per message. */
  readonly cpuNsPerMessage: number;
  /** Client processor time per message; 6 µs unless given. */
  readonly clientCpuNsPerMessage?: number;
  readonly slices?: number;
  readonly sliceMs?: number;
  /** SD of the log rate from slice to slice; 0.02 unless given. */
  readonly sliceNoise?: number;
  /** SD of the log of a service time; 0.35 unless given. */
  readonly serviceTimeSpread?: number;
  /** What one reply is worth as an independent observation of the tail, 0 … 1; 0.25 unless given. */
  readonly effectiveShare?: number;
  /** Share of all processor time stolen by the hypervisor; above 0.05 the trial is disturbed. */
  readonly stealShare?: number;
}

/** Mean 0, SD 1 (Box and Muller, Annals of Mathematical Statistics 29(2), 1958). */
export function standardNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A measurement with the given speed on average; slices, counters and histogram agree with one another. */
export function syntheticMeasurement(cell: Cell, speed: SyntheticSpeed, random: Random): Measurement {
  const hasLoad = cell.connections > 0;
  const slices = Array.from({ length: speed.slices ?? turns }, () => {
    const slice = withSystemCalls(syntheticSlice(speed, random), cell);
    return hasLoad ? slice : withoutLoad(slice, random);
  });
  const messages = slices.reduce((total, slice) => total + slice.messages, 0);
  const perConnection = hasLoad ? messages / cell.connections : 0;
  const idleBytes = cell.idleConnections * bytesPerIdleConnection * (1 + 0.1 * random());
  const rssBytes = (cell.workers === 1 ? 70 : 95) * 2 ** 20;
  return {
    method: slices.length > 1 ? 'sliced' : 'whole',
    readyMs: 60 + 20 * random(),
    firstExchangeNs: Math.round(2e6 * (1 + random())),
    countersCpuNs: 0,
    warmup: hasLoad ? { messages: 52_000, durationMs: 1000 } : { messages: 0, durationMs: 0 },
    slices,
    serviceTime: syntheticLatency(
      messages,
      (1e9 * cell.connections * cell.depth) / speed.messagesPerSecond,
      speed,
      random,
    ),
    messagesPerConnection: {
      min: Math.floor(0.97 * perConnection),
      median: Math.floor(perConnection),
      max: Math.ceil(1.03 * perConnection),
    },
    connectionsPerWorker: Array.from({ length: cell.workers }, () => Math.ceil(cell.connections / cell.workers)),
    memory: {
      atRest: { rssBytes: 0.8 * rssBytes, pssBytes: 0.7 * rssBytes, ownBytes: Math.round(0.4 * rssBytes) },
      underLoad: { rssBytes, pssBytes: 0.85 * rssBytes, ownBytes: Math.round(0.4 * rssBytes + idleBytes) },
    },
    contextSwitches: { voluntary: Math.floor(messages / 40), involuntary: Math.floor(messages / 900) },
    gc: { count: Math.floor(messages / 9000), pauseNs: 45 * messages },
    eventLoopUtilization: Array.from({ length: cell.workers }, () => 0.98),
    throttledNs: 0,
  };
}

function syntheticSlice(speed: SyntheticSpeed, random: Random): Slice {
  const noise = Math.exp((speed.sliceNoise ?? 0.02) * standardNormal(random));
  const windowNs = Math.round((speed.sliceMs ?? 125) * 1e6 * (1 + 0.002 * random()));
  const messages = Math.max(1, Math.round((speed.messagesPerSecond * noise * windowNs) / 1e9));
  const rampNs = Math.round(2e6 * (1 + random()));
  const elapsedNs = windowNs + 2 * rampNs;
  const served = Math.round((messages * elapsedNs) / windowNs);
  const serverCpuNs = Math.round((served * speed.cpuNsPerMessage) / noise);
  const clientCpu = Math.round((served * (speed.clientCpuNsPerMessage ?? clientCpuNs)) / noise);
  const totalNs = processorCount * elapsedNs;
  const stealNs = (speed.stealShare ?? 0) * totalNs;
  const busyNs = Math.min(totalNs - stealNs, serverCpuNs + clientCpu);
  // Nobody idles while the hypervisor takes the processor away.
  const idleNs = stealNs > 0 ? 0 : totalNs - busyNs;
  return {
    windowNs,
    messages,
    rampNs,
    littleRatio: 1 + 0.002 * standardNormal(random),
    server: { cpuNs: serverCpuNs, messages: served, elapsedNs, systemCalls: null },
    client: { cpuNs: clientCpu, elapsedNs },
    machine: { busyNs, idleNs, stealNs },
  };
}

/** A message is received in buffers full, and sent at once, by a server that counts. */
function withSystemCalls(slice: Slice, { payloadBytes, receiveBufferBytes }: Cell): Slice {
  if (receiveBufferBytes === null) return slice;
  const calls = Math.ceil(payloadBytes / receiveBufferBytes) + 1;
  return { ...slice, server: { ...slice.server, systemCalls: calls * slice.server.messages } };
}

/** A server that does next to nothing. */
function withoutLoad(slice: Slice, random: Random): Slice {
  const { elapsedNs } = slice.server;
  const cpuNs = Math.round(0.002 * elapsedNs * random());
  const totalNs = processorCount * elapsedNs;
  return {
    ...slice,
    messages: 0,
    rampNs: 0,
    littleRatio: 1,
    server: { cpuNs, messages: 0, elapsedNs, systemCalls: null },
    client: { cpuNs: 0, elapsedNs },
    machine: { busyNs: cpuNs, idleNs: totalNs - cpuNs, stealNs: 0 },
  };
}

/** Log-normal around the mean that Little's law demands; a few thousand draws stand for all replies. */
function syntheticLatency(count: number, meanNs: number, speed: SyntheticSpeed, random: Random): Latency {
  const histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 60e9,
    numberOfSignificantValueDigits: 3,
    bitBucketSize: 32,
    useWebAssembly: false,
  });
  const spread = speed.serviceTimeSpread ?? 0.35;
  const draws = Math.min(count, 2000);
  for (let draw = 0; draw < draws; draw += 1) {
    const valueNs = meanNs * Math.exp(spread * standardNormal(random) - (spread * spread) / 2);
    const replies = Math.floor(((draw + 1) * count) / draws) - Math.floor((draw * count) / draws);
    histogram.recordValueWithCount(Math.max(1, Math.round(valueNs)), replies);
  }
  const effective = Math.floor((speed.effectiveShare ?? 0.25) * count);
  return {
    histogram: encodeIntoCompressedBase64(histogram),
    count,
    effectiveCount: { p50: effective, p99: effective, p999: effective },
  };
}

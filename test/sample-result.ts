/** A small, valid result for tests: a run that was cut off, one group of three cells, two rounds of one of them. Every call makes new objects. */
import hdr from 'hdr-histogram-js';
import { profiles } from '../runner/plan/profiles.ts';
import { resultFormat, resultVersion, type ResultFile } from '../runner/result/result.ts';
import type { Cell, CellRole, Measurement, Slice, Trial } from '../runner/result/trial.ts';

export function sampleResult(changes: Partial<ResultFile> = {}): ResultFile {
  return {
    format: resultFormat,
    version: resultVersion,
    startedAt: '2026-11-22T11:45:02.000Z',
    elapsedMs: null,
    finishedAt: null,
    commandLine: ['--profile', 'quick'],
    environment: {
      processor: { model: 'AMD EPYC', count: 2, smt: false },
      memoryBytes: 25_276_502_016,
      os: { platform: 'linux', release: 'Debian GNU/Linux 12 (bookworm)', kernel: 'Linux 6.18.44' },
      virtualization: 'kvm',
      governor: null,
      mitigations: { spectre_v1: 'Mitigation: usercopy/swapgs barriers' },
      cgroup: { version: 1, cpuMax: null, memoryMax: null },
      congestionControl: 'bbr',
      loopback: { mtu: 65_536 },
      descriptorLimit: { soft: 20_000, hard: 20_000 },
      loadAverage: [0.1, 0.2, 0.3],
      runtime: { node: '26.10.0', v8: '14.6', libuv: '1.52.1', sha256: 'a'.repeat(64), pinned: true },
      commit: null,
    },
    calibration: { payloadBytes: 64, nsPerIteration: 60, echoCpuNsPerMessage: 9000 },
    plan: {
      profile: 'quick',
      seed: 1,
      experiments: [
        {
          name: 'sample',
          title: 'Sample',
          question: 'Is it one?',
          primaryMetric: 'messagesPerSecond',
          metrics: ['messagesPerSecond', 'cpuNsPerMessage'],
          summary: 'last',
          factor: 'model',
          baseline: 'event-loop',
        },
      ],
      rounds: profiles.quick.rounds,
      slice: profiles.quick.slice,
      warmup: profiles.quick.warmup,
      margin: profiles.quick.margin,
      budgetMs: null,
      groups: [
        {
          id: 'sample/64 connections',
          experiment: 'sample',
          label: '64 connections',
          cells: [sampleCell('event-loop', 'baseline'), sampleCell('event-loop', 'control'), sampleCell('pool', 'arm')],
          comparisons: [{ arm: cellId('pool', 'arm'), ...sampleBaseline }],
          method: 'sliced',
          turns: null,
        },
      ],
      estimatedMs: 240_000,
    },
    trials: [sampleTrial(0), sampleTrial(1)],
    ...changes,
  };
}

/**
 * The sample after edits that no type checker saw, each by its place in the file (`plan.groups.0.cells.1.depth`);
 * undefined takes the property away.
 */
export function editedSample(edits: Readonly<Record<string, unknown>>): unknown {
  const result: unknown = structuredClone(sampleResult());
  for (const [at, value] of Object.entries(edits)) {
    const keys = at.split('.');
    const last = keys.pop() ?? '';
    const parent = keys.reduce((node, key) => (node as Record<string, unknown>)[key], result);
    if (value === undefined) delete (parent as Record<string, unknown>)[last];
    else (parent as Record<string, unknown>)[last] = value;
  }
  return result;
}

export function sampleTrial(round: number, attempt = 0): Trial {
  return {
    cell: cellId('pool', 'arm'),
    round,
    attempt,
    startedAt: '2026-11-22T11:46:02.000Z',
    elapsedMs: null,
    outcome: 'completed',
    measurement: sampleMeasurement(),
    warnings: ['not-steady'],
  };
}

function sampleMeasurement(): Measurement {
  const memory = { rssBytes: 60_000_000, pssBytes: null, ownBytes: null };
  return {
    method: 'sliced',
    readyMs: 71.5,
    firstExchangeNs: 1_900_000,
    countersCpuNs: 0,
    warmup: { messages: 50_000, durationMs: 1012 },
    slices: [1500, 1500, 1500, 1500, 1250, 1250, 1250, 1250].map(sampleSlice),
    serviceTime: {
      histogram: sampleHistogram,
      count: 11_000,
      effectiveCount: { p50: 900.5, p99: 4000, p999: 5500 },
    },
    messagesPerConnection: { min: 165, median: 171.5, max: 178 },
    connectionsPerWorker: [32, 32],
    memory: { atRest: memory, underLoad: memory },
    contextSwitches: { voluntary: 120, involuntary: 8 },
    gc: { count: 3, pauseNs: 900_000 },
    eventLoopUtilization: [0.61, 0.6],
    throttledNs: null,
  };
}

/** Those of the second half have a sixth less than those of the first: not steady. */
function sampleSlice(messages: number): Slice {
  return {
    windowNs: 100e6,
    messages,
    rampNs: 2e6,
    littleRatio: 1.001,
    server: { cpuNs: 61e6, messages: messages + 200, elapsedNs: 104e6, systemCalls: null },
    client: { cpuNs: 80e6, elapsedNs: 104e6 },
    machine: { busyNs: 140e6, idleNs: 60e6, stealNs: 0 },
  };
}

const sampleBaseline = { baseline: cellId('event-loop', 'baseline'), control: cellId('event-loop', 'control') };

function cellId(model: string, role: CellRole): string {
  return `sample/64 connections/${model}/${role}`;
}

function sampleCell(model: string, role: CellRole): Cell {
  return {
    id: cellId(model, role),
    experiment: 'sample',
    group: 'sample/64 connections',
    role,
    arm: model,
    model,
    framing: 'length-u32',
    service: 'echo',
    workNsPerRequest: 0,
    path: 'loopback',
    regime: 'equal-budget',
    connections: 64,
    exchangesPerConnection: null,
    idleConnections: 0,
    depth: 1,
    payloadBytes: 64,
    receiveBufferBytes: null,
    workers: 2,
    clients: 1,
    serverCpus: [0],
    clientCpus: [1],
  };
}

/** HDR histogram, V2 compressed, base64. */
export const sampleHistogram = encodeSamples([
  [80_000, 5000],
  [90_000, 4000],
  [120_000, 1900],
  [1_500_000, 100],
]);

function encodeSamples(samples: readonly (readonly [valueNs: number, count: number])[]): string {
  const histogram = hdr.build({ bitBucketSize: 32, numberOfSignificantValueDigits: 3 });
  for (const [value, count] of samples) histogram.recordValueWithCount(value, count);
  return hdr.encodeIntoCompressedBase64(histogram);
}

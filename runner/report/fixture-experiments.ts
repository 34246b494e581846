/** What the report's tests look at: experiments with invented speeds, see fixture.ts. */
import { baseline, type FixtureExperiment, type FixtureModel } from './fixture-parts.ts';

/** Three models at 64 connections. */
export const models: FixtureExperiment = {
  name: 'models',
  title: 'Concurrency models',
  question: 'Which model serves the most messages per second, and what does each message cost?',
  models: [
    { model: baseline, speed: 1 },
    { model: 'thread-pool-handoff', speed: 0.93 },
    { model: 'process-pool-handoff', speed: 1.19, cpuFactor: 1.3 },
  ],
  groups: [{ label: '64 connections', connections: 64 }],
};

/** Four amounts of work, and every kind of crossover. */
export const compute: FixtureExperiment = {
  name: 'compute',
  title: 'Computation per request',
  question: 'From how much computation per request does a pool pay?',
  models: [
    { model: baseline, speed: 1 },
    {
      model: 'thread-pool-handoff',
      speed: [0.93, 1.2, 1.72, 1.9],
      crossover: {
        kind: 'between',
        belowNs: 0,
        aboveNs: 10_120,
        interpolated: { lowNs: 1_900, estimateNs: 4_100, highNs: 7_700, bound: null },
      },
    },
    {
      model: 'thread-offload',
      speed: [0.31, 0.52, 1.22, 1.84],
      crossover: { kind: 'between', belowNs: 10_120, aboveNs: 98_700, interpolated: null },
    },
    { model: 'process-pool-handoff', speed: [1.16, 1.3, 1.78, 1.93], crossover: { kind: 'ahead-everywhere' } },
    {
      model: 'process-offload',
      speed: [0.22, 0.35, 0.78, 1.04],
      crossover: { kind: 'between', belowNs: 98_700, aboveNs: null, interpolated: null },
    },
  ],
  groups: [
    { label: 'echo', workNs: 0 },
    { label: '10 µs', workNs: 10_120 },
    { label: '100 µs', workNs: 98_700 },
    { label: '1 ms', workNs: 1_012_000 },
  ].map((group) => ({ ...group, regime: 'whole-machine' as const })),
};

/** All eighteen models of the catalogue, with far ones among them. */
export const everyModel: FixtureModel[] = [
  { model: 'iterative', speed: 0.21, skipped: 'serves one connection at a time' },
  { model: baseline, speed: 1 },
  { model: 'select-loop', speed: 1.04, unsteady: 6 },
  { model: 'poll-loop', speed: 1.09 },
  { model: 'epoll-loop', speed: 1.31 },
  { model: 'thread-per-connection', speed: 0.71, cpuFactor: 1.4 },
  { model: 'thread-pool-handoff', speed: 0.93 },
  { model: 'thread-pool-reuseport', speed: 0.95 },
  { model: 'thread-offload', speed: 0.31, cpuFactor: 1.2 },
  { model: 'blocking-thread-per-connection', speed: 1.02, failed: 2, error: 'worker 3 exited with code 1' },
  { model: 'process-per-connection', speed: 0.64, failed: 8, error: 'spawn EAGAIN: resource temporarily unavailable' },
  { model: 'process-pool-handoff', speed: 1.01 },
  { model: 'process-pool-shared', speed: 1.03 },
  { model: 'cluster-round-robin', speed: 0.9 },
  { model: 'cluster-shared', speed: 0.99, clientLimited: true },
  { model: 'process-pool-reuseport', speed: 1.05 },
  { model: 'process-offload', speed: 0.22 },
  { model: 'blocking-process-per-connection', speed: 0.97 },
];

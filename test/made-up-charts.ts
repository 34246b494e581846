/** Charts of made-up runs, found by their path and looked at as scenes. */
import type { ExperimentAnalysis, Row } from '../runner/analysis/analysis.ts';
import { plainView } from '../runner/report/charts/frame.ts';
import { layout } from '../runner/report/charts/layout.ts';
import type { Scene } from '../runner/report/charts/scene.ts';
import { chartsOf, type PlacedChart } from '../runner/report/describe/charts.ts';
import { baseline, workAxis, type MadeUpArm, type MadeUpExperiment, type MadeUpRun } from './made-up-run.ts';

/** Three models at 64 connections. */
export const models: MadeUpExperiment = {
  name: 'models',
  title: 'Concurrency models',
  arms: [
    { name: baseline, speed: 1 },
    { name: 'thread-pool-handoff', speed: 0.93 },
    { name: 'process-pool-handoff', speed: 1.19, cpuFactor: 1.3 },
  ],
  groups: [{ label: '64 connections' }],
};

/** Levels of work in microseconds, on the whole machine. */
export function workLevels(micros: readonly number[]): MadeUpExperiment['groups'] {
  return micros.map((workMicros) => ({
    label: workMicros === 0 ? 'echo' : `${workMicros} µs`,
    level: 1000 * workMicros,
    work: { micros: workMicros },
    regime: 'whole-machine',
  }));
}

/** Four amounts of work, and every kind of crossover. */
export const compute: MadeUpExperiment = {
  name: 'compute',
  title: 'Computation per request',
  axis: workAxis,
  arms: [
    { name: baseline, speed: 1 },
    { name: 'thread-pool-handoff', speed: [0.9, 1.2, 1.72, 1.9] },
    { name: 'thread-offload', speed: [0.31, 0.52, 1.22, 1.84] },
    { name: 'process-pool-handoff', speed: [1.2, 1.3, 1.78, 1.93] },
    { name: 'process-offload', speed: [0.22, 0.35, 0.78, 1] },
  ],
  groups: workLevels([0, 10, 100, 1000]),
};

/** All eighteen models of the catalogue, with far ones among them. `iterative` cannot hold 64 connections. */
export const everyModel: readonly MadeUpArm[] = [
  { name: 'iterative', speed: 0.21 },
  { name: baseline, speed: 1 },
  { name: 'select-loop', speed: 1.04, labels: { 'not-steady': 12 } },
  { name: 'poll-loop', speed: 1.09 },
  { name: 'epoll-loop', speed: 1.31 },
  { name: 'thread-per-connection', speed: 0.71, cpuFactor: 1.4 },
  { name: 'thread-pool-handoff', speed: 0.93 },
  { name: 'thread-pool-reuseport', speed: 0.95 },
  { name: 'thread-offload', speed: 0.31, cpuFactor: 1.2 },
  { name: 'blocking-thread-per-connection', speed: 1.02, failedRounds: 1, error: 'worker 3 exited with code 1' },
  { name: 'process-per-connection', speed: 0.64, error: 'spawn EAGAIN: resource temporarily unavailable' },
  { name: 'process-pool-handoff', speed: 1.01 },
  { name: 'process-pool-shared', speed: 1.03 },
  { name: 'cluster-round-robin', speed: 0.9 },
  { name: 'cluster-shared', speed: 0.99, labels: { 'client-limited': 16 } },
  { name: 'process-pool-reuseport', speed: 1.05 },
  { name: 'process-offload', speed: 0.22 },
  { name: 'blocking-process-per-connection', speed: 0.97 },
];

export function scene({ description }: PlacedChart): Scene {
  return layout(description, plainView);
}

export function wordsIn(chart: PlacedChart): string[] {
  return scene(chart).items.flatMap((item) => (item.kind === 'text' ? [item.words] : []));
}

export function find({ result, analysis }: MadeUpRun, path: string): PlacedChart {
  const chart = chartsOf(result, analysis).find((one) => one.path === `charts/${path}.svg`);
  if (chart === undefined) throw new Error(`no chart ${path}`);
  return chart;
}

/** The same run with each row of its experiments as `change` makes it. */
export function changed(
  { result, analysis }: MadeUpRun,
  change: (row: Row, group: number) => Row,
  more: Partial<ExperimentAnalysis> = {},
): MadeUpRun {
  const experiments = analysis.experiments.map((experiment) => {
    const groups = experiment.groups.map((group, index) => ({
      ...group,
      rows: group.rows.map((row) => change(row, index)),
    }));
    return { ...experiment, ...more, groups };
  });
  return { result, analysis: { ...analysis, experiments } };
}

/**
 * Analyses that nobody measured, made by hand for the tests of reports and charts: any models, any speeds, with failed
 * cells, without intervals, or unfit. Seeded, so golden files are the same everywhere.
 */
import type { ResultFile } from '../result/result.ts';
import type {
  Analysis,
  Controls,
  Crossover,
  Estimate,
  ExperimentAnalysis,
  GroupAnalysis,
  Identical,
  Contrast,
  Row,
  VerdictKind,
} from '../analysis/analysis.ts';
import { forEachMetric, type Metric } from '../trials/server/metrics.ts';
import type { Random } from '../statistics/random.ts';
import { createRandom } from '../statistics/random.ts';
import type { Cell } from '../result/trial.ts';
import {
  baseline,
  baselineCpuNs,
  margin,
  type FixtureExperiment,
  type FixtureGroup,
  type FixtureModel,
} from './fixture-parts.ts';
import { resultOf } from './fixture-result.ts';

export interface FixtureOptions {
  readonly experiments: readonly FixtureExperiment[];
  /** 8 unless given; below 6 there are no intervals. */
  readonly rounds?: number;
  readonly unfit?: boolean;
  /** SD of a round's log value; 0.03 unless given. */
  readonly noise?: number;
}

export interface Fixture {
  readonly result: ResultFile;
  readonly analysis: Analysis;
  readonly findings: ReadonlyMap<string, string>;
}

const shownMetrics: readonly [Metric, ...Metric[]] = ['messagesPerSecond', 'cpuNsPerMessage'];

/** Everything goes as it should, or, as the options say, not. */
export function fixture({ experiments, rounds = 8, unfit = false, noise = 0.03 }: FixtureOptions): Fixture {
  const random = createRandom(20, 'report fixture');
  const make = { random, rounds, unfit, noise };
  const analysed = experiments.map((experiment) => experimentOf(experiment, make));
  return {
    result: resultOf(experiments, analysed, rounds),
    analysis: { controls: controlsOf(make), experiments: analysed },
    findings: new Map(
      experiments.map(({ name, title }) => [
        name,
        `${title}: event-loop serves the most messages per second; the pools are ×0.93 to ×1.12 of it.`,
      ]),
    ),
  };
}

interface Make {
  readonly random: Random;
  readonly rounds: number;
  readonly unfit: boolean;
  readonly noise: number;
}

function experimentOf(experiment: FixtureExperiment, make: Make): ExperimentAnalysis {
  const { name, title, question = 'Which is fastest?' } = experiment;
  return {
    name,
    title,
    question,
    primaryMetric: shownMetrics[0],
    metrics: shownMetrics,
    summary: 'last',
    factor: 'model',
    baseline,
    groups: experiment.groups.map((group, index) => groupOf(experiment, group, index, make)),
    crossovers: experiment.models.flatMap(({ model, crossover }) =>
      crossover === undefined ? [] : [{ model, outcome: outcomeOf(crossover, make) }],
    ),
    unfit: make.unfit,
    margin,
  };
}

function outcomeOf(crossover: Crossover['outcome'], { unfit, rounds }: Make): Crossover['outcome'] {
  if (unfit) return { kind: 'not-determined', why: 'the controls of this run failed' };
  return rounds < 6
    ? {
        kind: 'not-determined',
        why: `no interval at echo: ${rounds} round${rounds === 1 ? '' : 's'}, and a 98.3 % interval needs at least 7`,
      }
    : crossover;
}

function groupOf(experiment: FixtureExperiment, group: FixtureGroup, index: number, make: Make): GroupAnalysis {
  const rows = experiment.models.map((model) => rowOf(experiment, group, model, index, make));
  return {
    id: `${experiment.name}/${group.label}`,
    label: group.label,
    rows,
    ranking: [rows.map(({ cell }) => cell.model)],
    work: group.workNs ? workOf(group.workNs, make) : undefined,
  };
}

function workOf(workNs: number, { rounds }: Make): Estimate {
  const interval = rounds < 6 ? null : { low: 0.99 * workNs, high: 1.01 * workNs };
  const note = interval === null ? 'too few rounds' : null;
  return { value: workNs, interval, coverage: interval && 0.961, n: rounds, values: Array(rounds).fill(workNs), note };
}

function rowOf(
  experiment: FixtureExperiment,
  group: FixtureGroup,
  fixed: FixtureModel,
  index: number,
  make: Make,
): Row {
  const { model, cpuFactor = 1, skipped = null, error = null, clientLimited = false, unsteady = 0 } = fixed;
  const failed = fixed.failed ?? 0;
  const completed = skipped === null ? Math.max(0, make.rounds - failed) : 0;
  const speed = typeof fixed.speed === 'number' ? fixed.speed : (fixed.speed[index] ?? 1);
  const workNs = group.workNs ?? 0;
  const cpuNs = ((baselineCpuNs + workNs) * cpuFactor) / speed;
  const rate = (speed * 1e9 * 0.97) / (baselineCpuNs + workNs);
  const absolute = (value: number) =>
    completed === 0 ? null : estimateOf(value, { ...make, rounds: completed, noise: 1.5 * make.noise }, 0.961);
  return {
    cell: cellOf(experiment.name, group, model),
    cells: model === baseline ? 2 : 1,
    completed,
    failed,
    setAside: failed > 0 && completed > 0 ? 3 : 0,
    skipped,
    error: failed > 0 ? error : null,
    warnings: new Map([
      ...(unsteady > 0 ? [['not-steady', unsteady] as const] : []),
      ...(clientLimited ? [['client-limited', completed] as const] : []),
    ]),
    ...forEachMetric(() => null),
    messagesPerSecond: absolute(rate),
    cpuNsPerMessage: absolute(cpuNs),
    serviceTimeNs: { p50: absolute(64e9 / rate), p99: absolute(150e9 / rate), p999: null },
    serviceTimeWithheld: { p50: null, p99: null, p999: 'p99.9 needs the profile standard or a longer one' },
    rssUnderLoadBytes: completed === 0 ? null : 82e6,
    pssUnderLoadBytes: completed === 0 ? null : 64e6,
    serverUtilization: completed === 0 ? null : 0.97,
    clientUtilization: completed === 0 ? null : 0.55,
    contextSwitchesPerMessage: completed === 0 ? null : 0.021,
    messagesPerConnection: completed === 0 ? null : { min: 880, median: 1000, max: 1090 },
    declared: model !== baseline && skipped === null,
    contrast:
      model === baseline || completed === 0
        ? null
        : {
            messagesPerSecond: ratioOf(speed, completed, make),
            cpuNsPerMessage: ratioOf(cpuFactor / speed, completed, make),
          },
    secondDifference: {},
  };
}

function cellOf(
  experiment: string,
  { label, connections = 64, regime = 'equal-budget', workNs = 0 }: FixtureGroup,
  model: string,
): Cell {
  const isPinned = regime === 'equal-budget';
  return {
    id: `${experiment}/${label}/${model}`,
    experiment,
    group: `${experiment}/${label}`,
    role: model === baseline ? 'baseline' : 'arm',
    arm: model,
    model,
    framing: 'length-u32',
    service: workNs === 0 ? 'echo' : `work:${Math.round(workNs / 65)}`,
    workNsPerRequest: workNs,
    path: 'loopback',
    regime,
    connections,
    exchangesPerConnection: null,
    idleConnections: 0,
    depth: 1,
    payloadBytes: 64,
    receiveBufferBytes: null,
    workers: model === baseline ? 1 : 2,
    clients: 1,
    serverCpus: isPinned ? [0] : null,
    clientCpus: isPinned ? [1] : null,
  };
}

/** The true value times log-normal noise; its interval is caricatured from the spread. */
function estimateOf(truth: number, { random, rounds, noise }: Make, coverage: number): Estimate {
  const logs = Array.from(
    { length: rounds },
    () => noise * (random() + random() + random() + random() - 2) * Math.sqrt(3),
  );
  const mean = logs.reduce((sum, log) => sum + log, 0) / rounds;
  const half = (2.6 * noise) / Math.sqrt(rounds);
  const isEnough = rounds >= 6;
  return {
    value: truth * Math.exp(mean),
    interval: isEnough ? { low: truth * Math.exp(mean - half), high: truth * Math.exp(mean + half) } : null,
    coverage: isEnough ? coverage : null,
    n: rounds,
    values: logs.map((log) => truth * Math.exp(log)),
    note: isEnough ? null : `${rounds} round${rounds === 1 ? '' : 's'}, and a 98.3 % interval needs at least 7`,
  };
}

function ratioOf(truth: number, rounds: number, make: Make): Contrast {
  const estimate = estimateOf(truth, { ...make, rounds }, 0.992);
  const verdict = make.unfit ? 'withheld' : verdictOf(estimate);
  const { interval } = estimate;
  return {
    ...estimate,
    verdict,
    beyondMargin: interval !== null && (interval.low > 1 + margin || interval.high < 1 / (1 + margin)),
    withinMargin:
      (verdict === 'higher' || verdict === 'lower') &&
      interval !== null &&
      interval.low >= 1 / (1 + margin) &&
      interval.high <= 1 + margin,
    roundsToDecide: verdict === 'inconclusive' && interval !== null ? 24 : null,
    detectable: interval === null ? null : Math.sqrt(interval.high / interval.low),
  };
}

function verdictOf({ interval }: Estimate): VerdictKind {
  if (interval === null) return 'inconclusive';
  if (interval.low > 1) return 'higher';
  if (interval.high < 1) return 'lower';
  return interval.low >= 1 / (1 + margin) && interval.high <= 1 + margin ? 'equivalent' : 'inconclusive';
}

function slowdownOf(make: Make): Controls['slowdown'] {
  const injected = { value: 1.1, low: 1.099, high: 1.101 };
  const found = estimateOf(1.1, make, 0.961);
  return { injected, found, difference: found.value - injected.value, ok: !make.unfit && make.rounds >= 6 };
}

function controlsOf(make: Make): Controls {
  const truth = make.unfit ? 1.09 : 1;
  const identical = (): Identical => ({
    ...estimateOf(truth, { ...make, rounds: make.rounds * 3 }, 0.991),
    standardDeviation: make.noise,
  });
  return {
    identical: { messagesPerSecond: identical(), cpuNsPerMessage: identical() },
    slowdown: slowdownOf(make),
    unfit: make.unfit,
    reasons: make.unfit
      ? ['Unfit: identical cells differ in throughput, +9.1 % (99.1 % interval +7.5 % to +10.7 %, 24 pairs).']
      : ['Identical cells came out equal: throughput +0.1 % (99.1 % interval −1.2 % to +1.4 %, 24 pairs).'],
  };
}

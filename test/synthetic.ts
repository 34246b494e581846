/**
 * Result files that nobody measured: seeded trials of a machine that drifts from block to block, with noise in every
 * trial and, when asked for, crashes and disturbances. For the tests of statistics, reports and the runner's fake
 * executor. The speeds are a caricature of two processors, good for shapes (who wins where), never for numbers.
 */
import type { ProfileName } from '../runner/experiments/experiment.ts';
import { profiles } from '../runner/plan/profiles.ts';
import type {
  Calibration,
  Comparison,
  Environment,
  GroupPlan,
  Plan,
  PlannedExperiment,
  ResultFile,
} from '../runner/result/result.ts';
import { resultFormat, resultVersion } from '../runner/result/result.ts';
import type { Contrast, Row } from '../runner/analysis/analysis.ts';
import { disturbances, judge } from '../runner/trials/server/evidence.ts';
import { forEachMetric } from '../runner/trials/server/metrics.ts';
import type { Random } from '../runner/statistics/random.ts';
import { createRandom } from '../runner/statistics/random.ts';
import { standardNormal, syntheticMeasurement, type SyntheticSpeed } from './synthetic-trial.ts';
import type { Cell, CellRole, Trial, TrialPhase } from '../runner/result/trial.ts';

/** What befalls a trial of `syntheticResult`. */
export type Accident =
  | { readonly kind: 'failed'; readonly phase: TrialPhase; readonly error: string }
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'disturbed' };

export interface SyntheticOptions {
  readonly seed?: number;
  readonly profile?: ProfileName;
  /** The profile's own number unless given. */
  readonly rounds?: number;
  /** SD of a block's log drift, which all its cells share; 0.08 unless given. */
  readonly drift?: number;
  /** SD of a trial's own log noise; 0.03 unless given. */
  readonly noise?: number;
  /** Multiplies a cell's true speed (rate times it, processor time divided by it); 1 unless given. */
  readonly speedOf?: (cell: Cell) => number;
  /** Called for every trial in order; null is no accident. Failed and disturbed trials repeat their block, at most twice. */
  readonly accident?: (trial: {
    readonly cell: Cell;
    readonly round: number;
    readonly attempt: number;
  }) => Accident | null;
}

const mostRepeats = 2;
const processorCount = 2;
const clientCpuNs = 6000;

/** Server processor time per echo, ns, when two processors are shared with the client or not. */
const echoCpuNs: Readonly<Record<string, { equalBudget: number; wholeMachine: number; usesAllProcessors: boolean }>> = {
  'event-loop': { equalBudget: 14_000, wholeMachine: 14_000, usesAllProcessors: false },
  'thread-pool-handoff': { equalBudget: 15_900, wholeMachine: 25_000, usesAllProcessors: true },
  'process-pool-handoff': { equalBudget: 14_200, wholeMachine: 27_500, usesAllProcessors: true },
};

const syntheticCalibration: Calibration = {
  payloadBytes: 64,
  nsPerIteration: 62.5,
  echoCpuNsPerMessage: 14_000,
};

/** A row of a table that has nothing but a comparison (the same for all metrics); null for the baseline's. */
export function syntheticRow(cell: Cell, ratio: Pick<Contrast, 'value' | 'interval'> | null): Row {
  const whole: Contrast | null = ratio && {
    ...ratio,
    coverage: ratio.interval && 0.9609375,
    n: 8,
    values: Array.from({ length: 8 }, () => ratio.value),
    note: ratio.interval ? null : 'no interval',
    verdict: 'inconclusive',
    beyondMargin: false,
    withinMargin: false,
    roundsToDecide: null,
    detectable: null,
  };
  return {
    cell,
    cells: cell.role === 'baseline' ? 2 : 1,
    completed: 8,
    failed: 0,
    setAside: 0,
    skipped: null,
    error: null,
    warnings: new Map(),
    ...forEachMetric(() => null),
    serviceTimeNs: { p50: null, p99: null, p999: null },
    serviceTimeWithheld: { p50: null, p99: null, p999: null },
    rssUnderLoadBytes: null,
    pssUnderLoadBytes: null,
    serverUtilization: null,
    clientUtilization: null,
    contextSwitchesPerMessage: null,
    messagesPerConnection: null,
    declared: cell.role === 'arm',
    contrast: whole && forEachMetric(() => whole),
    secondDifference: {},
  };
}

/** A whole run: experiments `models` and `compute` and the known slowdown, with every trial they would have left. */
export function syntheticResult(options: SyntheticOptions = {}): ResultFile {
  const plan = syntheticPlan(options);
  const seed = plan.seed;
  return {
    format: resultFormat,
    version: resultVersion,
    startedAt: '2026-01-02T03:04:05.000Z',
    elapsedMs: null,
    finishedAt: '2026-01-02T03:09:05.000Z',
    commandLine: ['--profile', plan.profile, '--seed', String(seed)],
    environment: syntheticEnvironment,
    calibration: syntheticCalibration,
    plan,
    trials: plan.groups.flatMap((group) => syntheticTrials(group, plan, options, createRandom(seed, group.id))),
  };
}

function syntheticPlan(options: SyntheticOptions): Plan {
  const profile = options.profile ?? 'quick';
  const { rounds, slice, margin, warmup } = profiles[profile];
  return {
    profile,
    seed: options.seed ?? 1,
    experiments,
    rounds: options.rounds ?? rounds,
    slice,
    warmup,
    margin,
    budgetMs: null,
    groups: [
      comparedGroup('models', '64 connections', { regime: 'equal-budget', workMicros: 0 }),
      ...[0, 100, 1000].map((workMicros) =>
        comparedGroup('compute', `${workMicros} µs`, { regime: 'whole-machine', workMicros }),
      ),
      slowdownGroup(),
    ],
    estimatedMs: 300_000,
  };
}

const experiments: readonly PlannedExperiment[] = [
  {
    name: 'models',
    title: 'Concurrency models',
    question: 'Which model serves 64 connections with the least processor time?',
    primaryMetric: 'messagesPerSecond',
    metrics: ['messagesPerSecond', 'cpuNsPerMessage'],
    summary: 'last',
    factor: 'model',
    baseline: 'event-loop',
  },
  {
    name: 'compute',
    title: 'Computation per request',
    question: 'From how much computation per request does a pool pay?',
    primaryMetric: 'messagesPerSecond',
    metrics: ['messagesPerSecond', 'cpuNsPerMessage'],
    summary: 'last',
    factor: 'model',
    baseline: 'event-loop',
  },
];

function comparedGroup(
  experiment: string,
  label: string,
  conditions: Pick<Cell, 'regime'> & { workMicros: number },
): GroupPlan {
  const id = `${experiment}/${label}`;
  const cell = (name: string, role: CellRole, model: string): Cell =>
    syntheticCell({
      ...workOf(conditions.workMicros * 1000),
      regime: conditions.regime,
      id: `${id}/${name}`,
      experiment,
      group: id,
      role,
      model,
    });
  const baseline = cell('event-loop', 'baseline', 'event-loop');
  const control = cell('event-loop (A/A)', 'control', 'event-loop');
  const arms = ['thread-pool-handoff', 'process-pool-handoff'].map((model) => cell(model, 'arm', model));
  const comparisons = arms.map((arm): Comparison => ({ arm: arm.id, baseline: baseline.id, control: control.id }));
  return { id, experiment, label, cells: [baseline, control, ...arms], comparisons, method: 'sliced', turns: null };
}

function slowdownGroup(): GroupPlan {
  const { nsPerIteration, echoCpuNsPerMessage } = syntheticCalibration;
  const fewIterations = 16_000;
  const manyIterations =
    fewIterations + Math.round((0.1 * (echoCpuNsPerMessage + nsPerIteration * fewIterations)) / nsPerIteration);
  const id = 'controls/known-slowdown';
  const cell = (role: CellRole, iterations: number): Cell =>
    syntheticCell({
      ...workOf(iterations * nsPerIteration),
      regime: 'equal-budget',
      id: `${id}/${role}`,
      experiment: 'controls',
      group: id,
      role,
      model: 'event-loop',
    });
  const cells = [cell('baseline', fewIterations), cell('slowdown', manyIterations)];
  return { id, experiment: 'controls', label: 'known-slowdown', cells, comparisons: [], method: 'sliced', turns: null };
}

function workOf(workNsPerRequest: number): Pick<Cell, 'service' | 'workNsPerRequest'> {
  const iterations = Math.round(workNsPerRequest / syntheticCalibration.nsPerIteration);
  return { service: iterations === 0 ? 'echo' : `work:${iterations}`, workNsPerRequest };
}

function syntheticCell(
  own: Omit<
    Cell,
    | 'arm'
    | 'framing'
    | 'path'
    | 'connections'
    | 'exchangesPerConnection'
    | 'idleConnections'
    | 'depth'
    | 'payloadBytes'
    | 'receiveBufferBytes'
    | 'workers'
    | 'clients'
    | 'serverCpus'
    | 'clientCpus'
  >,
): Cell {
  const isPinned = own.regime === 'equal-budget';
  return {
    ...own,
    arm: own.model,
    framing: 'length-u32',
    path: 'loopback',
    connections: 64,
    exchangesPerConnection: null,
    idleConnections: 0,
    depth: 1,
    payloadBytes: syntheticCalibration.payloadBytes,
    receiveBufferBytes: null,
    workers: own.model === 'event-loop' ? 1 : 2,
    clients: 1,
    serverCpus: isPinned ? [0] : null,
    clientCpus: isPinned ? [1] : null,
  };
}

/** True speed of a cell: two processors, the client on one of them or taking its share of both. */
function trueSpeed(cell: Cell): SyntheticSpeed {
  const echo = echoCpuNs[cell.model];
  if (echo === undefined) throw new Error(`no synthetic speed for the model ${cell.model}`);
  const cpuNsPerMessage =
    cell.workNsPerRequest + (cell.regime === 'equal-budget' ? echo.equalBudget : echo.wholeMachine);
  const sharesBoth = cell.regime === 'whole-machine' && echo.usesAllProcessors;
  const nsPerMessage = sharesBoth ? (cpuNsPerMessage + clientCpuNs) / processorCount : cpuNsPerMessage;
  return { messagesPerSecond: 1e9 / nsPerMessage, cpuNsPerMessage, clientCpuNsPerMessage: clientCpuNs };
}

function syntheticTrials(group: GroupPlan, plan: Plan, options: SyntheticOptions, random: Random): Trial[] {
  const rounds = Array.from({ length: plan.rounds }, (_, round) => round);
  return rounds.flatMap((round) => {
    const trials: Trial[] = [];
    for (let attempt = 0; attempt <= mostRepeats; attempt += 1) {
      const drift = (options.drift ?? 0.08) * standardNormal(random);
      const block = group.cells.map((cell) => syntheticTrial(cell, { round, attempt, drift }, plan, options, random));
      trials.push(...block);
      if (!block.some(needsRepeat)) break;
    }
    return trials;
  });
}

interface Block {
  readonly round: number;
  readonly attempt: number;
  readonly drift: number;
}

function syntheticTrial(
  cell: Cell,
  { round, attempt, drift }: Block,
  plan: Plan,
  options: SyntheticOptions,
  random: Random,
): Trial {
  const minutes = String(round).padStart(2, '0');
  const identity = {
    cell: cell.id,
    round,
    attempt,
    startedAt: `2026-01-02T03:${minutes}:0${attempt}.000Z`,
    elapsedMs: null,
  };
  const accident = options.accident?.({ cell, round, attempt }) ?? null;
  if (accident?.kind === 'failed') {
    return {
      ...identity,
      outcome: 'failed',
      phase: accident.phase,
      error: accident.error,
      log: `server: ${accident.error}\n`,
    };
  }
  if (accident?.kind === 'skipped') return { ...identity, outcome: 'skipped', reason: accident.reason };
  const speed = trueSpeed(cell);
  const factor = (options.speedOf?.(cell) ?? 1) * Math.exp(drift + (options.noise ?? 0.03) * standardNormal(random));
  const measurement = syntheticMeasurement(
    cell,
    {
      ...speed,
      messagesPerSecond: speed.messagesPerSecond * factor,
      cpuNsPerMessage: speed.cpuNsPerMessage / factor,
      clientCpuNsPerMessage: clientCpuNs / factor,
      slices: plan.slice.turns,
      sliceMs: plan.slice.ms,
      stealShare: accident?.kind === 'disturbed' ? 0.2 : 0,
    },
    random,
  );
  return { ...identity, outcome: 'completed', measurement, warnings: judge(measurement, cell, { processorCount }) };
}

function needsRepeat(trial: Trial): boolean {
  return (
    trial.outcome === 'failed' ||
    (trial.outcome === 'completed' && trial.warnings.some((warning) => disturbances.has(warning)))
  );
}

const syntheticEnvironment: Environment = {
  processor: { model: 'Synthetic processor', count: processorCount, smt: false },
  memoryBytes: 8 * 2 ** 30,
  os: { platform: 'linux', release: 'Synthetic Linux 1', kernel: '6.0.0-synthetic' },
  virtualization: 'kvm',
  governor: null,
  mitigations: { spectre_v2: 'Mitigation: synthetic' },
  cgroup: { version: 2, cpuMax: 'max 100000', memoryMax: 'max' },
  congestionControl: 'cubic',
  loopback: { mtu: 65_536 },
  descriptorLimit: { soft: 1024, hard: 20_000 },
  loadAverage: [0.1, 0.2, 0.3],
  runtime: { node: 'v26.10.0', v8: '14.0.0', libuv: '1.52.1', sha256: '0'.repeat(64), pinned: true },
  commit: '0123456789abcdef0123456789abcdef01234567',
};

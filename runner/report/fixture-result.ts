/** The file that a made-up analysis could have come from: its plan, its machine, and the trials that a report lists one by one. */
import { resultFormat, resultVersion, type Comparison, type GroupPlan, type ResultFile } from '../result/result.ts';
import type { ExperimentAnalysis, GroupAnalysis } from '../analysis/analysis.ts';
import type { Cell, Trial } from '../result/trial.ts';
import {
  baseline,
  baselineCpuNs,
  margin,
  type FixtureExperiment,
  type FixtureGroup,
  type FixtureModel,
} from './fixture-parts.ts';

export function resultOf(
  experiments: readonly FixtureExperiment[],
  analysed: readonly ExperimentAnalysis[],
  rounds: number,
): ResultFile {
  return {
    format: resultFormat,
    version: resultVersion,
    startedAt: '2026-01-02T03:04:05.000Z',
    elapsedMs: 252_000,
    finishedAt: '2026-01-02T03:08:17.000Z',
    commandLine: ['--profile', 'quick', '--out', '/home/somebody/results'],
    environment: {
      processor: { model: 'AMD EPYC 7763 64-Core Processor', count: 2, smt: true },
      memoryBytes: 8 * 2 ** 30,
      os: { platform: 'linux', release: 'Debian GNU/Linux 12 (bookworm)', kernel: '6.1.0-18-cloud-amd64' },
      virtualization: 'kvm',
      governor: null,
      mitigations: { spectre_v2: 'Mitigation: Retpolines', meltdown: 'Not affected' },
      cgroup: { version: 2, cpuMax: 'max 100000', memoryMax: 'max' },
      congestionControl: 'bbr',
      loopback: { mtu: 65_536 },
      descriptorLimit: { soft: 1024, hard: 20_000 },
      loadAverage: [0.12, 0.2, 0.31],
      runtime: { node: 'v26.10.0', v8: '14.1.146', libuv: '1.52.1', sha256: 'ab'.repeat(32), pinned: true },
      programs: {
        passed: ['PATH', 'HOME'],
        given: { LC_ALL: 'C' },
        withheld: ['NODE_OPTIONS'],
        preloaded: [],
        niceness: 0,
        compileCache: 'kept',
      },
      commit: '0123456789abcdef0123456789abcdef01234567',
    },
    calibration: { payloadBytes: 64, nsPerIteration: 65.1, echoCpuNsPerMessage: baselineCpuNs },
    plan: {
      profile: rounds === 1 ? 'smoke' : 'quick',
      seed: 7,
      experiments: analysed.map(({ name, title, question, primaryMetric, metrics, summary, factor }) => ({
        ...{ name, title, question, primaryMetric, metrics, summary, factor },
        baseline,
      })),
      rounds,
      slice: { ms: 125, turns: 8 },
      warmup: { messagesPerIsolate: 50_000, cpuMsPerIsolate: 1000 },
      margin,
      budgetMs: null,
      groups: analysed.flatMap(({ groups }) => groups.map((group) => planOf(group))),
      estimatedMs: 240_000,
    },
    trials: experiments.flatMap((experiment) =>
      experiment.groups.flatMap((group) =>
        experiment.models.flatMap((model) => mishaps(experiment, group, model, rounds)),
      ),
    ),
  };
}

function planOf({ id, label, rows }: GroupAnalysis): GroupPlan {
  const experiment = rows[0]?.cell.experiment ?? '';
  const cells = rows.flatMap(({ cell }): Cell[] =>
    cell.role === 'baseline' ? [cell, { ...cell, id: `${cell.id} (A/A)`, role: 'control' }] : [cell],
  );
  const arms = cells.filter(({ role }) => role === 'arm');
  const comparisons = arms.map(({ id: arm }): Comparison => ({
    arm,
    baseline: `${id}/${baseline}`,
    control: `${id}/${baseline} (A/A)`,
  }));
  return { id, experiment, label, cells, comparisons, method: 'sliced', turns: null };
}

/** The trials that a report lists one by one; completed ones are not read by it. */
function mishaps(
  { name }: FixtureExperiment,
  { label }: FixtureGroup,
  { model, failed = 0, error = '', skipped }: FixtureModel,
  rounds: number,
): Trial[] {
  const identity = (round: number) => ({
    cell: `${name}/${label}/${model}`,
    round,
    attempt: 0,
    startedAt: `2026-01-02T03:0${round}:00.000Z`,
    elapsedMs: null,
  });
  if (skipped !== undefined)
    return Array.from({ length: rounds }, (_, round) => ({ ...identity(round), outcome: 'skipped', reason: skipped }));
  return Array.from({ length: failed }, (_, round) => ({
    ...identity(round),
    outcome: 'failed',
    phase: 'measure',
    error,
    log: `server: ${error}\n    at main.ts:12`,
  }));
}

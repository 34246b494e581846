/** Self-tests that nobody measured: real plans, and trials with noise, in which something may be wrong. */
import type { Observation } from '../runner/analysis/observation.ts';
import { putIn } from '../runner/analysis/put-in.ts';
import type { Cell, Group, Plan } from '../runner/result/plan.ts';
import { resultFormat, resultVersion, type ResultFile } from '../runner/result/result.ts';
import { judgeSelftest, type SelftestFindings } from '../runner/selftest/judge.ts';
import { planSelftest, usualRequest, type PartName, type SelftestRequest } from '../runner/selftest/plan.ts';
import { createRandom } from '../protocol/random.ts';
import { madeUpEnvironment } from './made-up-environment.ts';
import { twoProcessors } from './made-up-plan.ts';
import { standardNormal } from './normal.ts';

export interface MadeUpSelftest extends Partial<SelftestRequest> {
  /** SD of the logarithm: of what a whole block has in common, and of each trial. */
  readonly noise?: { readonly block: number; readonly trial: number };
  /** By how much a trial costs more than it should, as a logarithm; of each cell and round. */
  readonly bias?: (cell: Cell, round: number) => number;
  /** A trial that failed. */
  readonly fails?: (cell: Cell, round: number) => boolean;
}

const usualNoise = { block: 0.05, trial: 0.01 };
const baselineCpuNs = { identical: 12_000, slowdowns: 1_030_000 };

export function madeUpSelftest(made: MadeUpSelftest = {}): {
  readonly findings: SelftestFindings;
  readonly results: Readonly<Record<PartName, ResultFile>>;
} {
  const request = { ...usualRequest, seed: 3, isSmoke: false, ...made };
  const planned = planSelftest(request, twoProcessors);
  const part = (name: PartName) => {
    const { plan } = planned[name];
    return { plan, observations: observationsOf(plan, baselineCpuNs[name], made) };
  };
  const result = (name: PartName): ResultFile => ({
    format: resultFormat,
    version: resultVersion,
    startedAt: '2026-01-02T03:04:05.000Z',
    finishedAt: '2026-01-02T04:04:05.000Z',
    elapsedMs: planned[name].plan.estimatedMs,
    commandLine: [],
    environment: madeUpEnvironment,
    calibrations: {},
    plan: planned[name].plan,
    trials: [],
  });
  return {
    findings: judgeSelftest({ identical: part('identical'), slowdowns: part('slowdowns') }),
    results: { identical: result('identical'), slowdowns: result('slowdowns') },
  };
}

function observationsOf(plan: Plan, cpuNs: number, made: MadeUpSelftest): Observation[] {
  const rounds = Array.from({ length: plan.rounds }, (_, round) => round);
  return plan.groups.flatMap((group) => rounds.flatMap((round) => block(group, round, plan.seed, cpuNs, made)));
}

/** As a slowed cell costs that was slowed down by what was put in, beside a baseline that has no noise. */
function block(group: Group, round: number, seed: number, cpuNs: number, made: MadeUpSelftest): Observation[] {
  const { noise = usualNoise, bias = () => 0, fails = () => false } = made;
  const random = createRandom(seed, `${group.id} ${round}`);
  const common = noise.block * standardNormal(random);
  return group.cells.map((cell): Observation => {
    const [trial, beside] = [standardNormal(random), standardNormal(random)];
    const identity = { cell: cell.id, round, attempt: 0 };
    if (fails(cell, round)) return { ...identity, outcome: 'failed', error: 'made up' };
    const slower = cell.slowdown === undefined ? 0 : Math.log(putIn(cell.slowdown, cpuNs).value);
    const cost = common + slower + noise.trial * trial + bias(cell, round);
    return {
      ...identity,
      outcome: 'completed',
      values: new Map([
        ['cpuNsPerMessage', cpuNs * Math.exp(cost)],
        ['messagesPerSecond', (1e9 / cpuNs) * Math.exp(noise.trial * 0.5 * beside - cost)],
      ]),
      resolutions: new Map(),
      labels: [],
    };
  });
}

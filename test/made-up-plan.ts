/** Plans for tests: real ones, of a machine that is the same everywhere. */
import { experiments, type ExperimentName } from '../runner/experiments/index.ts';
import type { Experiment } from '../runner/experiments/experiment.ts';
import type { Topology } from '../runner/machine/topology.ts';
import { planRun, type PlannedRun, type PlanRequest } from '../runner/plan/plan.ts';
import type { Budget } from '../runner/plan/rounds.ts';
import type { PlanSetting } from '../runner/plan/plan-setting.ts';
import type { ProfileName } from '../runner/result/plan.ts';
import type { Plain, TrialKind } from '../runner/trials/kind.ts';
import { channelKind } from '../runner/trials/channel/kind.ts';
import { claimKind } from '../runner/trials/claim/kind.ts';
import { serverKind } from '../runner/trials/server/kind.ts';
import { busyConnections, type ServerSetup } from '../runner/trials/server/setup.ts';
import { sayLimit, type ConnectionLimit } from '../servers/connection-limit.ts';
import { wholeNetwork } from './made-up-network.ts';
import { models, type ModelName } from '../servers/models/index.ts';

/** Two cores with a cache in common. */
export const madeUpTopology: Topology = [0, 1].map((cpu) => ({ cpu, core: [cpu], cache: [0, 1] }));

const workerLimit: ConnectionLimit = { connections: 400, boundBy: 'memory' };

/**
 * The server kind, which asks this machine for how many workers it has the memory, and what clients can be driven by, on one
 * that has it for 400, and Linux.
 */
const steadyKind: TrialKind = {
  ...serverKind,
  settle: (wanted, site) => {
    const found = serverKind.settle(wanted, site);
    const settled = { ...found, setup: { ...found.setup, driver: 'epoll' } };
    const { model, load, idleConnections } = found.setup as ServerSetup;
    if (!('connectionLimit' in models[model as ModelName])) return settled;
    const isTooMany = busyConnections(load) + idleConnections > workerLimit.connections;
    const ofMachine = settled.unsupported?.startsWith('a worker for each connection') ?? false;
    const unsupported = isTooMany ? `a worker for each connection: ${sayLimit(workerLimit)}` : null;
    return { ...settled, unsupported: ofMachine ? unsupported : (settled.unsupported ?? unsupported) };
  },
};

/** Two processors, a kernel that lets programs be bound to them, and memory for 400 workers. */
export const twoProcessors: PlanSetting = {
  kinds: { server: steadyKind, channel: channelKind, claim: claimKind },
  cpus: [0, 1],
  topology: madeUpTopology,
  pinning: { ok: true },
  descriptorLimit: 4096,
  network: wholeNetwork,
  remote: null,
  path: null,
  calibrations: {},
};

export interface PlanOptions {
  /** Names of the suite's experiments, or others; `models` unless given. */
  readonly experiments?: readonly (ExperimentName | Experiment)[];
  /** `quick` unless given. */
  readonly profile?: ProfileName;
  readonly seed?: number;
  readonly budget?: Budget | null;
  readonly precision?: PlanRequest['precision'];
  /** As `--rounds` has it, refused where they cannot carry the comparisons. */
  readonly exactRounds?: number;
  /** Of a run that has begun; see `PlanRequest`. */
  readonly spentMs?: number;
  /** Instead of those that the profile has. */
  readonly rounds?: number;
  /** What is not as with `twoProcessors`. */
  readonly setting?: Partial<PlanSetting>;
  /** Why a setup cannot run, besides those that cannot anyway. */
  readonly unsupported?: (setup: Plain) => string | null;
}

export function madeUpPlan(options: PlanOptions = {}): PlannedRun {
  const { profile = 'quick', seed = 7, budget = null, precision = null, exactRounds = null, rounds } = options;
  const asked = (options.experiments ?? ['models']).map((one) => (typeof one === 'string' ? experiments[one] : one));
  const setting = { ...twoProcessors, ...options.setting };
  const { plan, skips } = planRun(
    {
      ...{ experiments: asked, profile, seed, budget, precision, rounds: exactRounds },
      ...(options.spentMs !== undefined && { spentMs: options.spentMs }),
    },
    { ...setting, kinds: refusing(setting.kinds, options.unsupported) },
  );
  return { plan: { ...plan, rounds: rounds ?? plan.rounds }, skips };
}

function refusing(of: PlanSetting['kinds'], unsupported: PlanOptions['unsupported']): PlanSetting['kinds'] {
  if (unsupported === undefined) return of;
  const refuse = (kind: TrialKind): TrialKind => ({
    ...kind,
    settle: (wanted, site) => {
      const settled = kind.settle(wanted, site);
      return { ...settled, unsupported: settled.unsupported ?? unsupported(settled.setup) };
    },
  });
  return Object.fromEntries(Object.entries(of).map(([name, kind]) => [name, refuse(kind)]));
}

/**
 * What a run will do, decided before it measures anything: groups of cells, the comparisons within them, rounds, and
 * how long that takes. Pure: the same request on the same processors gives the same plan.
 */
import type { Pinning } from '../../native/affinity.ts';
import { UsageError } from '../../protocol/flags.ts';
import { leastConnections } from '../trials/server/churn-window.ts';
import { createCell, iterationsFor, place, usualConditions, type Placement } from '../trials/server/cells.ts';
import type { Conditions, Experiment, ProfileName } from '../experiments/experiment.ts';
import { hasWorkerPerConnection } from '../experiments/choices.ts';
import { factors } from '../experiments/factors.ts';
import { profiles, type Profile } from './profiles.ts';
import { controlsName, type Calibration, type Comparison, type GroupPlan, type Plan } from '../result/result.ts';
import { comparisonsAllowed, roundsNeeded, simultaneousCoverage } from '../statistics/simultaneous.ts';
import type { Cell, CellRole } from '../result/trial.ts';

export interface PlanRequest {
  readonly experiments: readonly Experiment[];
  readonly profile: ProfileName;
  readonly seed: number;
  /** Time that may be spent; null: what the profile takes. */
  readonly budget: Budget | null;
}

export interface Budget {
  readonly ms: number;
  /** As the user wrote it, for messages: `2.5m`. */
  readonly typed: string;
}

/** Good enough to tell how long a run takes and what it compares: neither depends on what the calibration will find. */
export const nominalCalibration: Calibration = { payloadBytes: 64, nsPerIteration: 60, echoCpuNsPerMessage: 12_000 };

/** What the plan has to know about the machine and the models. */
export interface PlanSetting {
  /** Processors that programs may use. */
  readonly cpus: readonly number[];
  /** Whether programs can be bound to them. */
  readonly pinning: Pinning;
  readonly calibration: Calibration;
  /** Why a model, or a path, cannot do what a cell asks; null where it can. */
  readonly unsupported: (cell: Cell) => string | null;
  /** Whether the cell's server can stand idle beside others. */
  readonly standsIdle: (cell: Cell) => boolean;
}

export interface PlannedRun {
  readonly plan: Plan;
  /** Cells that cannot run here, by id, and why. They are shown, and take no time. */
  readonly skips: ReadonlyMap<string, string>;
}

/** @throws UsageError when the budget is too short, or the rounds cannot carry the declared comparisons. */
export function planRun(request: PlanRequest, setting: PlanSetting): PlannedRun {
  const { experiments, profile, seed, budget } = request;
  const skips = new Map<string, string>();
  const compared = experiments.flatMap((experiment) => {
    return experiment
      .conditions(profile)
      .map((conditions) => planGroup(experiment, conditions, profile, setting, skips));
  });
  const groups = withSlowdown(compared, setting, skips);
  const measured = groups.map((group) => withoutSkipped(group, skips));
  const { slice, warmup, margin } = profiles[profile];
  const rounds = roundsWithin(budget, profiles[profile], (count) => estimateMs(measured, profiles[profile], count));
  if (profile !== 'smoke') refuseTooManyComparisons(experiments, groups, rounds);
  return {
    plan: {
      profile,
      seed,
      experiments: experiments.map(({ name, title, question, primaryMetric, metrics, summary, factor, baseline }) => {
        return { name, title, question, primaryMetric, metrics, summary, factor, baseline };
      }),
      rounds,
      slice,
      warmup,
      margin,
      budgetMs: budget?.ms ?? null,
      groups,
      estimatedMs: estimateMs(measured, profiles[profile], rounds),
    },
    skips,
  };
}

/** Time of one block beside warm-up and windows, found on two processors: starting programs, ramps, control lines. */
const blockOverheadMs = 700;
/** Without load there is no client's code to get warm, and nothing to ramp up. */
const restingOverheadMs = 400;
const cellOverheadMs = 100;
const sliceOverheadMs = 25;
/** Opening a connection, and waiting for its last reply after each slice. */
const connectionMs = 1.5;
/** Starting and ending a thread or process of a connection; and waiting until idle connections are taken over. */
const workerMs = 55;
const idleOverheadMs = 900;
/** Many workers share the processor time of a warm-up that was meant for one. */
const warmUpsOfWorkers = 5;
/** A model's start, once and for nothing, before the first block: see Executor. */
const prepareMs = 500;
/** Calibration, environment, report. */
const calibrationAndReportMs = 8000;

/** What of a group takes time. */
export function withoutSkipped(group: GroupPlan, skips: ReadonlyMap<string, string>): GroupPlan {
  return { ...group, cells: group.cells.filter(({ id }) => !skips.has(id)) };
}

/** What a run of these groups takes beside their blocks. */
export function overheadMs(groups: readonly GroupPlan[]): number {
  const models = new Set(groups.flatMap(({ cells }) => cells.map(({ model }) => model)));
  return calibrationAndReportMs + models.size * prepareMs;
}

/** How long one block of a group takes. */
export function estimateBlockMs(group: GroupPlan, plan: Pick<Plan, 'slice' | 'warmup'>): number {
  const { slice, warmup } = plan;
  const turns = turnsOf(group, plan);
  const isSliced = group.method === 'sliced';
  const windowsMs = turns * slice.ms;
  const cells = group.cells.map(({ model, connections, idleConnections, exchangesPerConnection }) => {
    const warmUpMs = connections > 0 ? warmup.cpuMsPerIsolate : 0;
    const hasWorkers = hasWorkerPerConnection(model);
    const workersMs = hasWorkers
      ? (connections + idleConnections) * workerMs + warmUpMs * Math.min(warmUpsOfWorkers, connections)
      : 0;
    // Windows of churn are as long as enough connections take, each of which starts a worker here.
    const leastMs = hasWorkers && exchangesPerConnection !== null ? leastConnections * workerMs : 0;
    const sliceMs = Math.max(windowsMs, leastMs) + (isSliced ? turns : 1) * sliceOverheadMs;
    return warmUpMs + workersMs + connections * connectionMs + sliceMs + cellOverheadMs;
  });
  const hasIdle = group.cells.some(({ idleConnections }) => idleConnections > 0);
  const hasLoad = group.cells.some(({ connections }) => connections > 0);
  const startMs = (hasLoad ? blockOverheadMs : restingOverheadMs) + (hasIdle ? idleOverheadMs : 0);
  // Whole trials start one after the other.
  const starts = isSliced ? 1 : cells.length;
  return starts * startMs + cells.reduce((sum, ms) => sum + ms, 0);
}

/** Slices of a trial of this group; a whole trial has one as long as all of them. */
export function turnsOf({ turns }: GroupPlan, { slice }: Pick<Plan, 'slice'>): number {
  return turns ?? slice.turns;
}

function estimateMs(groups: readonly GroupPlan[], profile: Profile, rounds: number): number {
  const blocksMs = groups.reduce((sum, group) => sum + estimateBlockMs(group, profile), 0);
  return overheadMs(groups) + rounds * blocksMs;
}

/** A longer budget buys rounds, the one thing that narrows intervals. */
function roundsWithin(
  budget: Budget | null,
  { rounds: usual, mostRounds }: Profile,
  estimate: (rounds: number) => number,
): number {
  if (budget === null) return usual;
  if (estimate(usual) > budget.ms) {
    throw new UsageError(
      `--budget ${budget.typed}: this takes ${minutes(estimate(usual))}; use that or more, fewer experiments, or --profile smoke`,
    );
  }
  let rounds = usual;
  while (rounds < mostRounds && estimate(rounds + 1) <= budget.ms) rounds++;
  return rounds;
}

function refuseTooManyComparisons(
  experiments: readonly Experiment[],
  groups: readonly GroupPlan[],
  rounds: number,
): void {
  for (const { name } of experiments) {
    const declared = groups.filter((group) => group.experiment === name).flatMap((group) => group.comparisons).length;
    if (declared > comparisonsAllowed(rounds)) {
      const needed = roundsNeeded(simultaneousCoverage(declared));
      throw new UsageError(
        `${name}: ${declared} comparisons need ${needed} rounds to be decidable, this profile has ${rounds}; use a larger --profile or --budget`,
      );
    }
  }
}

function planGroup(
  experiment: Experiment,
  conditions: Conditions,
  profile: ProfileName,
  setting: PlanSetting,
  skips: Map<string, string>,
): GroupPlan {
  const { name, factor, baseline } = experiment;
  const label = experiment.groupLabel(conditions);
  const id = `${name}/${label}`;
  const placement = place(conditions.regime, setting.cpus, setting.pinning);
  const roles = experiment.arms(profile, conditions).flatMap((arm): { arm: string; role: CellRole }[] => {
    if (arm !== baseline) return [{ arm, role: 'arm' }];
    return [
      { arm, role: 'baseline' },
      { arm, role: 'control' },
    ];
  });
  const iterations = iterationsFor(conditions.workMicros, setting.calibration);
  const cells = roles.map(({ arm, role }) => {
    const own = factors[factor].apply(arm, conditions);
    const source = { experiment: name, group: id, arm, role, conditions: own, iterations };
    return createCell(source, placement ?? unplaced, setting.calibration);
  });
  for (const cell of cells) {
    const reason = placement === null ? whyUnplaced(setting) : setting.unsupported(cell);
    if (reason !== null) skips.set(cell.id, reason);
  }
  return {
    id,
    experiment: name,
    label,
    cells,
    comparisons: comparisonsOf(cells, skips, (arm) => experiment.declares(arm, conditions, profile)),
    method: cells.every((cell) => skips.has(cell.id) || isSliceable(cell, setting)) ? 'sliced' : 'whole',
    turns: experiment.turns ?? null,
  };
}

function whyUnplaced({ pinning }: PlanSetting): string {
  if (!pinning.ok) return `equal budget: ${pinning.reason}`;
  return 'equal budget needs two processors, one for each side';
}

const unplaced: Placement = { serverCpus: null, clientCpus: null, workers: 2, clients: 1 };

/** Without load there is nothing to rotate, and what a server does by itself is seen best when it is alone. */
function isSliceable(cell: Cell, { standsIdle }: PlanSetting): boolean {
  return cell.connections > 0 && standsIdle(cell);
}

/** Every declared arm that can run against the baseline, if that can. */
function comparisonsOf(
  cells: readonly Cell[],
  skips: ReadonlyMap<string, string>,
  declares: (arm: string) => boolean,
): Comparison[] {
  const running = cells.filter((cell) => !skips.has(cell.id));
  const baseline = running.find((cell) => cell.role === 'baseline');
  const control = running.find((cell) => cell.role === 'control');
  if (baseline === undefined || control === undefined) return [];
  const arms = running.filter((cell) => cell.role === 'arm' && declares(cell.arm));
  return arms.map((arm) => ({ arm: arm.id, baseline: baseline.id, control: control.id }));
}

/**
 * Work per request of the baseline of the known slowdown, and by how much the slower arm costs more. So long that nearly
 * all of a message is work: then what was put in is known without knowing what a round of work takes (put-in.ts).
 */
const slowdownWorkMicros = 1000;
const slowdown = 1.1;
/** Enough to keep the server busy, where no experiment says; few, since every slice ends with one request of each. */
const slowdownConnections = 8;

/**
 * The known slowdown: a baseline with work:N0 against itself with work:N1, N1 chosen so that a message costs 10 % more
 * processor time in all. A run that does not find it would not find a real difference of that size either. It joins a
 * group that has such a baseline anyway, or is a group of its own.
 */
function withSlowdown(
  groups: readonly GroupPlan[],
  setting: PlanSetting,
  skips: ReadonlyMap<string, string>,
): readonly GroupPlan[] {
  const fewer = iterationsFor(slowdownWorkMicros, setting.calibration);
  const isHost = (cell: Cell) => cell.role === 'baseline' && cell.service === `work:${fewer}` && !skips.has(cell.id);
  const hosts = groups.filter((group) => group.method === 'sliced' && group.cells.some(isHost));
  const [host = slowdownGroup(fewer, setting)] = hosts;
  const joined = { ...host, cells: [...host.cells, slowed(host.cells.find(isHost) as Cell, fewer, setting)] };
  return hosts.length === 0 ? [...groups, joined] : groups.map((group) => (group === host ? joined : group));
}

function slowed(
  baseline: Cell,
  fewer: number,
  { calibration: { echoCpuNsPerMessage, nsPerIteration } }: PlanSetting,
): Cell {
  const extraNs = (slowdown - 1) * (echoCpuNsPerMessage + fewer * nsPerIteration);
  const more = fewer + Math.round(extraNs / nsPerIteration);
  return {
    ...baseline,
    id: `${baseline.id} (slowdown)`,
    role: 'slowdown',
    service: `work:${more}`,
    workNsPerRequest: more * nsPerIteration,
  };
}

function slowdownGroup(iterations: number, { cpus, pinning, calibration }: PlanSetting): GroupPlan {
  const regime = place('equal-budget', cpus, pinning) === null ? 'whole-machine' : 'equal-budget';
  const connections = slowdownConnections;
  const conditions = { ...usualConditions, connections, regime, workMicros: slowdownWorkMicros } as const;
  const experiment = controlsName;
  const label = 'known-slowdown';
  const id = `${experiment}/${label}`;
  const source = { experiment, group: id, arm: 'event-loop', conditions, iterations } as const;
  const placement = place(regime, cpus, pinning) as Placement;
  // With its A/A twin: a run may have no other group with load.
  const cells = (['baseline', 'control'] as const).map((role) =>
    createCell({ ...source, role }, placement, calibration),
  );
  return { id, experiment, label, cells, comparisons: [], method: 'sliced', turns: null };
}

function minutes(ms: number): string {
  return ms < 90_000 ? `${Math.ceil(ms / 1000)}s` : `${Math.ceil(ms / 60_000)}m`;
}

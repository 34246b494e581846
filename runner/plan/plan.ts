/**
 * What a run will do, decided before it measures anything: groups of cells, the comparisons within them, rounds, and
 * how long that takes. Pure: the same request on the same processors gives the same plan.
 */
import { UserError } from '../../protocol/flags.ts';
import { comparisonsIn } from '../analysis/declared-pairs.ts';
import type { Arm, Experiment, ExperimentGroup } from '../experiments/experiment.ts';
import type { Cell, CellRole, Comparison, Group, KindPlan, Plan, ProfileName } from '../result/plan.ts';
import { metricSchema } from '../result/metric.ts';
import { comparisonsAllowed, roundsNeeded, simultaneousCoverage } from '../statistics/simultaneous.ts';
import { kindOf, type Kinds } from '../trials/index.ts';
import type { Site, TrialKind } from '../trials/kind.ts';
import { commonTerms } from './conditions.ts';
import { estimateMs, formatEstimate, withoutSkipped } from './estimate.ts';
import { cellId, siteOf, type PlanSetting } from './plan-setting.ts';
import { profiles, type Profile } from './profiles.ts';
import { withSlowdown } from './slowdown.ts';

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

export interface PlannedRun {
  readonly plan: Plan;
  /** Cells that cannot run here, by id, and why. They are shown, and take no time. */
  readonly skips: ReadonlyMap<string, string>;
}

/** @throws UserError when the budget is too short, or the rounds cannot carry the declared comparisons. */
export function planRun(request: PlanRequest, setting: PlanSetting): PlannedRun {
  const { profile: name, seed, budget } = request;
  const experiments = request.experiments.map((experiment) => on(setting, experiment));
  const profile: Profile = profiles[name];
  const skips = new Map<string, string>();
  const compared = experiments.flatMap((experiment) =>
    experiment.groups(name, setting).map((group) => planGroup(experiment, group, name, setting, skips)),
  );
  const groups = withSlowdown(compared, profile, setting, skips, pathOfControls(experiments, setting.path));
  const measured = groups.map((group) => withoutSkipped(group, skips));
  const estimate = (rounds: number) => estimateMs(measured, profile, rounds, setting.kinds);
  const rounds = roundsWithin(budget, profile, estimate);
  if (name !== 'smoke') refuseTooManyComparisons(experiments, groups, rounds);
  return {
    plan: {
      profile: name,
      seed,
      rounds,
      slice: { ms: profile.slice.ms },
      warmup: profile.warmup,
      margin: profile.margin,
      budgetMs: budget?.ms ?? null,
      estimatedMs: estimate(rounds),
      kinds: kindPlans(groups, name, setting.kinds),
      experiments: experiments.map((experiment) => planned(experiment, overOf(experiment, setting))),
      groups,
    },
    skips,
  };
}

/** Over which path calibration and known slowdown go: where every experiment compares paths, over the usual one (null). */
export function pathOfControls(experiments: readonly Experiment[], path: string | null): string | null {
  return experiments.every(({ paths }) => paths !== undefined) ? null : path;
}

/** The path that trials of an experiment go over in place of what it declares; null: as it declares. */
function overOf({ paths }: Experiment, { path }: Pick<PlanSetting, 'path'>): string | null {
  return paths === undefined ? path : null;
}

/** With the baseline that it has on these processors. */
function on(processors: PlanSetting, experiment: Experiment): Experiment {
  return { ...experiment, baseline: experiment.baselineOn?.(processors) ?? experiment.baseline };
}

/** What is stored of an experiment: all that a report says of it. A kind without paths goes over none. */
function planned(experiment: Experiment, over: string | null): Plan['experiments'][number] {
  const { name, title, question, kind, factor, baseline, primaryMetric, metrics, summary, axis, precedent } =
    experiment;
  const { matrix, orderAcross, curve } = experiment;
  return {
    ...{ name, title, question, kind, factor, baseline, primaryMetric, metrics, summary, axis, precedent },
    ...(over === null ? {} : { over }),
    ...(matrix === undefined ? {} : { matrix }),
    ...(orderAcross === undefined ? {} : { orderAcross }),
    ...(curve === undefined ? {} : { curve }),
  };
}

function kindPlans(groups: readonly Group[], profile: ProfileName, kinds: Kinds): KindPlan[] {
  const names = new Set(groups.flatMap(({ cells }) => cells.map(({ kind }) => kind)));
  return [...names].map((name) => {
    const { metrics, details, controlMetrics, labels } = kindOf(kinds, name);
    return {
      name,
      // The schema keeps what is said of a metric, and leaves out how its value comes about.
      metrics: metrics.map((metric) => metricSchema.parse(metric)),
      details: details(profile),
      controls: controlMetrics,
      labels,
    };
  });
}

function planGroup(
  experiment: Experiment,
  { label, level, arms }: ExperimentGroup,
  profile: ProfileName,
  setting: PlanSetting,
  skips: Map<string, string>,
): Group {
  const { name, kind: kindName, baseline, axis } = experiment;
  const site = siteOf(setting, kindName, overOf(experiment, setting));
  const kind = kindOf(setting.kinds, kindName);
  const id = `${name}/${label}`;
  const cells = arms.flatMap((arm) => {
    const roles = rolesOf(arm, baseline);
    const { setup, unsupported, isOneProcess, ...of } = kind.settle(arm.setup, site);
    return roles.map((role): Cell => {
      const cell = { id: cellId(id, arm.name, role), experiment: name, group: id, arm: arm.name, role, kind: kindName };
      if (unsupported !== null) skips.set(cell.id, unsupported);
      return { ...cell, setup, ...of, ...(isOneProcess === true && { isOneProcess }) };
    });
  });
  const comparedArms = new Set(arms.filter(({ compared }) => compared).map((arm) => arm.name));
  return {
    id,
    experiment: name,
    label,
    level:
      axis === null || level === null ? null : { axis: axis.name, amount: level * levelUnit(experiment, kind, site) },
    terms: commonTerms(cells, kind, slicesOf(experiment, profile) * profiles[profile].slice.ms),
    notes: kind.notes(cells.filter((cell) => cell.role !== 'twin' && !skips.has(cell.id))),
    cells,
    comparisons: comparisonsOf(cells, skips, comparedArms, baseline),
    slowdown: null,
    schedule: cells.every((cell) => skips.has(cell.id) || kind.schedule(cell.setup) === 'interleaved')
      ? 'interleaved'
      : 'sequential',
    slices: slicesOf(experiment, profile),
  };
}

function rolesOf({ name, twice = false }: Arm, baseline: string | null): readonly CellRole[] {
  if (name === baseline) return ['baseline', 'twin'];
  return twice ? ['arm', 'twin'] : ['arm'];
}

/** In the base unit of the axis. */
function levelUnit({ name, axis, levels }: Experiment, kind: TrialKind, site: Site): number {
  if (levels !== 'multiples') return 1;
  const metric = axis?.measuredBy ?? '';
  const unit = kind.calibrated(metric, site);
  if (unit === null) throw new Error(`${name}: the calibration of ${kind.name} trials finds no ${metric} to multiply`);
  return unit;
}

function slicesOf({ slices }: Experiment, profile: ProfileName): number {
  return (typeof slices === 'number' ? slices : slices?.[profile]) ?? profiles[profile].slice.turns;
}

/** Every arm that is to be compared and can run, against the baseline and its twin, if these can. */
function comparisonsOf(
  cells: readonly Cell[],
  skips: ReadonlyMap<string, string>,
  compared: ReadonlySet<string>,
  baseline: string | null,
): Comparison[] {
  const running = cells.filter((cell) => !skips.has(cell.id));
  const reference = running.filter(({ arm }) => arm === baseline).map(({ id }) => id);
  if (reference.length === 0) return [];
  return (
    running
      .filter(({ role, arm }) => role === 'arm' && compared.has(arm))
      // One process has no replications, on which a comparison rests.
      .filter(({ isOneProcess }) => isOneProcess !== true)
      .map((arm) => ({ arm: arm.id, reference: { cells: reference } }))
  );
}

/** A longer budget buys rounds, the one thing that narrows intervals. */
function roundsWithin(budget: Budget | null, profile: Profile, estimate: (rounds: number) => number): number {
  const { rounds: usual, mostRounds } = profile;
  if (budget === null) return usual;
  if (estimate(usual) > budget.ms) {
    const others = profile === profiles.smoke ? 'or fewer experiments' : 'fewer experiments, or --profile smoke';
    throw new UserError(
      `--budget ${budget.typed}: this takes ${formatEstimate(estimate(usual))}; use that or more, ${others}`,
    );
  }
  let rounds = usual;
  while (rounds < mostRounds && estimate(rounds + 1) <= budget.ms) rounds++;
  return rounds;
}

function refuseTooManyComparisons(experiments: readonly Experiment[], groups: readonly Group[], rounds: number): void {
  for (const experiment of experiments) {
    const { name, factor, orderAcross } = experiment;
    const own = groups.filter((group) => group.experiment === name);
    const declared = comparisonsIn(experiment, own);
    if (declared > comparisonsAllowed(rounds)) {
      const needed = roundsNeeded(simultaneousCoverage(declared));
      const which = orderAcross === undefined ? '' : ` (every pair of its ${factor.plural}, in every group)`;
      throw new UserError(
        `${name}: ${declared} comparisons${which} need ${needed} rounds to be decidable, this profile has ${rounds}; use a larger --profile or --budget`,
      );
    }
  }
}

/**
 * What a run will do, decided before it measures anything: groups of cells, the comparisons within them, rounds, and
 * how long that takes. Pure: the same request on the same processors gives the same plan.
 */
import type { Spread } from '../analysis/precision.ts';
import type { Arm, Experiment, ExperimentGroup } from '../experiments/experiment.ts';
import type { Cell, CellRole, Comparison, Group, KindPlan, Plan, ProfileName } from '../result/plan.ts';
import { metricSchema } from '../result/metric.ts';
import { sum } from '../statistics/averages.ts';
import { kindOf, type Kinds } from '../trials/index.ts';
import type { Site, TrialKind } from '../trials/kind.ts';
import { commonTerms } from './conditions.ts';
import { beginningMs, costOfBlockMs, estimateMs, preparationMs, withoutSkipped } from './estimate.ts';
import { cellId, siteOf, type PlanSetting } from './plan-setting.ts';
import { pilotRounds, precisionOf, tooWide, type AskedPrecision } from './precision.ts';
import { profiles, type Profile } from './profiles.ts';
import { roundsFor, type Budget } from './rounds.ts';
import { withSlowdown } from './slowdown.ts';

export interface PlanRequest {
  readonly experiments: readonly Experiment[];
  readonly profile: ProfileName;
  readonly seed: number;
  /** Time that may be spent; null: what the profile takes. */
  readonly budget: Budget | null;
  /** Exactly so many; null: as the profile or the budget has it. */
  readonly rounds?: number | null;
  /** As many rounds as intervals of that width take; `pilot`: what was found beforehand; null: no pilot yet. */
  readonly precision?: (AskedPrecision & { readonly pilot: readonly Spread[] | null }) | null;
  /** How long the run has gone on by now; of one that is not begun, what is expected until the calibration is over. */
  readonly spentMs?: number;
}

/** Windows of an experiment whose intervals are expected to be too wide, in times of the usual ones. */
const lengthenedBy = 2;

export interface PlannedRun {
  readonly plan: Plan;
  /** Cells that cannot run here, by id, and why. They are shown, and take no time. */
  readonly skips: ReadonlyMap<string, string>;
}

/** @throws UserError when the budget is too short, or the rounds cannot carry the declared comparisons. */
export function planRun(request: PlanRequest, setting: PlanSetting): PlannedRun {
  const first = planWith(request, setting, new Set());
  const { precision } = first.plan;
  // Before the pilot nothing is known of how much rounds scatter here.
  const wide = precision === undefined || precision.pilot === null ? new Set<string>() : tooWide(precision);
  return wide.size === 0 ? first : planWith(request, setting, wide);
}

/** @param lengthened experiments whose windows are longer than usual */
function planWith(request: PlanRequest, setting: PlanSetting, lengthened: ReadonlySet<string>): PlannedRun {
  const { profile: name, seed, budget, rounds: exactly = null, precision = null, spentMs = beginningMs } = request;
  const experiments = request.experiments.map((experiment) => {
    const one = on(setting, experiment);
    return lengthened.has(one.name) ? { ...one, slices: lengthenedBy * slicesOf(one, name) } : one;
  });
  const profile: Profile = profiles[name];
  const skips = new Map<string, string>();
  const compared = experiments.flatMap((experiment) =>
    experiment.groups(name, setting).map((group) => planGroup(experiment, group, name, setting, skips)),
  );
  const pathOfSlowdown = pathOfControls(experiments, setting.path);
  const groups = withSlowdown(compared, profile, setting, skips, pathOfSlowdown).map((group): Group => {
    return { ...group, blockMs: costOfBlockMs(withoutSkipped(group, skips), profile, setting) };
  });
  const measured = groups.map((group) => withoutSkipped(group, skips));
  const pilotMs = precision !== null && precision.pilot === null ? pilotOf(measured) : 0;
  const beforeMs = spentMs + preparationMs(measured, setting) + pilotMs;
  const estimate = (rounds: number) => estimateMs(measured, rounds, beforeMs);
  const wanted = {
    profile: name,
    budget,
    rounds: exactly,
    hasPrecision: precision !== null,
    isCalibrated: request.spentMs !== undefined,
  };
  const rounds = roundsFor(wanted, experiments, groups, estimate);
  return {
    plan: {
      profile: name,
      seed,
      rounds,
      slice: { ms: profile.slice.ms },
      warmup: profile.warmup,
      margin: profile.margin,
      budgetMs: budget?.ms ?? null,
      ...(precision !== null && { precision: precisionOf(precision, precision.pilot, experiments, groups) }),
      estimatedMs: estimate(rounds),
      kinds: kindPlans(groups, name, setting.kinds),
      experiments: experiments.map((experiment) => planned(experiment, overOf(experiment, setting))),
      groups,
    },
    skips,
  };
}

/** How long the pilot takes, which is still to come: see ../run/pilot.ts. */
function pilotOf(groups: readonly Group[]): number {
  const compared = groups.filter(({ comparisons }) => comparisons.length > 0);
  return pilotRounds * sum(compared.map(({ blockMs = 0 }) => blockMs));
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
  const { matrix, orderAcross, curve, claims } = experiment;
  return {
    ...{ name, title, question, kind, factor, baseline, primaryMetric, metrics, summary, axis, precedent },
    ...(over === null ? {} : { over }),
    ...(matrix === undefined ? {} : { matrix }),
    ...(orderAcross === undefined ? {} : { orderAcross }),
    ...(curve === undefined ? {} : { curve }),
    ...(claims === undefined ? {} : { claims }),
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
  { label, level, arms, mostRounds }: ExperimentGroup,
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
    ...(mostRounds !== undefined && { mostRounds }),
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

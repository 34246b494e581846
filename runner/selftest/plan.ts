/**
 * What a self-test measures: two ordinary runs, planned, measured, saved and resumed as any other.
 *
 *     identical    profile quick      a baseline, its twin, and up to ten more of the same; every one of these is compared
 *     slowdowns    profile standard   a baseline that works for 1 ms, its twin, and the same with 5, 10 and 20 % more work
 *
 * The first has the block design of experiments: arms that share one baseline of two cells. Pure.
 */
import { UserError } from '../../protocol/flags.ts';
import type { Experiment, ExperimentGroup } from '../experiments/experiment.ts';
import { experiments } from '../experiments/index.ts';
import { commonTerms } from '../plan/conditions.ts';
import { beginningMs, costOfBlockMs, estimateMs, preparationMs } from '../plan/estimate.ts';
import { cellId, siteOf, type PlanSetting } from '../plan/plan-setting.ts';
import { planRun, type PlannedRun } from '../plan/plan.ts';
import { profiles } from '../plan/profiles.ts';
import { controlsName, type Cell, type Group, type ProfileName } from '../result/plan.ts';
import { kindOf } from '../trials/index.ts';
import type { Plain } from '../trials/kind.ts';

export interface SelftestRequest {
  /** Of identical arms. */
  readonly comparisons: number;
  /** In which the known slowdowns are recorded. */
  readonly rounds: number;
  readonly seed: number;
  /** As the profile of that name: shows that everything runs, measures nothing. */
  readonly isSmoke: boolean;
}

export const partNames = ['identical', 'slowdowns'] as const;
export type PartName = (typeof partNames)[number];

export type SelftestPlan = Readonly<Record<PartName, PlannedRun>>;

/** What it takes to be a proof. */
export const leastRequest = { comparisons: 200, rounds: 40 } as const;
/** More rounds, since chance alone moves the mean of 40 by up to half a percentage point where trials are noisy. */
export const usualRequest = { ...leastRequest, rounds: 60 } as const;
/** Enough to see that it runs. */
export const smokeRequest = { comparisons: 2, rounds: 1 } as const;

/** Arms that share a baseline: with more, comparisons would depend on one another more; with fewer, it would take longer. */
const mostArms = 10;
/** Short: what is asked here is how often a verdict is wrong, and not how small a difference it can see. */
const identicalSlices = 4;
/** What the slowdowns add. Verdicts have to be right about the middle one; the others show what is seen below and above. */
const slowdowns = [0.05, 0.1, 0.2] as const;

/** Of every main question; what it measures under equal budget is measured here. */
const main: Experiment = experiments.models;

/** @throws UserError where the machine cannot run one of the two parts */
export function planSelftest(request: SelftestRequest, setting: PlanSetting): SelftestPlan {
  return { identical: planIdentical(request, setting), slowdowns: planSlowdowns(request, setting) };
}

/** Which profile's windows, warm-up and rounds a part has. */
function profileOf(part: PartName, { isSmoke }: Pick<SelftestRequest, 'isSmoke'>): ProfileName {
  if (isSmoke) return 'smoke';
  return part === 'identical' ? 'quick' : 'standard';
}

function planIdentical(request: SelftestRequest, setting: PlanSetting): PlannedRun {
  const setup = baselineSetup(setting);
  const experiment: Experiment = {
    ...main,
    name: 'identical',
    title: 'Identical arms',
    question: 'How often are arms called different that are the same?',
    description: 'how often are arms called different that are the same?',
    factor: { title: 'Arm', plural: 'arms' },
    baseline: 'baseline',
    slices: identicalSlices,
    groups: () => identicalGroups(request.comparisons, setup),
  };
  const profile = profileOf('identical', request);
  const planned = planRun({ experiments: [experiment], profile, seed: request.seed, budget: null }, setting);
  // The known slowdown of every run: the other part measures it five times as long.
  const groups = planned.plan.groups.filter((group) => group.experiment !== controlsName);
  return estimated(planned, groups, planned.plan.rounds, setting);
}

/** None of the comparisons is declared: each is judged by itself, at 95 %, and so many together would need 13 rounds. */
function identicalGroups(comparisons: number, setup: Plain): ExperimentGroup[] {
  return Array.from({ length: Math.ceil(comparisons / mostArms) }, (_, index) => ({
    label: `block ${index + 1}`,
    level: null,
    arms: [
      { name: 'baseline', setup, compared: false },
      ...Array.from({ length: Math.min(mostArms, comparisons - index * mostArms) }, (_arm, arm) => ({
        name: `same ${arm + 1}`,
        setup,
        compared: false,
      })),
    ],
  }));
}

/** Of the main experiment's baseline, under the first of its conditions that can be had here. */
function baselineSetup(setting: PlanSetting): Plain {
  const site = siteOf(setting, main.kind, null);
  const kind = kindOf(setting.kinds, main.kind);
  const setups = main
    .groups('standard', setting)
    .flatMap(({ arms }) => arms.filter(({ name }) => name === main.baseline).map((arm) => arm.setup));
  const refusals = setups.map((setup) => kind.settle(setup, site).unsupported);
  const able = setups[refusals.indexOf(null)];
  if (able === undefined)
    throw new UserError(`selftest: ${main.baseline} cannot be measured here: ${refusals[0]}; see npm run doctor`);
  return able;
}

function planSlowdowns(request: SelftestRequest, setting: PlanSetting): PlannedRun {
  const site = siteOf(setting, main.kind, null);
  const setup = kindOf(setting.kinds, main.kind).slowable(site);
  if (setup === null)
    throw new UserError(`selftest: trials of the kind ${main.kind} cannot be slowed down by a known share`);
  const experiment: Experiment = {
    ...main,
    name: 'slowdowns',
    title: 'Known slowdowns',
    question: 'Are slowdowns found that were put in, and as large as they are?',
    description: 'are slowdowns found that were put in, and as large as they are?',
    factor: { title: 'Work added', plural: 'slowdowns' },
    baseline: 'baseline',
    primaryMetric: 'cpuNsPerMessage',
    metrics: ['cpuNsPerMessage', 'messagesPerSecond'],
    groups: () => [{ label: '1 ms of work', level: null, arms: [{ name: 'baseline', setup, compared: false }] }],
  };
  const profile = profileOf('slowdowns', request);
  const planned = planRun({ experiments: [experiment], profile, seed: request.seed, budget: null }, setting);
  const groups = planned.plan.groups
    .filter((group) => group.experiment !== controlsName)
    .map((group) => withSlowdowns(group, profiles[profile].slice.ms, setting));
  return estimated(planned, groups, request.rounds, setting);
}

/** In place of the one slowdown that every run has: several, put in as that one is. */
function withSlowdowns(group: Group, sliceMs: number, setting: PlanSetting): Group {
  const reference = group.cells.filter(({ role }) => role === 'baseline' || role === 'twin');
  const [baseline] = reference;
  if (baseline === undefined) throw new Error(`${group.id} has no baseline`);
  const kind = kindOf(setting.kinds, baseline.kind);
  const arms = slowdowns.map((asked): Cell => {
    const slowed = kind.slowed(baseline.setup, asked, siteOf(setting, baseline.kind, null));
    if (slowed === null) throw new Error(`${baseline.id} cannot be slowed down, though its kind offers it for that`);
    const { setup, added, beside } = slowed;
    const arm = `${Math.round(100 * asked)} % more`;
    return {
      ...baseline,
      id: cellId(group.id, arm, 'arm'),
      arm,
      role: 'arm',
      setup,
      slowdown: { asked, added, beside },
    };
  });
  const cells = [...reference, ...arms];
  return {
    ...group,
    cells,
    terms: commonTerms(cells, kind, group.slices * sliceMs),
    comparisons: arms.map(({ id }) => ({ arm: id, reference: { cells: reference.map((cell) => cell.id) } })),
    slowdown: null,
  };
}

/** @throws UserError where some of it cannot run here: a proof with a part missing is none */
function estimated(
  { plan, skips }: PlannedRun,
  groups: readonly Group[],
  rounds: number,
  setting: PlanSetting,
): PlannedRun {
  const cells = new Set(groups.flatMap((group) => group.cells.map(({ id }) => id)));
  const skipped = [...skips].find(([id]) => cells.has(id));
  if (skipped !== undefined)
    throw new UserError(`selftest: ${skipped[0]} cannot run here: ${skipped[1]}; see npm run doctor`);
  const timed = groups.map((group) => ({ ...group, blockMs: costOfBlockMs(group, plan, setting) }));
  const estimatedMs = estimateMs(timed, rounds, beginningMs + preparationMs(timed, setting));
  return { plan: { ...plan, groups: timed, rounds, estimatedMs }, skips: new Map() };
}

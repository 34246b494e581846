/**
 * From one number per trial to findings: the one place where numbers that people cite are made. Pure: the same result
 * gives the same analysis, always. Reads in the order of docs/methodology.md, "Statistics".
 */
import type { LabelDefinition, MetricDefinition } from '../result/metric.ts';
import type { Group, KindPlan, Plan, PlannedExperiment } from '../result/plan.ts';
import type { Analysis, CurveMetrics, ExperimentAnalysis, GroupAnalysis } from './analysis.ts';
import { withJudgedClaims } from './claims.ts';
import { controlsOf } from './controls.ts';
import { crossovers } from './crossover.ts';
import { comparisonsIn, pairsAcross } from './declared-pairs.ts';
import { amountsInPlace, ownCost } from './levels.ts';
import type { Observation } from './observation.ts';
import { ordersAcross } from './order-across.ts';
import { conditionsOf, disturbancesOf, kindPlanOf, metricOf } from './planned.ts';
import { ranking } from './ranking.ts';
import { roundsOf } from './rounds.ts';
import { rowOf, type RowSource } from './row.ts';

/**
 * 1. The controls say whether the run can be believed. 2. Per group and round, one attempt stands. 3. Each arm is compared
 * with the baseline of its round, at the coverage that the number of declared comparisons demands. 4. The groups are
 * ranked, and where they stand on an axis that has crossovers, these are located; or the order of the arms is followed from
 * the first group to the others.
 */
export function analyse(plan: Plan, observations: readonly Observation[]): Analysis {
  const controls = controlsOf(plan, observations);
  const experiments = plan.experiments.map((experiment) =>
    analyseExperiment(experiment, plan, observations, controls.unfit),
  );
  return { controls, experiments: withJudgedClaims(experiments) };
}

/** Of a run that still goes on: values and intervals as they stand. The controls are judged when all of them are in. */
export function analyseSoFar(plan: Plan, observations: readonly Observation[]): readonly ExperimentAnalysis[] {
  return withJudgedClaims(
    plan.experiments.map((experiment) => analyseExperiment(experiment, plan, observations, false)),
  );
}

function analyseExperiment(
  experiment: PlannedExperiment,
  plan: Plan,
  observations: readonly Observation[],
  unfit: boolean,
): ExperimentAnalysis {
  const kind = kindPlanOf(plan, experiment.kind);
  const [primary, ...others] = experiment.metrics.map((name) => metricOf(kind, name));
  if (primary === undefined) throw new Error(`the experiment ${experiment.name} has no metrics`);
  const details = kind.details.map((table) => ({
    ...table,
    metrics: table.metrics.map((name) => metricOf(kind, name)),
  }));
  const shown = [primary, ...others] as const;
  const conditions = conditionsOf(kind);
  const curve = curveOf(experiment, kind);
  const described = [
    ...conditions,
    ...details.flatMap((table) => table.metrics),
    ...(curve === null ? [] : [curve.across, ...curve.up]),
  ];
  const beside = labelsBeside([...shown, ...described], kind.labels);
  const planned = plan.groups.filter((group) => group.experiment === experiment.name);
  const comparisons = comparisonsIn(experiment, planned);
  const terms = { comparisons, family: plan.precision?.coverage, margin: plan.margin, unfit };
  const disturbances = disturbancesOf(kind.labels);
  const measured = planned.map((group) => ({ group, rounds: roundsOf(group, observations, disturbances) }));
  const measuredBy = experiment.axis?.measuredBy ?? null;
  const inPlace = measuredBy === null ? new Map() : amountsInPlace(measured, metricOf(kind, measuredBy));
  const groups = measured.map(({ group, rounds }): GroupAnalysis => {
    const rows = rowSources(group, experiment).map((source) =>
      rowOf(source, rounds, observations, { compared: shown, described, beside }, terms),
    );
    const { id, label, level } = group;
    return {
      group,
      id,
      label,
      level: level && { planned: level.amount, inPlace: inPlace.get(id) ?? null },
      rows,
      ranking: ranking(rows, primary, unfit),
    };
  });
  return {
    ...experiment,
    shown,
    details,
    conditions,
    curve,
    labels: kind.labels.filter(({ name }) => !beside.has(name)),
    groups,
    crossovers:
      experiment.axis?.hasCrossovers === true ? crossovers(groups, primary, ownCost(groups, measuredBy), unfit) : [],
    orders: ordersAcross(
      pairsAcross(experiment, planned),
      measured.map((one, index) => ({ ...one, rows: groups[index]?.rows ?? [] })),
      primary,
      terms,
    ),
    judged: [],
    unfit,
    margin: plan.margin,
  };
}

/** Names of those that are about other metrics alone, such as a percentile that nobody asked for. */
function labelsBeside(metrics: readonly MetricDefinition[], labels: readonly LabelDefinition[]): Set<string> {
  const asked = new Set(metrics.map(({ name }) => name));
  return new Set(
    labels.filter(({ concerns }) => concerns?.every((name) => !asked.has(name)) ?? false).map(({ name }) => name),
  );
}

function curveOf({ curve }: PlannedExperiment, kind: KindPlan): CurveMetrics | null {
  if (curve === undefined) return null;
  return { across: metricOf(kind, curve.across), up: curve.up.map((name) => metricOf(kind, name)) };
}

/** Every cell but the A/A twin, which is part of its baseline's row, and the known slowdown, which is a control. */
function rowSources({ cells, comparisons }: Group, { axis }: PlannedExperiment): RowSource[] {
  const identical = Map.groupBy(
    cells.filter(({ role }) => role !== 'slowdown'),
    ({ arm }) => arm,
  );
  const idsOf = (arm: string) => (identical.get(arm) ?? []).map(({ id }) => id);
  const baselines = cells.filter(({ role }) => role === 'baseline').flatMap(({ arm }) => idsOf(arm));
  const followed = axis?.hasCrossovers === true ? { cells: baselines } : null;
  const arms = new Map(cells.filter(({ role }) => role === 'arm').map(({ arm }) => [arm, idsOf(arm)]));
  return cells
    .filter(({ role }) => role !== 'twin' && role !== 'slowdown')
    .map((cell) => {
      const declared = comparisons.find(({ arm }) => arm === cell.id)?.reference ?? null;
      const canBeFollowed = cell.role === 'arm' && cell.isOneProcess !== true;
      return {
        cell,
        cells: idsOf(cell.arm),
        reference: declared ?? (canBeFollowed ? followed : null),
        isDeclared: declared !== null,
        arms,
      };
    });
}

/** From the records of trials to one number per metric: the one place where a trial's kind is asked for its values. */
import type { Observation, Value } from '../analysis/observation.ts';
import { conditionsOf } from '../analysis/planned.ts';
import type { Cell, KindPlan, Plan } from '../result/plan.ts';
import type { Trial } from '../result/trial.ts';
import { kindOf, type Kinds } from './index.ts';
import type { Machine, Plain } from './kind.ts';

/**
 * Each trial with the values of the metrics that are shown of its cell: those of its experiment and of its curve, those
 * that describe every trial of its kind or are a condition of it, and those of the controls.
 *
 * @param machine that the trials were measured on
 */
export function observe(plan: Plan, trials: readonly Trial[], kinds: Kinds, machine: Machine): Observation[] {
  const cells = new Map(plan.groups.flatMap((group) => group.cells.map((cell) => [cell.id, cell])));
  return trials.map((trial): Observation => {
    const { cell: id, round, attempt } = trial;
    switch (trial.outcome) {
      case 'failed':
        return { cell: id, round, attempt, outcome: 'failed', error: trial.error };
      case 'skipped':
        return { cell: id, round, attempt, outcome: 'skipped', reason: trial.reason };
      case 'completed': {
        const cell = cells.get(id);
        if (cell === undefined) throw new Error(`the plan has no cell ${id}, of which there is a trial`);
        return {
          cell: id,
          round,
          attempt,
          outcome: 'completed',
          ...read(cell, trial.record, plan, kinds, machine),
          labels: trial.labels,
        };
      }
    }
  });
}

function read(
  { setup, ...cell }: Cell,
  record: Plain,
  plan: Plan,
  kinds: Kinds,
  machine: Machine,
): { values: Map<string, Value>; resolutions: Map<string, number> } {
  const asked = metricsOf(cell, plan);
  const metrics = kindOf(kinds, cell.kind).metrics.filter(({ name }) => asked.has(name));
  const counted = metrics.filter((metric) => 'resolutionOf' in metric);
  return {
    values: new Map(metrics.map((metric) => [metric.name, metric.valueOf(record, setup, machine)])),
    resolutions: new Map(counted.map((metric) => [metric.name, metric.resolutionOf?.(record, setup) ?? Number.NaN])),
  };
}

function metricsOf(cell: Omit<Cell, 'setup'>, plan: Plan): ReadonlySet<string> {
  const planned: KindPlan | undefined = plan.kinds.find(({ name }) => name === cell.kind);
  const experiment = plan.experiments.find(({ name }) => name === cell.experiment);
  return new Set([
    ...(experiment?.metrics ?? []),
    ...(experiment?.curve === undefined ? [] : [experiment.curve.across, ...experiment.curve.up]),
    ...(planned?.details.flatMap(({ metrics }) => metrics) ?? []),
    ...(planned === undefined ? [] : conditionsOf(planned).map(({ name }) => name)),
    ...(planned?.controls ?? []),
  ]);
}

/**
 * The trials of a result as data: one row for each, in the order of the file, with the value of every metric in its base unit
 * and in full precision. A value that there is none of is null; `no_value` tells why, where a trial says so.
 */
import type { Observation } from '../../analysis/observation.ts';
import { disturbancesIn } from '../../analysis/planned.ts';
import { roundsOf } from '../../analysis/rounds.ts';
import type { CellRole, Plan } from '../../result/plan.ts';
import type { ResultFile } from '../../result/result.ts';
import type { Trial } from '../../result/trial.ts';
import { oneLine } from '../text/one-line.ts';

export interface TrialRow {
  /** A cell's id in results.json. */
  readonly cell: string;
  readonly experiment: string;
  readonly group: string;
  readonly arm: string;
  readonly role: CellRole;
  readonly kind: string;
  /** Counted from 0, as in results.json. */
  readonly round: number;
  readonly attempt: number;
  readonly started_at: string;
  readonly outcome: Trial['outcome'];
  /** Whether figures rest on it: of several attempts at a block one counts. */
  readonly counts: boolean;
  /** Names of labels, with ", " between them. */
  readonly labels: string | null;
  /** Why it failed or was skipped. */
  readonly reason: string | null;
  /** `responseP99Ns: had 369 of the 1,000 independent samples it takes`, with "; " between several. */
  readonly no_value: string | null;
  /** By the metric's name, in its base unit. */
  readonly values: Readonly<Record<string, number | null>>;
}

/** In the order of a table, before the metrics. */
export const trialColumns = Object.keys({
  cell: 0,
  experiment: 0,
  group: 0,
  arm: 0,
  role: 0,
  kind: 0,
  round: 0,
  attempt: 0,
  started_at: 0,
  outcome: 0,
  counts: 0,
  labels: 0,
  reason: 0,
  no_value: 0,
} satisfies Record<Exclude<keyof TrialRow, 'values'>, 0>) as readonly Exclude<keyof TrialRow, 'values'>[];

export interface TrialTable {
  /** All metrics that any kind of the plan has a value of, in the order of the plan. */
  readonly metrics: readonly string[];
  readonly rows: readonly TrialRow[];
}

/** @param observations of the result's trials, in their order */
export function trialTable(plan: Plan, { trials }: ResultFile, observations: readonly Observation[]): TrialTable {
  const measured = new Set(observations.flatMap((one) => (one.outcome === 'completed' ? [...one.values.keys()] : [])));
  const metrics = [...new Set(plan.kinds.flatMap((kind) => kind.metrics.map(({ name }) => name)))].filter((name) =>
    measured.has(name),
  );
  const cells = new Map(plan.groups.flatMap((group) => group.cells.map((cell) => [cell.id, { cell, group }])));
  const counting = countingTrials(plan, observations);
  return {
    metrics,
    rows: trials.flatMap((trial, index): TrialRow[] => {
      const place = cells.get(trial.cell);
      const observation = observations[index];
      if (place === undefined || observation === undefined) return [];
      const { id, experiment, arm, role, kind } = place.cell;
      return [
        {
          cell: id,
          experiment,
          group: place.group.label,
          arm,
          role,
          kind,
          round: trial.round,
          attempt: trial.attempt,
          started_at: trial.startedAt,
          outcome: trial.outcome,
          counts: counting.has(keyOf(trial)),
          labels: trial.outcome === 'completed' && trial.labels.length > 0 ? trial.labels.join(', ') : null,
          reason: reasonOf(trial),
          ...valuesOf(observation, metrics),
        },
      ];
    }),
  };
}

/** The trials that some figure rests on. */
function countingTrials(plan: Plan, observations: readonly Observation[]): ReadonlySet<string> {
  return new Set(
    plan.groups.flatMap((group) =>
      roundsOf(group, observations, disturbancesIn(plan, group)).flatMap(({ completed }) =>
        [...completed.values()].map(keyOf),
      ),
    ),
  );
}

function keyOf({ cell, round, attempt }: Pick<Trial, 'cell' | 'round' | 'attempt'>): string {
  return JSON.stringify([cell, round, attempt]);
}

function reasonOf(trial: Trial): string | null {
  if (trial.outcome === 'completed') return null;
  return oneLine(trial.outcome === 'failed' ? trial.error : trial.reason);
}

function valuesOf(observation: Observation, metrics: readonly string[]): Pick<TrialRow, 'values' | 'no_value'> {
  const values = observation.outcome === 'completed' ? observation.values : new Map<string, never>();
  const reasons = [...values].flatMap(([name, value]) =>
    typeof value === 'object' ? [`${name}: ${oneLine(value.none)}`] : [],
  );
  return {
    values: Object.fromEntries(metrics.map((name) => [name, numberOf(values.get(name))])),
    no_value: reasons.length === 0 ? null : reasons.join('; '),
  };
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

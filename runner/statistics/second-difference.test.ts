import { expect, test } from 'vitest';
import { syntheticResult } from '../../test/synthetic.ts';
import type { ResultFile } from '../result/result.ts';
import type { Cell, Trial } from '../result/trial.ts';
import { analyse } from '../analysis/analysis.ts';
import { median } from './averages.ts';

const id = 'models/64 connections';
/** The arms of the synthetic group under the names that churn has for them: iterative is the baseline there. */
const names: Readonly<Record<string, string>> = { 'event-loop': 'iterative', 'thread-pool-handoff': 'event-loop' };

function churn(change: (trial: Trial) => Trial | null = (trial) => trial): ResultFile {
  const result = syntheticResult();
  const renamed = (cell: Cell): Cell => ({ ...cell, arm: names[cell.arm] ?? cell.arm, exchangesPerConnection: 1 });
  const groups = result.plan.groups.map((group) =>
    group.id === id ? { ...group, cells: group.cells.map(renamed) } : group,
  );
  return { ...result, plan: { ...result.plan, groups }, trials: result.trials.flatMap((trial) => change(trial) ?? []) };
}

function rowsOf(result: ResultFile) {
  const group = analyse(result)
    .experiments.flatMap(({ groups }) => groups)
    .find((one) => one.id === id);
  return (arm: string) => {
    const row = group?.rows.find(({ cell }) => cell.arm === arm);
    if (row === undefined) throw new Error(`no row of ${arm}`);
    return row;
  };
}

test('beside the difference to the baseline stands the one to the second reference, from the same rounds', () => {
  const row = rowsOf(churn());
  const pool = row('process-pool-handoff');
  const second = pool.secondDifference.cpuNsPerConnection;
  const values = pool.cpuNsPerConnection?.values ?? [];
  const reference = row('event-loop').cpuNsPerConnection?.values ?? [];
  expect(second?.values).toEqual(values.map((value, round) => value - (reference[round] ?? Number.NaN)));
  expect(second?.value).toBeCloseTo(median(second?.values ?? []), -4);
  // Its own interval, not that of the declared comparisons.
  expect(second?.coverage).toBeCloseTo(1 - 10 / 256, 9);
  expect(pool.contrast?.cpuNsPerConnection?.coverage).toBeGreaterThan(second?.coverage ?? 1);
});

test('the baseline has it too, and the reference itself has none', () => {
  const row = rowsOf(churn());
  const baseline = row('iterative').secondDifference.cpuNsPerConnection;
  const contrast = row('event-loop').contrast?.cpuNsPerConnection;
  expect(baseline?.value).toBeCloseTo(-(contrast?.value ?? Number.NaN), 6);
  expect(row('event-loop').secondDifference).toEqual({});
});

test('a round that lacks the reference has no difference', () => {
  const lost = churn((trial) => (trial.cell === `${id}/thread-pool-handoff` && trial.round === 3 ? null : trial));
  const row = rowsOf(lost);
  expect(row('process-pool-handoff').secondDifference.cpuNsPerConnection?.n).toBe(7);
  expect(row('process-pool-handoff').contrast?.cpuNsPerConnection?.n).toBe(8);
});

test('a metric without a second reference has none', () => {
  expect(Object.keys(rowsOf(churn())('process-pool-handoff').secondDifference)).toEqual(['cpuNsPerConnection']);
});

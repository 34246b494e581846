/** Rows of tables that nobody analysed, for the tests of what is read off them. */
import type { Row } from '../runner/analysis/analysis.ts';
import { kindPlanOf, metricOf } from '../runner/analysis/planned.ts';
import type { MetricDefinition } from '../runner/result/metric.ts';
import type { Cell, CellRole, KindPlan } from '../runner/result/plan.ts';
import type { Contrast } from '../runner/statistics/verdict.ts';
import { madeUpPlan } from './made-up-plan.ts';

const { plan } = madeUpPlan();
const [someCell] = plan.groups.flatMap(({ cells }) => cells);

/** What plans say of the kind of server trials. */
export const serverKindPlan: KindPlan = kindPlanOf(plan, 'server');

export function serverMetric(name: string): MetricDefinition {
  return metricOf(serverKindPlan, name);
}

export function madeUpCell(arm: string, role: CellRole = 'arm'): Cell {
  if (someCell === undefined) throw new Error('the plan has no cell');
  return { ...someCell, id: `${someCell.group}/${arm}`, arm, role };
}

/** Eight completed rounds, without figures. */
export function madeUpRow(cell: Cell, changes: Partial<Row> = {}): Row {
  return {
    cell,
    cells: cell.role === 'baseline' ? 2 : 1,
    completed: 8,
    failed: 0,
    setAside: 0,
    skipped: null,
    error: null,
    labels: new Map(),
    figures: new Map(),
    withheld: new Map(),
    gaps: new Map(),
    doubtful: new Map(),
    series: new Map(),
    resolutions: new Map(),
    declared: cell.role === 'arm',
    contrasts: new Map(),
    secondDifferences: new Map(),
    ...changes,
  };
}

/** A comparison of eight rounds as far as its interval goes; `interval` null: there were too few for one. */
export function madeUpContrast(value: number, interval: Contrast['interval']): Contrast {
  return {
    value,
    interval,
    coverage: interval && 0.9609375,
    n: 8,
    values: Array.from({ length: 8 }, () => value),
    note: interval ? null : 'too few rounds',
    verdict: 'inconclusive',
    beyondMargin: false,
    withinMargin: false,
    roundsToDecide: null,
    detectable: null,
  };
}

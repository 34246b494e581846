/** Whether the arms of a group stand at one place of a curve, such as one offered rate, or each at its own. */
import { figureOf, type GroupAnalysis } from '../../analysis/analysis.ts';
import type { MetricDefinition } from '../../result/metric.ts';

/** Rates that were meant to be the same differ by how many requests a window happened to hold. */
const samePlace = 1.02;

/** In the metric's base unit, the middle of what its rows have; null where they differ, or none has a figure. */
export function commonPlace({ rows }: Pick<GroupAnalysis, 'rows'>, across: MetricDefinition): number | null {
  const places = rows.flatMap((row) => figureOf(row, across)?.value ?? []);
  const [least, most] = [Math.min(...places), Math.max(...places)];
  return places.length > 0 && most <= least * samePlace ? (least + most) / 2 : null;
}

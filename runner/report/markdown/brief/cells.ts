/** Figures and comparisons as cells of tables, with the signs that have to be read with them. */
import {
  contrastOf,
  figureOf,
  isBaseline,
  primaryOf,
  type ExperimentAnalysis,
  type GroupAnalysis,
  type Row,
} from '../../../analysis/analysis.ts';
import type { MetricDefinition } from '../../../result/metric.ts';
import { neutral } from '../../../statistics/scale.ts';
import { signOf } from '../../findings/signs.ts';
import { absoluteText, comparisonOf } from '../../text/comparison.ts';
import { formatCount } from '../../text/format.ts';
import { gapWords } from '../../text/limits.ts';
import { failureBrief, roundsBehind } from '../../text/words.ts';
import { plain } from '../text.ts';

/** Where there is nothing to show. */
export const nothing = '–';

/** Of most rows; null where no trial was completed. */
export function usualRounds(experiment: ExperimentAnalysis): number | null {
  const rows = experiment.groups.flatMap((group) => group.rows);
  const byRounds = [...Map.groupBy(roundsBehind(rows, primaryOf(experiment)), (rounds) => rounds)];
  return byRounds.toSorted(([, one], [, other]) => other.length - one.length)[0]?.[0] ?? null;
}

/** `110 k/s (102–119)‡`, with its n where that is not `usual`; without a figure why. */
export function figureCell(
  row: Row,
  metric: MetricDefinition,
  experiment: ExperimentAnalysis,
  usual: number | null,
): string {
  const estimate = figureOf(row, metric);
  if (estimate === null) {
    const failure = failureBrief(row);
    if (failure !== null) return failure;
    return row.withheld.has(metric.name) || row.gaps.has(metric.name)
      ? plain(gapWords(row, metric, experiment.labels))
      : nothing;
  }
  return plain(
    `${absoluteText(row, estimate, metric)}${signOf(row, [metric], experiment)}${otherRounds(estimate.n, usual)}`,
  );
}

/** `×0.91 (0.88–0.94) ‡ slower`, of the baseline `1`; a dash where nothing is compared. */
export function comparisonCell(
  row: Row,
  group: GroupAnalysis,
  metric: MetricDefinition,
  experiment: ExperimentAnalysis,
  usual: number | null,
): string {
  if (isBaseline(row)) return String(neutral[metric.scale]);
  const shown = comparisonOf(row, group, metric, experiment);
  if (shown === null) return nothing;
  const n = contrastOf(row, metric)?.n ?? 0;
  const isOfFigure = n === figureOf(row, metric)?.n;
  const figure = `${shown.figure}${shown.labels === '' ? '' : '‡'}${isOfFigure ? '' : otherRounds(n, usual)}`;
  return plain(row.declared ? `${figure} ${shown.words}` : figure);
}

function otherRounds(n: number, usual: number | null): string {
  return n === usual ? '' : `, n = ${formatCount(n)}`;
}

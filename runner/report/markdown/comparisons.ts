/** What is folded away below the table of a group: for each comparison its coverage, its rounds, and how fine it was. */
import { contrastOf, type ExperimentAnalysis, type GroupAnalysis } from '../../analysis/analysis.ts';
import { comparisonLabels } from '../../analysis/labels.ts';
import type { MetricDefinition } from '../../result/metric.ts';
import { neutral } from '../../statistics/scale.ts';
import { against, comparisonOf } from '../text/comparison.ts';
import { formatCount, formatPercent, formatQuantity } from '../text/format.ts';
import type { TableColumn } from './text.ts';
import { code, plain, table } from './text.ts';

/** Where there is nothing to show. */
const nothing = '–';

export function comparisons(group: GroupAnalysis, experiment: ExperimentAnalysis): string {
  const { baseline, shown: metrics, factor } = experiment;
  const compared = metrics.filter((metric) => group.rows.some((row) => contrastOf(row, metric) !== null));
  const signs = [...new Set(compared.map((metric) => against(metric, baseline)))].join(' or ');
  const columns: TableColumn[] = [
    { title: plain(factor.title) },
    { title: 'Metric' },
    { title: signs, align: 'right' },
    { title: 'Coverage of the interval', align: 'right' },
    { title: 'n', align: 'right' },
    { title: 'Half-width of the interval', align: 'right' },
    { title: 'Verdict' },
    { title: 'Labels' },
  ];
  const body = group.rows.flatMap((row) =>
    metrics.flatMap((metric) => {
      const found = contrastOf(row, metric);
      const shown = comparisonOf(row, group, metric, experiment);
      if (found === null || shown === null) return [];
      const { coverage, n, detectable } = found;
      // An interval of width 0 comes from values on a grid: a half-width of 0 would promise to see any difference.
      const isSeen = detectable !== null && detectable !== neutral[metric.scale];
      return [
        [
          code(row.cell.arm),
          plain(metric.title),
          shown.figure,
          coverage === null ? nothing : `${(100 * coverage).toFixed(2)} %`,
          formatCount(n),
          isSeen ? `±${halfWidth(detectable, metric)}` : nothing,
          plain(shown.sentence),
          plain(comparisonLabels(row, group, experiment.labels).join('; ')),
        ],
      ];
    }),
  );
  return body.length === 0 ? 'No comparison has a value.' : table(columns, body);
}

function halfWidth(detectable: number, { scale, quantity }: MetricDefinition): string {
  return scale === 'factor' ? formatPercent(detectable - 1) : formatQuantity(detectable, quantity);
}

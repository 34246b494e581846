/** A published table of the same designs beside what was measured here: what each takes beyond the baseline. */
import type { ExperimentAnalysis, GroupAnalysis, Row } from '../../analysis/analysis.ts';
import type { MetricDefinition } from '../../result/metric.ts';
import type { Precedent } from '../../result/plan.ts';
import { neutral } from '../../statistics/scale.ts';
import { comparisonOf, secondLabels } from '../text/comparison.ts';
import { formatDifference, formatQuantity, formatRatio } from '../text/format.ts';
import { summaryGroup } from '../text/summary-group.ts';
import { armLinks, linkOf, type ArmLinks } from './arms.ts';
import type { TableColumn } from './text.ts';
import { code, plain, table } from './text.ts';

/** Where there is nothing to show. */
const nothing = '–';

/** Null for an experiment that has none, or does not show its metric. */
export function precedentSection(experiment: ExperimentAnalysis): string | null {
  const { precedent, baseline, factor } = experiment;
  const metric = experiment.shown.find(({ name }) => name === precedent?.metric);
  const group = summaryGroup(experiment);
  if (precedent === null || metric === undefined || group === undefined) return null;
  const links = armLinks(experiment);
  const { secondReference } = metric;
  const hasSecond = secondReference !== null;
  const rows = precedent.rows.flatMap((row) => {
    const published = [plain(row.number), plain(row.design), publishedValue(row.value, precedent)];
    const ours = group.rows.filter(({ cell }) => row.arms.includes(cell.arm));
    if (ours.length === 0)
      return [[...published, plain(`no ${factor.title.toLowerCase()}`), '', ...(hasSecond ? [''] : [])]];
    return ours.map((one) => [...published, ...oursOf(one, group, metric, experiment, links)]);
  });
  const columns: TableColumn[] = [
    { title: plain(precedent.number), align: 'right' },
    { title: 'Design' },
    { title: plain(precedent.theirs), align: 'right' },
    { title: 'Here' },
    { title: `${beyond(metric, baseline)} (simultaneous 95 %)`, align: 'right' },
    ...(hasSecond
      ? [{ title: `${beyond(metric, secondReference)} (95 % each)`, align: 'right' } satisfies TableColumn]
      : []),
  ];
  return [`### ${plain(precedent.title)}`, table(columns, rows), ...precedent.notes].join('\n\n');
}

function publishedValue(value: number, { quantity }: Precedent): string {
  return value === 0 ? '0' : formatQuantity(value, quantity);
}

/** ``Beyond `iterative`, server processor time per connection``. */
function beyond({ title }: MetricDefinition, reference: string | null): string {
  const what = reference === null ? 'what was claimed' : code(reference);
  return `Beyond ${what}, ${plain(title.toLowerCase())}`;
}

function oursOf(
  row: Row,
  group: GroupAnalysis,
  metric: MetricDefinition,
  experiment: ExperimentAnalysis,
  links: ArmLinks,
): string[] {
  const shown = comparisonOf(row, group, metric, experiment);
  const own = shown === null ? withoutComparison(row, metric) : plain(`${shown.figure}${shown.labels}`);
  if (metric.secondReference === null) return [linkOf(row, links), own];
  const second = row.secondDifferences.get(metric.name);
  if (second === undefined) return [linkOf(row, links), own, nothing];
  const figure = metric.scale === 'factor' ? formatRatio(second) : formatDifference(second, metric.quantity);
  const labels = secondLabels(row, group, metric.secondReference, experiment.labels);
  return [linkOf(row, links), own, plain(`${figure}${labels}`)];
}

function withoutComparison({ cell, completed }: Row, { scale }: MetricDefinition): string {
  if (cell.role === 'baseline') return completed > 0 ? String(neutral[scale]) : nothing;
  return nothing;
}

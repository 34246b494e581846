/** The section of one experiment: its finding first, then charts and tables, long ones folded away. */
import { hasYoungWorkers } from '../../experiments/choices.ts';
import { factors } from '../../experiments/factors.ts';
import type { ExperimentAnalysis, GroupAnalysis, Row } from '../../analysis/analysis.ts';
import { isClientLimited } from '../../analysis/labels.ts';
import { definitionOf, type Metric } from '../../trials/server/metrics.ts';
import { neutral } from '../../statistics/scale.ts';
import { warnings } from '../../trials/server/warnings.ts';
import type { PlacedChart } from '../describe/charts.ts';
import { against, comparisonOf } from '../text/comparison.ts';
import { formatCount, formatEstimate } from '../text/format.ts';
import { levelsOf } from '../text/levels.ts';
import { crossoverTable } from './crossovers.ts';
import { besideSpeed, besideSpeedTitle, comparisons } from './details.ts';
import { modelLink } from './models.ts';
import { serviceTimes } from './service-time.ts';
import { stevensTable } from './stevens.ts';
import type { TableColumn } from './text.ts';
import { code, details, plain, table } from './text.ts';
import { baselineName, comparedMetrics, conditionsOf, mishap } from '../text/words.ts';

/** Where there is nothing to show. */
const nothing = '–';

export function experimentSection(
  experiment: ExperimentAnalysis,
  finding: string | null,
  charts: readonly PlacedChart[],
): string {
  const { title, question, groups, name, primaryMetric, baseline } = experiment;
  const cells = groups.flatMap(({ rows }) => rows.map(({ cell }) => cell));
  const chart = (what: string) => charts.filter((one) => one.experiment === name && one.what === what).map(image);
  const isFolded = levelsOf(experiment) !== null;
  const tables = groups.map((group) => {
    const body = groupBody(group, experiment);
    if (isFolded) return details(`Figures: ${group.label}`, body);
    return groups.length > 1 ? `### ${plain(group.label)}\n\n${body}` : body;
  });
  return [
    `## ${plain(title)}`,
    `**${plain(finding ?? 'This version has no sentence for this experiment; see the tables.')}**`,
    `*${plain(question)}*`,
    `Baseline: ${code(baseline)}. Decided on: ${definitionOf(primaryMetric).title.toLowerCase()}. Conditions: ${plain(conditionsOf(cells).join(', '))}.`,
    ...chart('ratio'),
    ...chart('difference'),
    ...(experiment.crossovers.length === 0 ? [] : [crossoverTable(experiment)]),
    ...[stevensTable(experiment)].filter((part) => part !== null),
    ...tables,
    ...chart('absolute'),
  ].join('\n\n');
}

/** A picture by its title, with what has to be known to read it; the tables beside it hold its figures. */
export function image({ description: { title, notes }, path }: PlacedChart): string {
  return `![${plain(title)}](${path})\n\n${notes.map((note) => `<sub>${plain(note)}</sub>`).join('<br>\n')}`;
}

function groupBody(group: GroupAnalysis, experiment: ExperimentAnalysis): string {
  return [
    comparisonTable(group, experiment),
    ranking(group, experiment),
    ...[serviceTimes(group, experiment.factor)].filter((part) => part !== null),
    details(besideSpeedTitle(group), besideSpeed(group, experiment.factor)),
    details('What each comparison could tell', comparisons(group, experiment)),
  ].join('\n\n');
}

function comparisonTable(group: GroupAnalysis, experiment: ExperimentAnalysis): string {
  const { baseline, margin, metrics, primaryMetric, factor } = experiment;
  const compared = comparedMetrics(experiment);
  const columns: TableColumn[] = [
    { title: factors[factor].title },
    ...metrics.flatMap((metric): TableColumn[] => {
      const value: TableColumn = { title: `${definitionOf(metric).column} (95 %)`, align: 'right' };
      if (!compared.includes(metric)) return [value];
      return [
        value,
        { title: `${against(metric, baseline)} (simultaneous 95 %)`, align: 'right' },
        { title: 'Verdict' },
      ];
    }),
    { title: 'n', align: 'right' },
    { title: 'Labels' },
  ];
  const body = group.rows.map((row) => [
    `${factor === 'model' ? modelLink(row.cell.arm) : code(row.cell.arm)}${row.cell.role === 'baseline' ? ` (${baselineName(row)})` : ''}`,
    ...metrics.flatMap((metric) => [
      absolute(row, metric),
      ...(compared.includes(metric) ? contrast(row, group, metric, margin) : []),
    ]),
    formatCount(row[primaryMetric]?.n ?? 0),
    labels(row),
  ]);
  return table(columns, body);
}

function absolute(row: Row, metric: Metric): string {
  const estimate = row[metric];
  if (estimate === null) return nothing;
  const atLeast = definitionOf(metric).isBoundByClient && isClientLimited(row) ? 'at least ' : '';
  return `${atLeast}${formatEstimate(estimate, definitionOf(metric).quantity)}`;
}

/** The comparison and its verdict in words; of one with other rounds than the absolute figures, also its n. */
function contrast(row: Row, group: GroupAnalysis, metric: Metric, margin: number): [string, string] {
  const shown = comparisonOf(row, group, metric, margin);
  if (shown === null) {
    if (row.cell.role === 'baseline') return [String(neutral[definitionOf(metric).scale]), 'baseline'];
    return [nothing, row.declared || row.completed === 0 ? nothing : 'not declared'];
  }
  const n = row.contrast?.[metric]?.n ?? 0;
  return [n === row[metric]?.n ? shown.figure : `${shown.figure}, n = ${formatCount(n)}`, plain(shown.sentence)];
}

function labels(row: Row): string {
  const found = [...row.warnings].map(
    ([warning, rounds]) => `${warnings[warning].label} (${formatCount(rounds)} of ${formatCount(row.completed)})`,
  );
  const trouble = mishap(row);
  const young = row.completed > 0 && hasYoungWorkers(row.cell) ? ['young workers'] : [];
  return plain([...(trouble === null ? [] : [trouble]), ...found, ...young].join('; '));
}

function ranking(
  { ranking: groups }: GroupAnalysis,
  { primaryMetric, factor, baseline, unfit }: ExperimentAnalysis,
): string {
  if (unfit) return 'Ranking: withheld.';
  const places = groups.map((names, index) => `${index + 1}. ${names.map(code).join(', ')}`).join(' · ');
  return `Ranking by ${definitionOf(primaryMetric).title.toLowerCase()}, best first; ${factors[factor].plural} of one place are not told apart, and those beside ${code(baseline)} are not told apart from it: ${places}.`;
}

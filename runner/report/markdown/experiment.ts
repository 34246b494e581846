/** The section of one experiment: its finding first, then charts and tables, long ones folded away. */
import {
  contrastOf,
  figureOf,
  isBaseline,
  primaryOf,
  type ExperimentAnalysis,
  type GroupAnalysis,
  type Row,
} from '../../analysis/analysis.ts';
import { isLowerBound } from '../../analysis/labels.ts';
import type { MetricDefinition } from '../../result/metric.ts';
import { neutral } from '../../statistics/scale.ts';
import type { PlacedChart } from '../describe/charts.ts';
import { findingOf } from '../findings/index.ts';
import { against, comparisonOf } from '../text/comparison.ts';
import { formatCount, formatEstimate } from '../text/format.ts';
import { levelsOf } from '../text/levels.ts';
import { measuredTerms, termText } from '../text/measured-conditions.ts';
import { baselineName, comparedMetrics, failureSummary, sharedTerms, uncapitalized } from '../text/words.ts';
import { armLinks, linkOf } from './arms.ts';
import { comparisons } from './comparisons.ts';
import { crossoverTable } from './crossovers.ts';
import { curveTables } from './curve-tables.ts';
import { detailTables, doubtNotes, labelCounts, metricNotes, withheldReasons } from './details.ts';
import { orderTables } from './orders.ts';
import { precedentSection } from './precedent.ts';
import type { TableColumn } from './text.ts';
import { code, details, plain, table } from './text.ts';

/** Where there is nothing to show. */
const nothing = '–';

export function experimentSection(experiment: ExperimentAnalysis, charts: readonly PlacedChart[]): string {
  const { title, question, groups, name } = experiment;
  const chart = (what: string) => charts.filter((one) => one.experiment === name && one.what === what).map(image);
  const isFolded = levelsOf(experiment) !== null || experiment.curve !== null;
  const tables = groups.map((group) => {
    const body = groupBody(group, experiment);
    if (isFolded) return details(`Figures: ${group.label}`, body);
    return groups.length > 1 ? `### ${plain(group.label)}\n\n${body}` : body;
  });
  return [
    `## ${plain(title)}`,
    `**${plain(findingOf(experiment))}**`,
    `*${plain(question)}*`,
    conditions(experiment),
    ...chart('curve'),
    ...curveTables(experiment),
    ...chart('matrix'),
    ...chart('ratio'),
    ...chart('difference'),
    ...[crossoverTable(experiment), orderTables(experiment), precedentSection(experiment)].filter(
      (part) => part !== null,
    ),
    ...tables,
    ...chart('absolute'),
  ].join('\n\n');
}

/** ``Baseline: `event-loop`. Decided on: throughput. Conditions: …`` */
function conditions(experiment: ExperimentAnalysis): string {
  const { baseline } = experiment;
  const terms = [...sharedTerms(experiment).map(({ text }) => text), ...measuredTerms(experiment).map(termText)];
  return [
    baseline === null ? 'Each is compared with what was claimed of it.' : `Baseline: ${code(baseline)}.`,
    `Decided on: ${plain(uncapitalized(primaryOf(experiment).title))}.`,
    ...(terms.length === 0 ? [] : [`Conditions: ${plain(terms.join(', '))}.`]),
  ].join(' ');
}

/** A picture by its title, with what has to be known to read it; the tables beside it hold its figures. */
export function image({ description: { title, notes }, path }: PlacedChart): string {
  return `![${plain(title)}](${path})\n\n${notes.map((note) => `<sub>${plain(note)}</sub>`).join('<br>\n')}`;
}

function groupBody(group: GroupAnalysis, experiment: ExperimentAnalysis): string {
  return [
    comparisonTable(group, experiment),
    ...metricNotes([...experiment.shown, ...conditionsIn(group, experiment)]),
    ...withheldReasons(group.rows, experiment.shown),
    ...doubtNotes(group.rows, experiment.shown),
    // Without a verdict there is nothing to rank by.
    ...(group.rows.some(isUndeclared) && !group.rows.some(({ declared }) => declared)
      ? []
      : [ranking(group, experiment)]),
    ...detailTables(group, experiment),
    details('What each comparison could tell', comparisons(group, experiment)),
  ].join('\n\n');
}

function comparisonTable(group: GroupAnalysis, experiment: ExperimentAnalysis): string {
  const { baseline, shown: metrics, factor } = experiment;
  const compared = comparedMetrics(experiment);
  const measured = conditionsIn(group, experiment);
  const covers = group.rows.some(isUndeclared) ? 'for the crossover' : 'simultaneous 95 %';
  const links = armLinks(experiment);
  const columns: TableColumn[] = [
    { title: plain(factor.title) },
    ...metrics.flatMap((metric): TableColumn[] => {
      const value: TableColumn = { title: `${plain(metric.column)} (95 %)`, align: 'right' };
      if (!compared.includes(metric)) return [value];
      return [value, { title: `${against(metric, baseline)} (${covers})`, align: 'right' }, { title: 'Verdict' }];
    }),
    ...measured.map(({ column }): TableColumn => ({ title: `${plain(column)} (95 %)`, align: 'right' })),
    { title: 'n', align: 'right' },
    { title: 'Labels' },
  ];
  const body = group.rows.map((row) => {
    const rounds = figureOf(row, primaryOf(experiment))?.n ?? row.completed;
    return [
      `${linkOf(row, links)}${isBaseline(row) ? ` (${baselineName(row)})` : ''}`,
      ...metrics.flatMap((metric) => [
        absolute(row, metric, rounds),
        ...(compared.includes(metric) ? contrast(row, group, metric, experiment) : []),
      ]),
      ...measured.map((metric) => absolute(row, metric, rounds)),
      formatCount(rounds),
      labels(row, experiment),
    ];
  });
  return table(columns, body);
}

/** What figures depend on though nobody chose it, where any row has a figure of it. */
function conditionsIn({ rows }: GroupAnalysis, { conditions: measured }: ExperimentAnalysis): MetricDefinition[] {
  return measured.filter((metric) => rows.some((row) => figureOf(row, metric) !== null));
}

/** Without a verdict, for the interval that a crossover is read from. */
function isUndeclared({ contrasts }: Row): boolean {
  return [...contrasts.values()].some(({ verdict }) => verdict === 'undeclared');
}

/** Of other rounds than the column n has: with its own n. */
function absolute(row: Row, metric: MetricDefinition, rounds: number): string {
  const estimate = figureOf(row, metric);
  if (estimate === null) return nothing;
  const n = estimate.n === rounds ? '' : `, n = ${formatCount(estimate.n)}`;
  return `${isLowerBound(row, metric) ? 'at least ' : ''}${formatEstimate(estimate, metric.quantity)}${n}`;
}

/** The comparison and its verdict in words; of one with other rounds than the absolute figures, also its n. */
function contrast(
  row: Row,
  group: GroupAnalysis,
  metric: MetricDefinition,
  experiment: ExperimentAnalysis,
): [string, string] {
  const shown = comparisonOf(row, group, metric, experiment);
  if (shown === null) {
    if (isBaseline(row)) return [String(neutral[metric.scale]), 'baseline'];
    return [nothing, row.declared || row.completed === 0 ? nothing : 'not declared'];
  }
  const n = contrastOf(row, metric)?.n ?? 0;
  const isOfAllRounds = n === figureOf(row, metric)?.n;
  return [isOfAllRounds ? shown.figure : `${shown.figure}, n = ${formatCount(n)}`, plain(shown.sentence)];
}

function labels(row: Row, experiment: ExperimentAnalysis): string {
  return plain([failureSummary(row) ?? '', labelCounts(row, experiment)].filter((part) => part !== '').join('; '));
}

function ranking({ ranking: groups }: GroupAnalysis, experiment: ExperimentAnalysis): string {
  const { factor, baseline, unfit, orders } = experiment;
  if (unfit) return 'Ranking: withheld.';
  const ranks = groups.map((names, index) => `${index + 1}. ${names.map(code).join(', ')}`).join(' · ');
  const beside =
    baseline === null ? '' : `; ${plain(factor.plural)} beside ${code(baseline)} have no detectable difference from it`;
  // Of two arms that both differ from the baseline, a ratio of their own can tell what their ratios to it cannot.
  const found = orders.length === 0 ? 'no order was found' : 'no order shows in their ratios to the baseline';
  return `Ranking by ${plain(uncapitalized(primaryOf(experiment).title))}, best first; between ${plain(factor.plural)} of the same rank ${found}${beside}: ${ranks}.`;
}

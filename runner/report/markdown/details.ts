/** What describes the trials of a group beside what is compared: a table for each that the plan has, and one of the trials. */
import { figureOf, type ExperimentAnalysis, type GroupAnalysis, type Row } from '../../analysis/analysis.ts';
import { labelsOf } from '../../analysis/labels.ts';
import type { MetricDefinition } from '../../result/metric.ts';
import { absoluteText } from '../text/comparison.ts';
import { formatCount } from '../text/format.ts';
import { labelsAbout } from '../text/limits.ts';
import { uncapitalized } from '../text/words.ts';
import { unevenServiceTimes } from '../text/uneven-service-time.ts';
import type { TableColumn } from './text.ts';
import { code, details, plain, table } from './text.ts';

/** Where there is nothing to show. */
const nothing = '–';

type DetailTable = ExperimentAnalysis['details'][number];

/** Those of which any row has a figure, or a reason why there is none; the notes on the group before what is folded. */
export function detailTables(group: GroupAnalysis, experiment: ExperimentAnalysis): string[] {
  const [folded, open] = [true, false].map((isFolded) =>
    experiment.details.filter((one) => one.isFolded === isFolded).flatMap((one) => detailTable(one, group, experiment)),
  );
  return [...(open ?? []), ...group.group.notes, ...(folded ?? []), details('Trials', trials(group, experiment))];
}

function detailTable(
  { title, isFolded, metrics, note }: DetailTable,
  { rows }: GroupAnalysis,
  { factor, labels }: ExperimentAnalysis,
): string[] {
  const shown = metrics.filter((metric) => rows.some((row) => figureOf(row, metric) !== null));
  const reasons = withheldReasons(rows, metrics);
  if (shown.length === 0 && reasons.length === 0) return [];
  const columns: TableColumn[] = [
    { title: plain(factor.title) },
    ...shown.map(({ column }): TableColumn => ({ title: `${plain(column)} (95 %)`, align: 'right' })),
    ...(isFolded ? [] : [{ title: 'Labels' }]),
  ];
  const body = rows.map((row) => [
    code(row.cell.arm),
    ...shown.map((metric) => figure(row, metric)),
    ...(isFolded ? [] : [plain(labelsOf(row, labelsAbout(shown, labels)).join('; '))]),
  ]);
  const parts = [
    ...(shown.length === 0 ? [] : [table(columns, body)]),
    ...(note === null ? [] : [note]),
    ...metricNotes(shown),
    ...(shown.some(({ name }) => name === 'serviceTimeP50Ns') ? unevenServiceTimes(rows) : []),
    ...reasons,
    ...doubtNotes(rows, shown),
  ].join('\n\n');
  return [isFolded ? details(title, parts) : `**${plain(title)}**\n\n${parts}`];
}

/** What figures are and are not, of the metrics that say so; what several say, once. */
export function metricNotes(metrics: readonly MetricDefinition[]): string[] {
  return [...new Set(metrics.flatMap(({ note }) => note ?? []))];
}

/** The number of rounds stands beside it where it is not that of the trials. */
function figure(row: Row, metric: MetricDefinition): string {
  const estimate = figureOf(row, metric);
  if (estimate === null) return nothing;
  const text = absoluteText(row, estimate, metric);
  return estimate.n === row.completed ? text : `${text}, n = ${formatCount(estimate.n)}`;
}

/** Where rounds are in doubt that stay among the others: why, and for which arms. */
export function doubtNotes(rows: readonly Row[], metrics: readonly MetricDefinition[]): string[] {
  return metrics.flatMap(({ name, column }) => {
    const doubted = rows.flatMap(({ cell, doubtful }) => {
      const reason = doubtful.get(name);
      return reason === undefined ? [] : [{ reason, arm: cell.arm }];
    });
    return [...Map.groupBy(doubted, ({ reason }) => reason)].map(([reason, where]) => {
      const arms = new Set(where.map(({ arm }) => code(arm)));
      return `In doubt in at most a quarter of the rounds, for which the interval is wider: ${plain(uncapitalized(column))} of ${[...arms].join(', ')}: ${plain(reason)}.`;
    });
  });
}

/** Why there is a dash, and for which arms where not for all of `shown`. */
export function withheldReasons(rows: readonly Row[], metrics: readonly MetricDefinition[], shown = rows): string[] {
  const completed = shown.filter((row) => row.completed > 0).length;
  return metrics.flatMap(({ name, column }) => {
    const withheld = rows.flatMap(({ cell, withheld: reasons }) => {
      const reason = reasons.get(name);
      return reason === undefined ? [] : [{ reason, arm: cell.arm }];
    });
    return [...Map.groupBy(withheld, ({ reason }) => reason)].map(([reason, where]) => {
      const arms = new Set(where.map(({ arm }) => code(arm)));
      const whose = where.length === completed ? '' : ` of ${[...arms].join(', ')}`;
      return `No ${plain(uncapitalized(column))}${whose}: ${plain(reason)}.`;
    });
  });
}

function trials({ rows }: GroupAnalysis, { factor, labels }: ExperimentAnalysis): string {
  const columns: TableColumn[] = [
    { title: plain(factor.title) },
    { title: 'Rounds completed', align: 'right' },
    { title: 'Trials failed / set aside', align: 'right' },
    { title: 'Labels' },
  ];
  const body = rows.map((row) => [
    code(row.cell.arm),
    formatCount(row.completed),
    `${formatCount(row.failed)} / ${formatCount(row.setAside)}`,
    plain(labelCounts(row, { labels })),
  ]);
  return table(columns, body);
}

/** `not steady (6 of 8); client-limited (8 of 8)`: in how many rounds each label holds. */
export function labelCounts(row: Row, { labels }: Pick<ExperimentAnalysis, 'labels'>): string {
  const titles = new Map(labels.map(({ name, title }) => [name, title]));
  return [...row.labels]
    .map(([name, rounds]) => `${titles.get(name) ?? name} (${formatCount(rounds)} of ${formatCount(row.completed)})`)
    .join('; ');
}

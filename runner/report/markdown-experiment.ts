/** The section of one experiment: its finding first, then charts and tables, long ones folded away. */
import type { Metric } from '../experiments/experiment.ts';
import type {
  Crossover,
  Estimate,
  ExperimentAnalysis,
  GroupAnalysis,
  Percentile,
  Row,
} from '../statistics/analysis.ts';
import { warnings } from '../statistics/warnings.ts';
import type { PlacedChart } from './charts.ts';
import { comparisonOf } from './comparison.ts';
import { binaryBytes, formatCount, formatEstimate, formatPercent, formatQuantity, nanoseconds } from './format.ts';
import type { TableColumn } from './markdown-text.ts';
import { code, details, plain, table } from './markdown-text.ts';
import { conditionsOf, crossoverSentence, isClientLimited, metrics, metricWords, mishap } from './words.ts';
import { workLevels } from './work-levels.ts';

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
  const isOverWork = workLevels(experiment) !== null;
  const tables = groups.map((group) => {
    const body = groupBody(group, experiment);
    if (isOverWork) return details(`Figures: ${group.label}`, body);
    return groups.length > 1 ? `### ${plain(group.label)}\n\n${body}` : body;
  });
  return [
    `## ${plain(title)}`,
    `**${plain(finding ?? 'This version has no sentence for this experiment; see the tables.')}**`,
    `*${plain(question)}*`,
    `Baseline: ${code(baseline)}. Decided on: ${metricWords[primaryMetric].title.toLowerCase()}. Conditions: ${plain(conditionsOf(cells).join(', '))}.`,
    ...chart('ratio'),
    ...(experiment.crossovers.length === 0 ? [] : [crossoverTable(experiment)]),
    ...tables,
    ...chart('absolute'),
  ].join('\n\n');
}

/** A picture by its title; the tables beside it hold its figures. */
export function image({ caption, path }: PlacedChart): string {
  return `![${plain(caption.title)}](${path})`;
}

function groupBody(group: GroupAnalysis, experiment: ExperimentAnalysis): string {
  return [
    comparisonTable(group, experiment),
    ranking(group, experiment),
    details('Service time, memory, utilization, trials', besideSpeed(group)),
    details('What each comparison could tell', comparisons(group, experiment)),
  ].join('\n\n');
}

function comparisonTable(group: GroupAnalysis, { baseline, margin }: ExperimentAnalysis): string {
  const columns: TableColumn[] = [
    { title: 'Model' },
    { title: 'Messages per second (95 %)', align: 'right' },
    { title: `÷ ${code(baseline)} (simultaneous 95 %)`, align: 'right' },
    { title: 'Verdict' },
    { title: 'Server processor time per message (95 %)', align: 'right' },
    { title: `÷ ${code(baseline)} (simultaneous 95 %)`, align: 'right' },
    { title: 'Verdict' },
    { title: 'n', align: 'right' },
    { title: 'Labels' },
  ];
  const body = group.rows.map((row) => [
    `${code(row.cell.model)}${row.cell.role === 'baseline' ? ' (baseline)' : ''}`,
    absolute(row, 'messagesPerSecond'),
    ...ratio(row, group, 'messagesPerSecond', margin),
    absolute(row, 'cpuNsPerMessage'),
    ...ratio(row, group, 'cpuNsPerMessage', margin),
    formatCount(row.messagesPerSecond?.n ?? 0),
    labels(row),
  ]);
  return table(columns, body);
}

function absolute(row: Row, metric: Metric): string {
  const estimate = row[metric];
  if (estimate === null) return nothing;
  const atLeast = metric === 'messagesPerSecond' && isClientLimited(row) ? 'at least ' : '';
  return `${atLeast}${formatEstimate(estimate, metricWords[metric].quantity)}`;
}

/** The ratio and its verdict in words; of a ratio with other rounds than the absolute figures, also its n. */
function ratio(row: Row, group: GroupAnalysis, metric: Metric, margin: number): [string, string] {
  const shown = comparisonOf(row, group, metric, margin);
  if (shown === null) return row.cell.role === 'baseline' ? ['1', 'baseline'] : [nothing, nothing];
  const n = row.ratio?.[metric].n ?? 0;
  return [n === row[metric]?.n ? shown.figure : `${shown.figure}, n = ${formatCount(n)}`, plain(shown.sentence)];
}

function labels(row: Row): string {
  const found = [...row.warnings].map(
    ([warning, rounds]) => `${warnings[warning].label} (${formatCount(rounds)} of ${formatCount(row.completed)})`,
  );
  const trouble = mishap(row);
  return plain([...(trouble === null ? [] : [trouble]), ...found].join('; '));
}

function ranking({ ranking: groups }: GroupAnalysis, { primaryMetric, baseline, unfit }: ExperimentAnalysis): string {
  if (unfit) return 'Ranking: withheld.';
  const places = groups.map((names, index) => `${index + 1}. ${names.map(code).join(', ')}`).join(' · ');
  return `Ranking by ${metricWords[primaryMetric].title.toLowerCase()}, best first; models of one place are not told apart, and those beside ${code(baseline)} are not told apart from it: ${places}.`;
}

function besideSpeed({ rows }: GroupAnalysis): string {
  const columns: TableColumn[] = [
    { title: 'Model' },
    { title: 'Service time at saturation, p50', align: 'right' },
    { title: 'p99', align: 'right' },
    { title: 'p99.9', align: 'right' },
    { title: 'Memory under load, resident / proportional', align: 'right' },
    { title: 'Processors in use, server / client', align: 'right' },
    { title: 'Context switches per message', align: 'right' },
    { title: 'Rounds completed', align: 'right' },
    { title: 'Trials failed / set aside', align: 'right' },
  ];
  const body = rows.map((row) => [
    code(row.cell.model),
    percentile(row, 'p50'),
    percentile(row, 'p99'),
    percentile(row, 'p999'),
    `${bytes(row.rssUnderLoadBytes)} / ${bytes(row.pssUnderLoadBytes)}`,
    `${fixed(row.serverUtilization, 2)} / ${fixed(row.clientUtilization, 2)}`,
    fixed(row.contextSwitchesPerMessage, 4),
    formatCount(row.completed),
    `${formatCount(row.failed)} / ${formatCount(row.setAside)}`,
  ]);
  return [
    table(columns, body),
    'Service time at saturation is reply minus send while every connection is kept busy. It follows from throughput and the number of connections and is **not** the latency that users would see. Its percentiles are taken in each trial and shown with 95 % intervals over the trials; they vary much more from run to run than throughput does. Memory, processors in use and context switches are medians of the rounds, without intervals: nothing is decided on them.',
    ...withheldReasons(rows),
  ].join('\n\n');
}

/** Why there is a dash, and for which models where not for all. */
function withheldReasons(rows: readonly Row[]): string[] {
  const withheld = rows.flatMap(({ cell, serviceTimeWithheld }) => {
    return Object.values(serviceTimeWithheld).flatMap((reason) => (reason === null ? [] : [{ reason, cell }]));
  });
  return [...Map.groupBy(withheld, ({ reason }) => reason)].map(([reason, models]) => {
    const whose = models.length === rows.length ? '' : `${models.map(({ cell }) => code(cell.model)).join(', ')}: `;
    return `${nothing} ${whose}${plain(reason)}.`;
  });
}

function percentile(row: Row, which: Percentile): string {
  const estimate = row.serviceTimeNs[which];
  return estimate === null ? nothing : `${formatEstimate(estimate, nanoseconds)}, n = ${formatCount(estimate.n)}`;
}

function bytes(value: number | null): string {
  return value === null ? nothing : formatQuantity(value, binaryBytes);
}

function fixed(value: number | null, decimals: number): string {
  return value === null ? nothing : value.toFixed(decimals);
}

/** For each comparison its coverage, its rounds, and the effect it could have detected. */
function comparisons(group: GroupAnalysis, { baseline, margin }: ExperimentAnalysis): string {
  const columns: TableColumn[] = [
    { title: 'Model' },
    { title: 'Metric' },
    { title: `÷ ${code(baseline)}`, align: 'right' },
    { title: 'Coverage of the interval', align: 'right' },
    { title: 'n', align: 'right' },
    { title: 'Could tell from 1', align: 'right' },
    { title: 'Verdict' },
  ];
  const body = group.rows.flatMap((row) =>
    metrics.flatMap((metric) => {
      const found = row.ratio?.[metric];
      const shown = comparisonOf(row, group, metric, margin);
      if (found === undefined || shown === null) return [];
      const { coverage, n, detectable } = found;
      const effect = detectable === null ? nothing : `±${formatPercent(detectable - 1)}`;
      return [
        [
          code(row.cell.model),
          metricWords[metric].title,
          shown.figure,
          coverage === null ? nothing : `${(100 * coverage).toFixed(2)} %`,
          formatCount(n),
          effect,
          plain(shown.sentence),
        ],
      ];
    }),
  );
  return body.length === 0 ? 'No comparison has a value.' : table(columns, body);
}

function crossoverTable({ crossovers, groups, baseline, primaryMetric }: ExperimentAnalysis): string {
  const columns: TableColumn[] = [
    { title: 'Model' },
    { title: `Ahead of ${code(baseline)} from` },
    { title: 'Between' },
    { title: 'Interpolated between the levels' },
    { title: 'n', align: 'right' },
  ];
  const rounds = (model: string) => {
    const estimates = groups.flatMap(({ rows }) =>
      rows.flatMap((row): Estimate[] =>
        row.cell.model === model && row.ratio !== null ? [row.ratio[primaryMetric]] : [],
      ),
    );
    return estimates.length === 0 ? '0' : formatCount(Math.min(...estimates.map(({ n }) => n)));
  };
  const body = crossovers.map(({ model, outcome }) => [code(model), ...crossoverCells(outcome), rounds(model)]);
  return [
    '### Crossovers',
    table(columns, body),
    'Work per request from which a model stays ahead. The range goes from where the upper to where the lower end of the ratio’s interval crosses 1.',
  ].join('\n\n');
}

function crossoverCells(outcome: Crossover['outcome']): [string, string, string] {
  if (outcome.kind !== 'between') return [plain(crossoverSentence(outcome)), nothing, nothing];
  const { lowNs, estimateNs, highNs, levelsNs } = outcome;
  const time = (ns: number) => formatQuantity(ns, nanoseconds);
  const level = (ns: number) => (ns === 0 ? 'echo' : time(ns));
  return [
    time(estimateNs),
    highNs === null ? `${level(lowNs)} or more; the end was not reached` : `${level(lowNs)} and ${level(highNs)}`,
    levelsNs.map(level).join(' and '),
  ];
}

/** What is folded away below the table of a group: how the trials went, and what its comparisons could tell. */
import { factors, type FactorName } from '../../experiments/factors.ts';
import type { ExperimentAnalysis, GroupAnalysis, Row } from '../../analysis/analysis.ts';
import { comparisonLabels, labelsOf } from '../../analysis/labels.ts';
import { definitionOf, type Metric } from '../../trials/server/metrics.ts';
import { neutral } from '../../statistics/scale.ts';
import { against, comparisonOf } from '../text/comparison.ts';
import { binaryBytes, formatCount, formatPercent, formatQuantity } from '../text/format.ts';
import type { TableColumn } from './text.ts';
import { code, plain, table } from './text.ts';

/** Where there is nothing to show. */
const nothing = '–';

/** Above such a table. */
export function besideSpeedTitle({ rows }: GroupAnalysis): string {
  return hasLoadIn(rows)
    ? 'Replies per connection, memory, utilization, trials'
    : 'Memory at the end, utilization, trials';
}

/** What describes the trials besides their metrics. Latencies and messages are those of a load, and absent without one. */
export function besideSpeed({ rows }: GroupAnalysis, factor: FactorName): string {
  const hasLoad = hasLoadIn(rows);
  const columns: TableColumn[] = [
    { title: factors[factor].title },
    ...(hasLoad ? ofLoad : []),
    { title: `Memory ${hasLoad ? 'under load' : 'at the end'}, resident / proportional`, align: 'right' },
    { title: 'Processors in use, server / client', align: 'right' },
    { title: 'Rounds completed', align: 'right' },
    { title: 'Trials failed / set aside', align: 'right' },
    { title: 'Labels' },
  ];
  const body = rows.map((row) => [
    code(row.cell.arm),
    ...(hasLoad ? loadFigures(row) : []),
    `${bytes(row.rssUnderLoadBytes)} / ${bytes(row.pssUnderLoadBytes)}`,
    `${fixed(row.serverUtilization, 2)} / ${fixed(row.clientUtilization, 2)}`,
    formatCount(row.completed),
    `${formatCount(row.failed)} / ${formatCount(row.setAside)}`,
    plain(labelsOf(row).join('; ')),
  ]);
  return [
    table(columns, body),
    `${hasLoad ? 'Memory, processors in use, replies per connection and context switches' : 'Memory and processors in use'} are medians of the rounds, without intervals: nothing is decided on them.`,
    ...(hasLoad ? [] : [whatOwnMemoryIs]),
    ...(rows.some((row) => row.bytesPerIdleConnection !== null) ? [whatIdleMemoryIs] : []),
  ].join('\n\n');
}

const ofLoad: readonly TableColumn[] = [
  { title: 'Replies per connection, least / median / most', align: 'right' },
  { title: 'Context switches per message', align: 'right' },
];

function hasLoadIn(rows: readonly Row[]): boolean {
  return rows.some(({ cell }) => cell.connections > 0);
}

const whatOwnMemoryIs =
  'Memory at rest and per idle connection counts only what the processes have for themselves (private), so it differs from the memory above, which counts what is shared as well.';

const whatIdleMemoryIs =
  'Memory per idle connection is what the processes grew by while the connections came, divided by their number, and not what each of them holds: it includes the room that V8 and malloc had to make at the time and keep. The first hundred find part of that room made already; a thousand that come at once and are handed over to other threads or processes leave the most behind.';

function loadFigures(row: Row): string[] {
  const { messagesPerConnection: spread } = row;
  return [
    spread === null ? nothing : [spread.min, spread.median, spread.max].map(formatCount).join(' / '),
    fixed(row.contextSwitchesPerMessage, 4),
  ];
}

function bytes(value: number | null): string {
  return value === null ? nothing : formatQuantity(value, binaryBytes);
}

function fixed(value: number | null, decimals: number): string {
  return value === null ? nothing : value.toFixed(decimals);
}

/** For each comparison its coverage, its rounds, and the effect it could have detected. */
export function comparisons(group: GroupAnalysis, { baseline, margin, metrics, factor }: ExperimentAnalysis): string {
  const signs = [...new Set(metrics.map((metric) => against(metric, baseline)))].join(' or ');
  const sames = [...new Set(metrics.map((metric) => neutral[definitionOf(metric).scale]))].join(' or ');
  const columns: TableColumn[] = [
    { title: factors[factor].title },
    { title: 'Metric' },
    { title: signs, align: 'right' },
    { title: 'Coverage of the interval', align: 'right' },
    { title: 'n', align: 'right' },
    { title: `Could tell from ${sames}`, align: 'right' },
    { title: 'Verdict' },
    { title: 'Labels' },
  ];
  const body = group.rows.flatMap((row) =>
    metrics.flatMap((metric) => {
      const found = row.contrast?.[metric];
      const shown = comparisonOf(row, group, metric, margin);
      if (found === undefined || shown === null) return [];
      const { coverage, n, detectable } = found;
      // An interval of width 0 comes from values on a grid: a half-width of 0 would promise to see any difference.
      const isSeen = detectable !== null && detectable !== neutral[definitionOf(metric).scale];
      const effect = isSeen ? `±${detectability(detectable, metric)}` : nothing;
      return [
        [
          code(row.cell.arm),
          definitionOf(metric).title,
          shown.figure,
          coverage === null ? nothing : `${(100 * coverage).toFixed(2)} %`,
          formatCount(n),
          effect,
          plain(shown.sentence),
          plain(comparisonLabels(row, group).join('; ')),
        ],
      ];
    }),
  );
  return body.length === 0 ? 'No comparison has a value.' : table(columns, body);
}

function detectability(detectable: number, metric: Metric): string {
  const { scale, quantity } = definitionOf(metric);
  return scale === 'factor' ? formatPercent(detectable - 1) : formatQuantity(detectable, quantity);
}

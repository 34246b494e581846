/** All tables of a group, as the page shows them below its charts: open what is compared, folded what describes the trials. */
import { contrastOf, primaryOf, type ExperimentAnalysis, type GroupAnalysis } from '../../analysis/analysis.ts';
import { comparisonLabels } from '../../analysis/labels.ts';
import type { MetricDefinition } from '../../result/metric.ts';
import { neutral } from '../../statistics/scale.ts';
import { comparisonOf } from '../text/comparison.ts';
import { formatCount, formatPercent, formatQuantity } from '../text/format.ts';
import { unevenServiceTimes } from '../text/uneven-service-time.ts';
import { uncapitalized } from '../text/words.ts';
import {
  armCell,
  breakable,
  comparisonTable,
  detailTables,
  labelCounts,
  number,
  tableRow,
  words,
  type TableOptions,
} from './figure-tables.ts';
import { inlineMarkdown } from './from-markdown.ts';
import { html, Markup, type Content } from './markup.ts';
import { sortable } from './sortable.ts';

const nothing = '–';

export function groupSection(group: GroupAnalysis, experiment: ExperimentAnalysis, options: TableOptions): Markup {
  const { details, shown, groups } = experiment;
  const heading = groups.length > 1 ? html`<h3>${group.label}</h3>` : null;
  const described = details.flatMap(({ title, metrics, note, isFolded }) => {
    const tables = detailTables(group, experiment, metrics);
    if (tables === null) return [];
    const body = [
      tables,
      note === null ? null : html`<p class="small">${inlineMarkdown(note)}</p>`,
      notesOf(metrics),
      unevenIn(group, metrics),
    ];
    return [
      isFolded
        ? folded(title, body)
        : html`<h4>${title}</h4>
            ${body}`,
    ];
  });
  return html`<section class="group">
    ${heading}${comparisonTable(group, experiment, options)}${[
      notesOf([
        ...shown,
        ...experiment.conditions.filter((metric) => group.rows.some((row) => row.figures.has(metric.name))),
      ]),
      reasons(group, shown),
      options.isDeclared ? ranking(group, experiment) : null,
      group.group.notes.map((note) => html`<p class="small">${inlineMarkdown(note)}</p>`),
      described,
      folded('What each comparison could tell', comparisons(group, experiment)),
      folded('Trials', trials(group, experiment)),
    ]}
  </section>`;
}

export function folded(title: string, body: Content): Markup {
  return html`<details>
    <summary>${title}</summary>
    ${body}
  </details>`;
}

/** Where a table has the median of the service time, and that says little. */
function unevenIn({ rows }: GroupAnalysis, metrics: readonly MetricDefinition[]): Content {
  if (!metrics.some(({ name }) => name === 'serviceTimeP50Ns')) return null;
  return unevenServiceTimes(rows).map((sentence) => html`<p class="small">${inlineMarkdown(sentence)}</p>`);
}

/** What figures are and are not; what several metrics say, once. */
function notesOf(metrics: readonly MetricDefinition[]): Content {
  return [...new Set(metrics.flatMap(({ note }) => note ?? []))].map(
    (note) => html`<p class="small">${inlineMarkdown(note)}</p>`,
  );
}

/** Why figures are missing or in doubt, with the arms that it is true of. */
function reasons({ rows }: GroupAnalysis, metrics: readonly MetricDefinition[]): Content {
  const said = (of: 'withheld' | 'doubtful', begin: (metric: string) => string) =>
    metrics.flatMap(({ name, column }) => {
      const found = rows.flatMap((row) => {
        const why = row[of].get(name);
        return why === undefined ? [] : [{ why, arm: row.cell.arm }];
      });
      return [...Map.groupBy(found, ({ why }) => why)].map(
        ([why, where]) =>
          html`<p class="small">
            ${begin(uncapitalized(column))} of ${where.map(({ arm }) => arm).join(', ')}: ${why}.
          </p>`,
      );
    });
  return [
    ...said('withheld', (metric) => `No ${metric}`),
    ...said(
      'doubtful',
      (metric) => `In doubt in at most a quarter of the rounds, for which the interval is wider: ${metric}`,
    ),
  ];
}

function ranking({ ranking: ranks, rows }: GroupAnalysis, experiment: ExperimentAnalysis): Content {
  const { factor, unfit } = experiment;
  if (!rows.some(({ declared }) => declared) || ranks.length === 0) return null;
  if (unfit) return html`<p>Ranking: withheld.</p>`;
  const primary = uncapitalized(primaryOf(experiment).title);
  const list = ranks.map(
    (names) => html`<li>${names.map((name, at) => html`${at === 0 ? '' : ', '}<code>${name}</code>`)}</li>`,
  );
  return html`<div class="ranking">
    <p>Ranking by ${primary}, best first; no order was found between ${factor.plural} of the same rank:</p>
    <ol>
      ${list}
    </ol>
  </div>`;
}

/** For each comparison its coverage, its rounds, and how fine it was. */
function comparisons(group: GroupAnalysis, experiment: ExperimentAnalysis): Markup {
  const columns = [
    words(experiment.factor.title),
    words('Metric'),
    number(`Compared with ${experiment.baseline ?? 'what was claimed'}`),
    number('Coverage of the interval'),
    number('n'),
    number('Half-width of the interval'),
    words('Verdict'),
  ];
  const rows = group.rows.flatMap((row) =>
    experiment.shown.flatMap((metric) => {
      const found = contrastOf(row, metric);
      const shown = comparisonOf(row, group, metric, experiment);
      if (found === null || shown === null) return [];
      const { coverage, n, detectable, verdict } = found;
      // An interval of width 0 comes from values on a grid: a half-width of 0 would promise to see any difference.
      const isSeen = detectable !== null && detectable !== neutral[metric.scale];
      return [
        tableRow(row, [
          armCell(row, comparisonLabels(row, group, experiment.labels).join('; ')),
          html`<td>${metric.title}</td>`,
          html`<td class="n figure" data-sort="${found.value}">${breakable(shown.figure)}</td>`,
          html`<td class="n">${coverage === null ? nothing : `${(100 * coverage).toFixed(2)} %`}</td>`,
          html`<td class="n">${formatCount(n)}</td>`,
          html`<td class="n" data-sort="${isSeen ? detectable : ''}">
            ${isSeen ? `±${halfWidth(detectable, metric)}` : nothing}
          </td>`,
          html`<td>${verdict === 'undeclared' ? nothing : shown.sentence}</td>`,
        ]),
      ];
    }),
  );
  return rows.length === 0 ? html`<p>No comparison has a value.</p>` : sortable(columns, rows);
}

function halfWidth(detectable: number, { scale, quantity }: MetricDefinition): string {
  return scale === 'factor' ? formatPercent(detectable - 1) : formatQuantity(detectable, quantity);
}

function trials({ rows: all }: GroupAnalysis, { factor, labels }: ExperimentAnalysis): Markup {
  const columns = [
    words(factor.title),
    number('Rounds completed'),
    number('Trials failed'),
    number('Set aside'),
    words('Labels'),
    words('First error'),
  ];
  const rows = all.map((row) =>
    tableRow(row, [
      armCell(row),
      ...[row.completed, row.failed, row.setAside].map((count) => html`<td class="n">${formatCount(count)}</td>`),
      html`<td>${labelCounts(row, labels)}</td>`,
      html`<td>${row.skipped ?? row.error ?? ''}</td>`,
    ]),
  );
  return sortable(columns, rows);
}

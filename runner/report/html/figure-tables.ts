/** The tables of a group of arms: what is compared, and what describes the trials. Every figure has a button that copies its citation. */
import {
  contrastOf,
  figureOf,
  isBaseline,
  primaryOf,
  type ExperimentAnalysis,
  type GroupAnalysis,
  type Row,
} from '../../analysis/analysis.ts';
import { labelsOf } from '../../analysis/labels.ts';
import type { MetricDefinition } from '../../result/metric.ts';
import type { Estimate } from '../../statistics/estimate.ts';
import { neutral } from '../../statistics/scale.ts';
import { figureKey } from '../describe/figures.ts';
import { absoluteText, comparisonOf } from '../text/comparison.ts';
import { formatCount } from '../text/format.ts';
import { gapWords, labelsAbout } from '../text/limits.ts';
import { baselineName, bracketed, comparedMetrics, failureSummary } from '../text/words.ts';
import { html, Markup, type Content } from './markup.ts';
import { sortable, type Column } from './sortable.ts';

/** Where there is nothing to show. */
const nothing = '–';

export interface TableOptions {
  /** Comparisons are those of the plan, with their verdicts; else each has an interval of its own and none. */
  readonly isDeclared: boolean;
}

export function comparisonTable(
  group: GroupAnalysis,
  experiment: ExperimentAnalysis,
  { isDeclared }: TableOptions,
): Markup {
  const { baseline, shown: metrics, factor } = experiment;
  const compared = new Set(
    comparedMetrics(experiment).filter((metric) => group.rows.some((row) => contrastOf(row, metric) !== null)),
  );
  const measured = experiment.conditions.filter((metric) => hasFigures(group, metric) && !metrics.includes(metric));
  const covers = isDeclared ? 'simultaneous 95 %' : '95 % each';
  const columns: Column[] = [
    words(factor.title),
    ...metrics.flatMap((metric): Column[] => {
      const value = number(`${metric.column} (95 %)`);
      if (!compared.has(metric)) return [value];
      const sign = metric.scale === 'factor' ? '÷' : '−';
      const ratio = number(`${sign} ${baseline ?? 'what was claimed'} (${covers})`);
      return isDeclared ? [value, ratio, words('Verdict')] : [value, ratio];
    }),
    ...measured.map(({ column }) => number(`${column} (95 %)`)),
    number('n'),
  ];
  const rows = group.rows.map((row) => {
    const rounds = figureOf(row, primaryOf(experiment))?.n ?? row.completed;
    return tableRow(row, [
      armCell(row, statusOf(row, experiment)),
      ...metrics.flatMap((metric) => [
        figureCell(row, metric, experiment, rounds),
        ...(compared.has(metric) ? contrastCells(row, group, metric, experiment, isDeclared) : []),
      ]),
      ...measured.map((metric) => figureCell(row, metric, experiment, rounds)),
      html`<td class="n">${formatCount(rounds)}</td>`,
    ]);
  });
  return sortable(columns, rows, `${experiment.title}: ${group.label}`);
}

/** Columns of figures that a table has beside one another: more fit neither a screen nor paper. */
const mostFigures = 6;

/** In parts of about the same size, none larger than a table can have columns. */
function parts<Item>(items: readonly Item[]): Item[][] {
  const amount = Math.ceil(items.length / mostFigures);
  const size = Math.ceil(items.length / Math.max(1, amount));
  return Array.from({ length: amount }, (_, part) => items.slice(part * size, (part + 1) * size));
}

/** Null where no row has a figure of any. Of many metrics several tables. */
export function detailTables(
  group: GroupAnalysis,
  experiment: ExperimentAnalysis,
  metrics: readonly MetricDefinition[],
): readonly Markup[] | null {
  const shown = metrics.filter((metric) => hasFigures(group, metric));
  return shown.length === 0 ? null : parts(shown).map((part) => detailTable(group, experiment, part));
}

function detailTable(group: GroupAnalysis, experiment: ExperimentAnalysis, shown: readonly MetricDefinition[]): Markup {
  const columns = [words(experiment.factor.title), ...shown.map(({ column }) => number(`${column} (95 %)`))];
  const rows = group.rows.map((row) =>
    tableRow(row, [
      armCell(row, labelsOf(row, labelsAbout(shown, experiment.labels)).join('; ')),
      ...shown.map((metric) => figureCell(row, metric, experiment, row.completed)),
    ]),
  );
  return sortable(columns, rows);
}

/** One metric over all groups: an arm to a row, a group to a column. Of many groups several tables. */
export function groupsTables(experiment: ExperimentAnalysis, metric: MetricDefinition): Markup[] {
  return parts(experiment.groups).map((groups) => groupsTable({ ...experiment, groups }, metric));
}

function groupsTable(experiment: ExperimentAnalysis, metric: MetricDefinition): Markup {
  const { groups, factor } = experiment;
  const arms = [...new Set(groups.flatMap(({ rows }) => rows.map(({ cell }) => cell.arm)))];
  const columns = [words(factor.title), ...groups.map(({ label }) => number(label))];
  const rows = arms.map((arm) => {
    const cells = groups.map(({ rows: all }) => {
      const row = all.find(({ cell }) => cell.arm === arm);
      return row === undefined
        ? html`<td class="n">${nothing}</td>`
        : figureCell(row, metric, experiment, row.completed);
    });
    return html`<tr data-arm="${arm}">
      <th scope="row"><code>${arm}</code></th>
      ${cells}
    </tr>`;
  });
  return sortable(columns, rows, `${metric.title} (95 % intervals)`);
}

export function words(title: Content): Column {
  return { title, isNumber: false };
}

export function number(title: Content): Column {
  return { title, isNumber: true };
}

export function tableRow({ cell: { arm } }: Row, cells: readonly Markup[]): Markup {
  return html`<tr data-arm="${arm}">
    ${cells}
  </tr>`;
}

/** @param labels what has to be read with every figure of the row: below its name, where it takes no column */
export function armCell(row: Row, labels = ''): Markup {
  const { arm, family, classicName } = row.cell;
  const beside = isBaseline(row) ? html` <span class="muted">(${baselineName(row)})</span>` : null;
  const below = labels === '' ? null : html` <span class="labels">${labels}</span>`;
  return html`<th scope="row" title="${classicName ?? ''}">
    ${familyMark(family)}<code>${arm}</code>${beside}${below}
  </th>`;
}

/** The text of a figure, which a narrow column breaks before its interval and before what follows, and never inside of a number. */
export function breakable(text: string): Content {
  const [, value = text, interval = '', rest = ''] = /^(.*?) (\([^()]*\))(.*)$/s.exec(text) ?? [];
  const after = interval === '' ? null : html` <span class="interval">${interval}</span>${rest}`;
  return html`<span class="value">${value}</span>${after}`;
}

/** ` no interval: 4 rounds, and …`, below a figure that has none. */
function whyNoInterval({ interval, note }: Estimate): Markup | null {
  return interval === null && note !== null ? html` <span class="labels">no interval: ${note}</span>` : null;
}

/** Colour tells the family here as in charts; its name is told to those who cannot see it. */
export function familyMark(family: string | null): Content {
  if (family === null) return null;
  return html`<span class="family f-${family.replaceAll(/[^a-z-]/g, '')}" title="${family}"></span>`;
}

function hasFigures({ rows }: GroupAnalysis, metric: MetricDefinition): boolean {
  return rows.some((row) => figureOf(row, metric) !== null);
}

/**
 * Of other rounds than `rounds`: with its own n. Without a figure: why.
 *
 * @param where it was measured, where that is not where the table says; '' where it is
 */
export function figureCell(
  row: Row,
  metric: MetricDefinition,
  { labels }: Pick<ExperimentAnalysis, 'labels'>,
  rounds: number,
  where = '',
): Markup {
  const estimate = figureOf(row, metric);
  if (estimate === null) {
    const why = row.withheld.get(metric.name) ?? (row.completed > 0 ? gapWords(row, metric, labels) : null);
    return html`<td class="n figure muted" title="${why ?? ''}">${row.gaps.get(metric.name) ?? nothing}</td>`;
  }
  const n = estimate.n === rounds ? '' : `, n = ${formatCount(estimate.n)}`;
  const noticed = bracketed(labelsOf(row, labelsAbout([metric], labels)));
  const text = `${absoluteText(row, estimate, metric)}${n}${where === '' ? '' : `, ${where}`}${noticed}`;
  return html`<td class="n figure" data-sort="${estimate.value}">
    ${breakable(text)}${citeButton(figureKey(row, metric), `${row.cell.arm}, ${metric.title}`)}${whyNoInterval(estimate)}
  </td>`;
}

/** @param what is cited, for those who hear the button */
export function citeButton(key: string, what: string): Markup {
  return html`<button
    type="button"
    class="cite"
    data-cite="${key}"
    aria-label="Copy citation: ${what}"
    title="Copy citation (with Shift: more formats)"
  >
    “
  </button>`;
}

function contrastCells(
  row: Row,
  group: GroupAnalysis,
  metric: MetricDefinition,
  experiment: ExperimentAnalysis,
  isDeclared: boolean,
): Markup[] {
  const shown = comparisonOf(row, group, metric, experiment);
  const contrast = contrastOf(row, metric);
  const verdict = (text: string) => (isDeclared ? [html`<td>${text}</td>`] : []);
  if (shown === null || contrast === null) {
    if (isBaseline(row))
      return [
        html`<td class="n" data-sort="${neutral[metric.scale]}">${neutral[metric.scale]}</td>`,
        ...verdict('baseline'),
      ];
    return [html`<td class="n">${nothing}</td>`, ...verdict(nothing)];
  }
  const n = contrast.n === figureOf(row, metric)?.n ? '' : `, n = ${formatCount(contrast.n)}`;
  const told = contrast.verdict === 'undeclared' ? nothing : shown.sentence;
  return [
    html`<td class="n figure" data-sort="${contrast.value}">
      ${breakable(`${shown.figure}${n}${shown.labels}`)}${whyNoInterval(contrast)}
    </td>`,
    ...verdict(told),
  ];
}

function statusOf(row: Row, { labels }: Pick<ExperimentAnalysis, 'labels'>): string {
  return [failureSummary(row) ?? '', labelCounts(row, labels)].filter((part) => part !== '').join('; ');
}

/** `not steady (6 of 8)`: in how many rounds each label holds. */
export function labelCounts(row: Row, labels: ExperimentAnalysis['labels']): string {
  const titles = new Map(labels.map(({ name, title }) => [name, title]));
  return [...row.labels]
    .map(([name, rounds]) => `${titles.get(name) ?? name} (${formatCount(rounds)} of ${formatCount(row.completed)})`)
    .join('; ');
}

/** All that is known of one figure: exact value, interval, rounds, labels, and how it compares. */
import {
  contrastOf,
  figureOf,
  isBaseline,
  type ExperimentAnalysis,
  type GroupAnalysis,
  type Row,
} from '../../analysis/analysis.ts';
import { minus } from '../../analysis/pairing.ts';
import type { MetricDefinition } from '../../result/metric.ts';
import { transforms } from '../../statistics/scale.ts';
import { figureKey } from '../describe/figures.ts';
import { absoluteText, comparisonOf } from '../text/comparison.ts';
import { formatCount, formatFactor, formatPercent, formatQuantity } from '../text/format.ts';
import { failureSummary } from '../text/words.ts';
import { familyWords } from './family.ts';
import { citeButton, labelCounts } from './figure-tables.ts';
import { html, type Content, type Markup } from './markup.ts';

export interface PointFigure {
  readonly experiment: ExperimentAnalysis;
  readonly group: GroupAnalysis;
  readonly row: Row;
  readonly metric: MetricDefinition;
}

/** By the key that its mark has; null where the experiment has no such figure. */
export function figureByKey(experiment: ExperimentAnalysis, key: string): PointFigure | null {
  const metrics = [
    ...experiment.shown,
    ...(experiment.curve === null ? [] : [experiment.curve.across, ...experiment.curve.up]),
    ...experiment.details.flatMap((table) => table.metrics),
    ...experiment.conditions,
  ];
  for (const group of experiment.groups) {
    const row = group.rows.find(
      ({ cell }) => key.startsWith(`${cell.id} `) && metrics.some((metric) => figureKey({ cell }, metric) === key),
    );
    const metric = row === undefined ? undefined : metrics.find((one) => figureKey(row, one) === key);
    if (row !== undefined && metric !== undefined) return { experiment, group, row, metric };
  }
  return null;
}

/** In a sentence, for those who hear it. */
export function pointSentence({ experiment, group, row, metric }: PointFigure): string {
  const figure = figureOf(row, metric);
  const comparison = comparisonOf(row, group, metric, experiment);
  return [
    `${row.cell.arm}, ${group.label}, ${metric.title}: ${figure === null ? 'no figure' : absoluteText(row, figure, metric)}`,
    ...(comparison === null ? [] : [`${comparison.figure} against ${experiment.baseline ?? 'what was claimed'}`]),
  ].join('; ');
}

export function pointDetails(point: PointFigure): Markup {
  const { experiment, group, row, metric } = point;
  const { arm, family, classicName } = row.cell;
  const figure = figureOf(row, metric);
  const contrast = contrastOf(row, metric);
  const comparison = comparisonOf(row, group, metric, experiment);
  const facts: (readonly [string, Content])[] = [
    ...(figure === null
      ? ([['Figure', row.withheld.get(metric.name) ?? failureSummary(row) ?? 'none']] as const)
      : ([
          [metric.title, html`<strong>${absoluteText(row, figure, metric)}</strong>`],
          ['Exactly', exact(figure.value, figure.interval, metric)],
          [
            'n',
            `${formatCount(figure.n)} rounds${figure.coverage === null ? '' : `, interval covers ${formatPercent(figure.coverage)}`}`,
          ],
        ] as const)),
    ...(comparison === null || contrast === null
      ? []
      : ([
          [
            `Against ${experiment.baseline ?? 'what was claimed'}`,
            html`<strong>${comparison.figure}</strong
              >${contrast.coverage === null ? '' : `, covers ${formatPercent(contrast.coverage)}`}, n =
              ${formatCount(contrast.n)}`,
          ],
          [
            'Verdict',
            contrast.verdict === 'undeclared'
              ? 'none: the comparison was not declared before the run'
              : comparison.sentence,
          ],
        ] as const)),
    ...roundFacts(point),
    ['Labels', labelCounts(row, experiment.labels) || 'none'],
    ...(row.doubtful.has(metric.name) ? [['In doubt', row.doubtful.get(metric.name) ?? ''] as const] : []),
    ...(row.failed === 0
      ? []
      : [['Failed', `${formatCount(row.failed)} trials${row.error === null ? '' : `: ${row.error}`}`] as const]),
  ];
  return html`<p class="point-title">
      <code>${arm}</code>${family === null ? null : html` <span class="muted">${familyWords(family)}</span>`}<br /><span
        class="muted"
        >${group.label}${classicName === null ? '' : `; ${classicName}`}</span
      >
    </p>
    <dl>
      ${facts.map(
        ([what, text]) =>
          html`<dt>${what}</dt>
            <dd>${text}</dd>`,
      )}
    </dl>

    <p class="formats-line">
      <button type="button" class="formats" data-cite="${figureKey(row, metric)}">More formats</button>
      <span class="muted">Enter copies the citation as text, Shift+Enter opens all its formats.</span>
    </p>
    <p class="buttons">
      ${citeButton(figureKey(row, metric), `${arm}, ${metric.title}`)}<button
        type="button"
        class="close"
        aria-label="Close"
      >
        ×
      </button>
    </p>`;
}

/** As many digits as tell rounds apart. */
function exact(
  value: number,
  interval: { readonly low: number; readonly high: number } | null,
  { quantity }: MetricDefinition,
): string {
  const [{ unit }] = quantity;
  const digits = (one: number) => String(Number(one.toPrecision(6)));
  const ends = interval === null ? '' : ` (${digits(interval.low)} to ${digits(interval.high)})`;
  return `${digits(value)}${ends}${unit === '' ? '' : ` ${unit}`}`;
}

/** `×0.0073` as `×0.00731`: one digit more than where ratios of all rounds are shown, so that rounds are told apart. */
function finer(ratio: number): string {
  const decimals = formatFactor(ratio).split('.')[1]?.length ?? 0;
  return `×${ratio.toFixed(decimals + 1)}`;
}

/** Of every round, and how it compares with the baseline of the same round. */
function roundFacts({ row, metric, group, experiment }: PointFigure): (readonly [string, Content])[] {
  const series = row.series.get(metric.name) ?? [];
  const { back } = transforms[metric.scale];
  const listed = (words: readonly string[]) => words.map((one, at) => html`${at === 0 ? '' : ' · '}${one}`);
  const own = series.map((value) => (value === null ? '–' : formatQuantity(back(value), metric.quantity)));
  const reference = group.rows.find((one) => isBaseline(one) && one.cell.arm === experiment.baseline);
  const others = reference === undefined || reference === row ? [] : (reference.series.get(metric.name) ?? []);
  const against = minus(series, others).map((value) => {
    if (value === null) return '–';
    return metric.scale === 'factor' ? finer(back(value)) : formatQuantity(value, metric.quantity);
  });
  const sign = metric.scale === 'factor' ? '÷' : '−';
  return [
    ...(own.length === 0 ? [] : [['Rounds', listed(own)] as const]),
    ...(others.length === 0 ? [] : [[`Rounds, ${sign} ${experiment.baseline ?? ''}`, listed(against)] as const]),
  ];
}

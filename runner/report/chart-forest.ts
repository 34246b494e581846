/**
 * Charts that compare models at a glance: one row per model with its estimate, its interval and its single rounds drawn,
 * and the same figures in words beside them. Groups stand below one another on the same axis.
 */
import type { ResultFile } from '../result.ts';
import type { Controls, Estimate, ExperimentAnalysis, GroupAnalysis, Row } from '../statistics/analysis.ts';
import { definitionOf, type Metric } from '../statistics/metrics.ts';
import type { Chart } from './chart.ts';
import {
  absoluteBars,
  alarmOf,
  drawable,
  extent,
  inUnit,
  nameOf,
  othersNote,
  ratioAxisTitle,
  ratioBars,
  shortfalls,
  subtitleOf,
  twinNote,
} from './chart.ts';
import { absoluteText, comparisonOf, labelledText } from './comparison.ts';
import { formatPercent } from './format.ts';
import { oneLine } from './one-line.ts';
import type { TextLine } from './page.ts';
import { fontSize, page, pageWidth, row as rowOf, textPanel } from './page.ts';
import { ink, styleOf } from './palette.ts';
import type { IntervalMark, Strip } from './panel-strip.ts';
import { rowHeight, rowMiddle, rowRules, stripPanel } from './panel-strip.ts';
import { linearAxis, logAxis, ratioDomain, ratioTicks } from './scales.ts';
import { ellipsis } from './text-width.ts';
import type { View } from './vega.ts';
import { comparedMetrics, mishap } from './words.ts';

/** Widths in pixels of the columns of both charts: names, then plot and figures for each metric. */
const nameWidth = 186;
const gap = 6;
const headingHeight = 44;
const axisHeight = 52;
const groupHeight = 22;

interface Columns {
  readonly plot: number;
  readonly figures: number;
}

/** What one column of a chart shows. */
interface Column {
  readonly heading: string;
  /** Which way is which, from the plot's left edge. */
  readonly hints: readonly Pick<TextLine, 'text' | 'x' | 'align'>[];
  strip(rows: readonly Row[]): Strip;
  figures(row: Row, group: GroupAnalysis): { readonly text: string; readonly word: string };
}

/** What of the compared metrics is compared as a factor: differences span too much for an axis, and stand in the tables. */
export function factorsOf(experiment: ExperimentAnalysis): readonly Metric[] {
  return comparedMetrics(experiment).filter((metric) => definitionOf(metric).scale === 'factor');
}

/** Every declared arm relative to the baseline; what is not compared has no ratio, and is in the chart of absolute figures. */
export function ratioChart(whole: ExperimentAnalysis, result: ResultFile, controls: Controls): Chart {
  const experiment = comparedOnly(whole);
  const { baseline, margin } = experiment;
  const metrics = factorsOf(experiment);
  const columns: Columns = { plot: 138, figures: 242 };
  const domain = ratioDomain(
    rowsOf(experiment).flatMap((row) => metrics.flatMap((metric) => extent(row.contrast?.[metric] ?? null))),
    (1 + margin) ** 2,
  );
  const ticks = ratioTicks(domain, columns.plot);
  const column = (metric: Metric): Column => ({
    heading: definitionOf(metric).title,
    hints: [
      { text: `← ${definitionOf(metric).lower}`, x: columns.plot / 2 - 7, align: 'right' },
      { text: `${definitionOf(metric).higher} →`, x: columns.plot / 2 + 7 },
    ],
    strip: (rows) => ({
      width: columns.plot,
      rows: rows.length,
      rowHeight,
      axis: { type: 'log', domain, ticks, title: ratioAxisTitle(baseline) },
      band: [1 / (1 + margin), 1 + margin],
      reference: 1,
      targets: [],
      marks: rows.flatMap((row, index) => contrastMarks(row, metric, index)),
    }),
    figures: (row, group) => {
      if (row.cell.role === 'baseline') return { text: 'baseline', word: '' };
      const comparison = comparisonOf(row, group, metric, margin);
      return { text: comparison?.figure ?? '', word: comparison?.brief ?? '' };
    },
  });
  const title = `${experiment.title}: relative to ${baseline}`;
  return {
    experiment: experiment.name,
    what: 'ratio',
    caption: { title, description: describe(experiment, metrics, 'ratio') },
    spec: page(
      {
        title,
        subtitle: subtitleOf(experiment, result),
        alarm: alarmOf(controls),
        notes: [
          `Mark: estimate. ${ratioBars(experiment)} Faint dots: single rounds. Shaded: within the margin of ${formatPercent(margin)} that was declared beforehand.${familyNote(experiment)}`,
          ...othersNote(rowsOf(whole).filter(isBeside).length, 'row'),
          ...shortfalls(experiment.groups),
        ],
      },
      experiment.groups.flatMap((group) => groupPanels(group, whole, columns, metrics.map(column))),
    ),
  };
}

/** The first metrics of every model. */
export function absoluteChart(experiment: ExperimentAnalysis, result: ResultFile, controls: Controls): Chart {
  const columns: Columns = { plot: 226, figures: 154 };
  const metrics = comparedMetrics(experiment);
  const title = `${experiment.title}: ${metrics.map((metric) => definitionOf(metric).title.toLowerCase()).join(' and ')}`;
  return {
    experiment: experiment.name,
    what: 'absolute',
    caption: { title, description: describe(experiment, metrics, 'absolute') },
    spec: page(
      {
        title,
        subtitle: subtitleOf(experiment, result),
        alarm: alarmOf(controls),
        notes: [
          `Mark: estimate. ${absoluteBars(experiment)} Faint dots: single rounds.${familyNote(experiment)}${twinNote(experiment.groups)}`,
          ...shortfalls(experiment.groups),
        ],
      },
      experiment.groups.flatMap((group) =>
        groupPanels(
          group,
          experiment,
          columns,
          metrics.map((metric) => absoluteColumn(metric, experiment, columns)),
        ),
      ),
    ),
  };
}

/** What the marks' shapes say, where they differ. */
function familyNote({ factor }: ExperimentAnalysis): string {
  return factor === 'model' ? ' Circle: one thread; square: threads; triangle: processes.' : '';
}

/** Without what was measured and is not compared, and the groups in which nothing is. What is missing stays, with its reason. */
function comparedOnly(experiment: ExperimentAnalysis): ExperimentAnalysis {
  const groups = experiment.groups
    .filter(({ rows }) => rows.some(({ declared }) => declared))
    .map((group) => ({
      ...group,
      rows: group.rows.filter((row) => !isBeside(row)),
    }));
  return { ...experiment, groups };
}

/** Measured and shown, without a declared comparison. */
function isBeside({ declared, cell, completed }: Row): boolean {
  return !declared && cell.role !== 'baseline' && completed > 0;
}

/** Beyond this factor between largest and smallest, a linear axis would press the small ones onto its start. */
const widestLinearSpread = 8;

function absoluteColumn(metric: Metric, experiment: ExperimentAnalysis, { plot }: Columns): Column {
  const { title, axis, quantity, better, differenceMargin } = definitionOf(metric);
  const above = rowsOf(experiment).flatMap((row) => extent(row[metric]));
  // What may be nothing has intervals around 0, which a logarithmic axis could not show.
  const mayBeNothing = differenceMargin !== undefined;
  const isLog = !mayBeNothing && above.length > 0 && Math.max(...above) / Math.min(...above) > widestLinearSpread;
  const type = isLog ? 'log' : 'linear';
  const values = isLog ? above : rowsOf(experiment).flatMap((row) => extent(row[metric], type));
  const largest = Math.max(quantity[0].size, ...values.map(Math.abs));
  const { unit, size } = quantity.findLast((scale) => largest >= scale.size) ?? quantity[0];
  const scaled = values.map((value) => value / size);
  const { domain, ticks } = isLog
    ? logAxis(scaled, plot, 26)
    : linearAxis(Math.max(0, ...values) / size, plot, Math.min(0, ...values) / size);
  return {
    heading: title,
    hints: [{ text: better === 'higher' ? 'more is better →' : '← less is better', x: 0 }],
    strip: (rows) => ({
      width: plot,
      rows: rows.length,
      rowHeight,
      axis: { type, domain, ticks, title: `${axis(unit)}${isLog ? ', log scale' : ''}` },
      band: null,
      reference: null,
      targets: [],
      marks: rows.flatMap((row, index) =>
        row[metric] === null ? [] : markOf(inUnit(row[metric], size), row, index, type),
      ),
    }),
    figures: (row) => ({ text: row[metric] === null ? '' : absoluteText(row, row[metric], metric), word: '' }),
  };
}

function groupPanels(
  group: GroupAnalysis,
  experiment: ExperimentAnalysis,
  { plot, figures }: Columns,
  columns: readonly Column[],
): View[] {
  const { rows } = group;
  const height = rows.length * rowHeight;
  const isOneOfMany = experiment.groups.length > 1;
  const headings = columns.flatMap(({ heading, hints }, index): TextLine[] => {
    const x = nameWidth + index * (plot + gap + figures);
    return [
      { text: heading, x, y: 12, size: fontSize.row, weight: 'bold' },
      ...hints.map((hint) => ({ ...hint, x: x + hint.x, y: 30, size: fontSize.tick, colour: ink.muted.light })),
    ];
  });
  const names = rows.map((row, index): TextLine => ({
    text: ellipsis(oneLine(nameOf(row)), nameWidth - 6, fontSize.row),
    x: 0,
    y: rowMiddle(index),
    size: fontSize.row,
    weight: row.cell.role === 'baseline' ? 'bold' : 'normal',
  }));
  const body = columns.flatMap((column, index): View[] => [
    stripPanel(column.strip(rows)),
    figuresPanel(group, column, figures + gap, height, index === 0),
  ]);
  return [
    ...(isOneOfMany
      ? [
          textPanel(
            [
              {
                text: ellipsis(oneLine(group.label), pageWidth / 1.1, fontSize.heading),
                x: 0,
                y: 8,
                size: fontSize.heading,
                weight: 'bold',
              },
            ],
            pageWidth,
            groupHeight,
          ),
        ]
      : []),
    textPanel(headings, pageWidth, headingHeight),
    ...rowOf([ruled(textPanel(names, nameWidth, height), rows.length, nameWidth), ...body], height, axisHeight),
  ];
}

/** The figures of a column in words; the first one also says what a row without figures lacks. */
function figuresPanel(group: GroupAnalysis, column: Column, width: number, height: number, isFirst: boolean): View {
  const { rows } = group;
  const lines = rows.flatMap((row, index): TextLine[] => {
    const at = { y: rowMiddle(index), size: fontSize.tick };
    const { text, word } = column.figures(row, group);
    const trouble = mishap(row);
    if (row.completed === 0 && trouble !== null) {
      return isFirst
        ? [{ ...at, x: 8, text: ellipsis(oneLine(trouble), width - 14, fontSize.tick), colour: ink.alarm.light }]
        : [];
    }
    return [
      { ...at, x: 8, text },
      { ...at, x: 146, text: word, colour: ink.muted.light },
    ].filter((line) => line.text !== '');
  });
  return ruled(textPanel(lines, width, height), rows.length, width);
}

/** Thin lines between the rows, so that the eye finds from a name to its mark and its figures. */
function ruled(view: View, rows: number, width: number): View {
  return 'layer' in view ? { ...view, layer: [rowRules(rows, width), ...view.layer] } : view;
}

function contrastMarks(row: Row, metric: Metric, index: number): IntervalMark[] {
  const contrast = row.contrast?.[metric];
  return contrast === undefined ? [] : markOf(contrast, row, index, 'log');
}

function markOf(estimate: Estimate, row: Row, index: number, axis: 'log' | 'linear'): IntervalMark[] {
  return drawable(estimate, axis).map((drawn) => ({ ...drawn, row: index, style: styleOf(row.cell.model) }));
}

function rowsOf({ groups }: ExperimentAnalysis): Row[] {
  return groups.flatMap(({ rows }) => rows);
}

/** The figures of a chart as a text: for those who cannot see it. */
function describe(
  { groups, margin }: ExperimentAnalysis,
  metrics: readonly Metric[],
  what: 'ratio' | 'absolute',
): string {
  const sentences = groups.flatMap((group) =>
    group.rows.map((row) => {
      const figures = metrics.flatMap((metric) => {
        const comparison = comparisonOf(row, group, metric, margin);
        if (what === 'ratio')
          return comparison === null ? [] : [`${comparison.figure}${comparison.labels} ${comparison.words}`];
        return row[metric] === null ? [] : [labelledText(row, row[metric], metric)];
      });
      const name = groups.length > 1 ? `${group.label}, ${row.cell.arm}` : row.cell.arm;
      return `${name}: ${figures.length > 0 ? figures.join('; ') : (mishap(row) ?? 'baseline')}.`;
    }),
  );
  return `${metrics.map((metric) => definitionOf(metric).title).join(' and ')}. ${sentences.join(' ')}`;
}

/**
 * The strip of the controls: how far apart two identical cells came out, and whether a slowdown that was put in was found.
 * It shows the noise that every other chart has to be read against.
 */
import type { ResultFile } from '../result.ts';
import type { Controls, Estimate } from '../statistics/analysis.ts';
import { metrics } from '../statistics/metrics.ts';
import type { Chart } from './chart.ts';
import { alarmOf, extent, provenance } from './chart.ts';
import { formatPercent, formatPutIn, formatRatio } from './format.ts';
import type { TextLine } from './page.ts';
import { fontSize, page, row, textPanel } from './page.ts';
import { ink } from './palette.ts';
import type { IntervalMark } from './panel-strip.ts';
import { rowMiddle, rowRules, stripPanel } from './panel-strip.ts';
import { ratioDomain, ratioTicks } from './scales.ts';
import type { Layer, View } from './vega.ts';
import { controlMetrics, count } from './words.ts';

/** Pixels. */
const rowHeight = 48;
const nameWidth = 300;
const plotWidth = 380;
const figuresWidth = 280;
const axisHeight = 54;

/** An A/A interval that is longer than this factor both ways makes a run unfit: see controls.ts in statistics. */
const widestFactor = 1.1;

interface ControlRow {
  readonly name: string;
  readonly detail: string;
  readonly estimate: Estimate;
  readonly figures: string;
  readonly verdict: string;
  readonly target: number | null;
}

export function controlsChart(controls: Controls, result: ResultFile): Chart {
  const rows = rowsOf(controls);
  const height = rows.length * rowHeight;
  const values = rows.flatMap(({ estimate, target }) => [...extent(estimate), ...(target === null ? [] : [target])]);
  const domain = ratioDomain(values.filter(Number.isFinite), widestFactor ** 1.5);
  const title = 'Controls: identical cells, and a known slowdown';
  return {
    experiment: null,
    what: 'controls',
    caption: {
      title,
      description: rows.map(({ name, figures, verdict }) => `${name}: ${figures}, ${verdict}.`).join(' '),
    },
    spec: page(
      {
        title,
        subtitle: [`Ratios of two cells in the same round, all groups of the run together · ${provenance(result)}`],
        alarm: alarmOf(controls),
        notes: [
          'Mark: estimate. Bar: its interval. Faint dots: single rounds of single groups: a difference of this size between two cells of one round is noise. Dashed: what was put in.',
          `The run is unfit, and its verdicts are withheld, when the bar of identical cells misses 1 or is longer than the shaded range (±${formatPercent(widestFactor - 1)}).`,
        ],
      },
      row(
        [
          panel(rows.flatMap(names), rows.length, nameWidth),
          stripPanel({
            width: plotWidth,
            rows: rows.length,
            rowHeight,
            axis: { type: 'log', domain, ticks: ratioTicks(domain, plotWidth), title: 'ratio, log scale' },
            band: [1 / widestFactor, widestFactor],
            reference: 1,
            targets: rows.flatMap(({ target }, index) => (target === null ? [] : [{ row: index, value: target }])),
            marks: rows.flatMap(markOf),
          }),
          panel(rows.flatMap(outcome), rows.length, figuresWidth),
        ],
        height,
        axisHeight,
      ),
    ),
  };
}

function rowsOf({ identical, slowdown }: Controls): ControlRow[] {
  const identicals = controlMetrics.map((metric): ControlRow => {
    const estimate = identical[metric];
    return {
      name: `Identical cells, ${metrics[metric].title.toLowerCase()}`,
      detail:
        estimate.standardDeviation === null
          ? count(estimate.n, 'pair')
          : `${count(estimate.n, 'pair')}, SD of the log ratio ${estimate.standardDeviation.toFixed(3)}`,
      estimate,
      figures: estimate.n === 0 ? 'not measured' : formatRatio(estimate),
      verdict: isEqual(estimate)
        ? `${covered(estimate)}, holds 1`
        : (estimate.note ?? `${covered(estimate)}, misses 1`),
      target: null,
    };
  });
  if (slowdown === null) return identicals;
  const { injected, found, ok } = slowdown;
  return [
    ...identicals,
    {
      name: 'Known slowdown, processor time per message',
      detail: `${count(found.n, 'pair')}, ×${formatPutIn(injected)} put in`,
      estimate: found,
      figures: formatRatio(found),
      verdict: ok ? `${covered(found)}, found` : (found.note ?? `${covered(found)}, not found as it was put in`),
      target: injected.value,
    },
  ];
}

function isEqual({ interval }: Estimate): boolean {
  return interval !== null && interval.low <= 1 && interval.high >= 1;
}

function covered({ coverage }: Estimate): string {
  return coverage === null ? 'no interval' : `${formatPercent(coverage)} interval`;
}

function markOf({ estimate }: ControlRow, index: number): IntervalMark[] {
  const { value, interval, values, n } = estimate;
  return n === 0 ? [] : [{ row: index, style: { colour: ink.text, shape: 'circle' }, value, interval, values }];
}

function names({ name, detail }: ControlRow, index: number): TextLine[] {
  const y = rowMiddle(index, rowHeight);
  return [
    { text: name, x: 0, y: y + 2, size: fontSize.row },
    { text: detail, x: 0, y: y + 20, size: fontSize.tick, colour: ink.muted.light },
  ];
}

function outcome({ figures: text, verdict }: ControlRow, index: number): TextLine[] {
  const y = rowMiddle(index, rowHeight);
  return [
    { text, x: 10, y: y + 2, size: fontSize.row },
    { text: verdict, x: 10, y: y + 20, size: fontSize.tick, colour: ink.muted.light },
  ];
}

function panel(lines: readonly TextLine[], rows: number, width: number): View {
  const texts = textPanel(lines, width, rows * rowHeight) as View & { readonly layer: Layer[] };
  return { ...texts, layer: [rowRules(rows, width, rowHeight), ...texts.layer] };
}

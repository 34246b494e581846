/** The axes of values of a chart: which unit, which scale, and what is around the value that everything is compared with. */
import { contrastOf, figureOf, type ExperimentAnalysis, type Row } from '../../analysis/analysis.ts';
import type { MetricDefinition } from '../../result/metric.ts';
import type { Quantity } from '../../result/quantity.ts';
import type { Estimate as Analysed } from '../../statistics/estimate.ts';
import { neutral } from '../../statistics/scale.ts';
import type { ValueAxis } from '../charts/description.ts';
import { clipped } from '../text/one-line.ts';
import { uncapitalized } from '../text/words.ts';
import { estimateOf } from './figures.ts';

/** The axis of a comparison has factors around 1, or differences around 0. */
export function comparisonAxis(
  metric: MetricDefinition,
  { baseline, groups, margin }: Pick<ExperimentAnalysis, 'baseline' | 'groups' | 'margin'>,
): ValueAxis {
  const { scale, quantity, differenceMargin } = metric;
  const reference = neutral[scale];
  const against = baseline === null ? 'what was claimed' : clipped(baseline, 32);
  if (scale === 'factor') {
    const band = [1 / (1 + margin), 1 + margin] as const;
    return { scale: 'ratio', title: `ratio to ${against}`, units: [{ unit: '', size: 1 }], reference, margin: band };
  }
  const differences = groups.flatMap(({ rows }) => rows.flatMap((row) => numbersOf(contrastOf(row, metric))));
  const { units, one, isWide } = unitsFor(differences, quantity);
  return {
    scale: isWide ? 'signed-log' : 'linear',
    title: `difference from ${against}${one === null || one.unit === '' ? '' : `, ${one.unit}`}`,
    units,
    reference,
    margin: differenceMargin === null ? null : [-differenceMargin, differenceMargin],
  };
}

/** Beyond this factor between largest and smallest, a linear axis would press the small ones onto its start. */
const widestLinearSpread = 8;

/** The axis of single figures is linear from 0, or logarithmic where they differ much. */
export function absoluteAxis(metric: MetricDefinition, rows: readonly Row[]): ValueAxis {
  const { title, axis, quantity, differenceMargin } = metric;
  const numbers = rows.flatMap((row) => numbersOf(figureOf(row, metric)));
  const positive = numbers.filter((value) => value > 0);
  // What may be nothing has intervals around 0, which a logarithmic axis could not show.
  const mayBeNothing = differenceMargin !== null || positive.length === 0;
  const isLog = !mayBeNothing && Math.max(...positive) / Math.min(...positive) > widestLinearSpread;
  const { units, one } = unitsFor(numbers, quantity);
  return {
    scale: isLog ? 'log' : 'linear',
    title: one === null ? uncapitalized(title) : inUnit(axis, one),
    units,
    reference: null,
    margin: null,
  };
}

/** Up a curve, where the last points are many times the first: logarithmic wherever every figure is above 0. */
export function curveAxis(metric: MetricDefinition, rows: readonly Row[]): ValueAxis {
  const axis = absoluteAxis(metric, rows);
  const numbers = rows.flatMap((row) => numbersOf(figureOf(row, metric)));
  return { ...axis, scale: numbers.length > 0 && numbers.every((value) => value > 0) ? 'log' : axis.scale };
}

/** `thousand messages per second` of `{unit} messages per second`. */
function inUnit(axis: string, { unit, inWords }: Quantity[number]): string {
  return axis
    .replaceAll('{unit}', inWords ?? unit)
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** From here on one unit for all ticks would need too many zeros. */
const widestUnit = 1e3;
/** From here on a linear axis shows nothing of the smaller differences. */
const widestLinearDifference = 1e3;

/** One unit that the axis names, or several that the ticks name themselves. */
function unitsFor(numbers: readonly number[], quantity: Quantity) {
  const sizes = numbers.map(Math.abs).filter((size) => size > 0);
  const largest = Math.max(quantity[0].size, ...sizes);
  const spread = largest / Math.min(largest, ...sizes);
  const one = quantity.findLast(({ size }) => largest >= size) ?? quantity[0];
  const isWide = spread > widestLinearDifference;
  if (spread > widestUnit && quantity.length > 1) return { units: quantity.map(plainUnit), one: null, isWide };
  return { units: [plainUnit(one)], one, isWide };
}

function plainUnit({ unit, size }: Quantity[number]) {
  return { unit, size };
}

/** Value and ends of the interval. Single rounds do not choose a scale. */
function numbersOf(analysed: Analysed | null): number[] {
  const estimate = estimateOf(analysed);
  return estimate === null ? [] : [estimate.value, ...(estimate.interval ?? [])];
}

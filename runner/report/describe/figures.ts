/** Estimates, axes and labels of an analysis as the descriptions of charts have them. */
import type { Estimate as Analysed, ExperimentAnalysis, GroupAnalysis, Row } from '../../analysis/analysis.ts';
import { evidenceLabelsOf, isClientLimited, labelsOf } from '../../analysis/labels.ts';
import { definitionOf, type Metric } from '../../trials/server/metrics.ts';
import { neutral } from '../../statistics/scale.ts';
import { warnings } from '../../trials/server/warnings.ts';
import type { Estimate, Family, Figure, ValueAxis } from '../charts/description.ts';
import { absoluteText, comparisonOf } from '../text/comparison.ts';
import { clipped } from '../text/one-line.ts';
import { familyOfModel } from './model-families.ts';
import { baselineName, count } from '../text/words.ts';

/** Whether anything of an experiment can be drawn against its baseline. */
export function isCompared({ groups, primaryMetric }: ExperimentAnalysis): boolean {
  return groups.some(({ rows }) => rows.some(({ contrast }) => contrast?.[primaryMetric] !== undefined));
}

/** Arms that are no models belong to no family. */
export function familyOf({ factor }: ExperimentAnalysis, { cell }: Row): Family | null {
  return factor === 'model' ? familyOfModel(cell.model) : null;
}

/** Null where there is no number. */
export function estimateOf(analysed: Analysed | null | undefined): Estimate | null {
  if (analysed === null || analysed === undefined || !Number.isFinite(analysed.value)) return null;
  const { value, interval, values } = analysed;
  const ends = interval === null ? [] : [interval.low, interval.high];
  const [low, high] = ends.every(Number.isFinite) ? ends : [];
  return {
    value,
    interval: low === undefined || high === undefined ? null : [low, high],
    rounds: values.filter(Number.isFinite),
  };
}

export function comparisonFigure(row: Row, group: GroupAnalysis, metric: Metric, margin: number): Figure | null {
  if (row.cell.role === 'baseline') return { estimate: null, words: baselineName(row), verdict: '' };
  const comparison = comparisonOf(row, group, metric, margin);
  if (comparison === null) return null;
  const words = `${comparison.figure}${labelMark([row, ...group.rows.filter(isBaseline)])}`;
  return { estimate: estimateOf(row.contrast?.[metric]), words, verdict: comparison.brief };
}

export function absoluteFigure(row: Row, metric: Metric): Figure | null {
  const analysed = row[metric];
  if (analysed === null) return null;
  return {
    estimate: estimateOf(analysed),
    words: `${absoluteText(row, analysed, metric)}${labelMark([row])}`,
    verdict: '',
  };
}

/** Behind a figure that a label of one of these rows has to be read with. */
export function labelMark(rows: readonly Row[]): string {
  return rows.some((row) => evidenceLabelsOf(row).length > 0) ? ' ‡' : '';
}

/** What has to be read with the figures of a row: how many trials failed, and its labels, with their marks. */
export function noticesOf(row: Row): string[] {
  const evidence = evidenceLabelsOf(row);
  return [
    ...(row.failed > 0 && row.completed > 0 ? [`${count(row.failed, 'trial')} failed`] : []),
    ...(isClientLimited(row) ? [`† ${warnings['client-limited'].label}`] : []),
    ...labelsOf(row).map((label) => (evidence.includes(label) ? `‡ ${label}` : label)),
  ];
}

/** The same of a comparison that is shown without its baseline: what was noticed of that too. */
export function noticesOfComparison(row: Row, { rows }: GroupAnalysis): string[] {
  const baseline = rows.find(isBaseline);
  const others = baseline === undefined || isBaseline(row) ? [] : noticesOf(baseline);
  return [...noticesOf(row), ...others.map((notice) => `baseline: ${notice}`)];
}

export function isBaseline({ cell }: Row): boolean {
  return cell.role === 'baseline';
}

/** Of a comparison: factors around 1, or differences around 0. */
export function comparisonAxis(metric: Metric, { baseline, groups, margin }: ExperimentAnalysis): ValueAxis {
  const { scale, quantity, differenceMargin } = definitionOf(metric);
  const reference = neutral[scale];
  const against = clipped(baseline, 32);
  if (scale === 'factor') {
    const band = [1 / (1 + margin), 1 + margin] as const;
    return { scale: 'ratio', title: `ratio to ${against}`, units: [{ unit: '', size: 1 }], reference, margin: band };
  }
  const differences = groups.flatMap(({ rows }) => rows.flatMap(({ contrast }) => numbersOf(contrast?.[metric])));
  const { units, unit, isWide } = unitsFor(differences, quantity);
  return {
    scale: isWide ? 'signed-log' : 'linear',
    title: `difference from ${against}${unit === '' ? '' : `, ${unit}`}`,
    units,
    reference,
    margin: differenceMargin === undefined ? null : [-differenceMargin, differenceMargin],
  };
}

/** Beyond this factor between largest and smallest, a linear axis would press the small ones onto its start. */
const widestLinearSpread = 8;

/** Of single figures: linear from 0, or logarithmic where they differ much. */
export function absoluteAxis(metric: Metric, rows: readonly Row[]): ValueAxis {
  const { title, axis, quantity, differenceMargin } = definitionOf(metric);
  const numbers = rows.flatMap((row) => numbersOf(row[metric]));
  const positive = numbers.filter((value) => value > 0);
  // What may be nothing has intervals around 0, which a logarithmic axis could not show.
  const mayBeNothing = differenceMargin !== undefined || positive.length === 0;
  const isLog = !mayBeNothing && Math.max(...positive) / Math.min(...positive) > widestLinearSpread;
  const { units, unit } = unitsFor(numbers, quantity);
  return {
    scale: isLog ? 'log' : 'linear',
    title: units.length > 1 ? title.toLowerCase() : axis(unit),
    units,
    reference: null,
    margin: null,
  };
}

/** From here on one unit for all ticks would need too many zeros. */
const widestUnit = 1e3;
/** From here on a linear axis shows nothing of the smaller differences. */
const widestLinearDifference = 1e3;

/** One unit that the axis names, or several that the ticks name themselves. */
function unitsFor(numbers: readonly number[], quantity: ReturnType<typeof definitionOf>['quantity']) {
  const sizes = numbers.map(Math.abs).filter((size) => size > 0);
  const largest = Math.max(quantity[0].size, ...sizes);
  const spread = largest / Math.min(largest, ...sizes);
  const one = quantity.findLast(({ size }) => largest >= size) ?? quantity[0];
  const isWide = spread > widestLinearDifference;
  if (spread > widestUnit && quantity.length > 1) return { units: quantity, unit: '', isWide };
  return { units: [one], unit: one.unit, isWide };
}

/** Value and ends of the interval. Single rounds do not choose a scale. */
function numbersOf(analysed: Analysed | null | undefined): number[] {
  const estimate = estimateOf(analysed);
  return estimate === null ? [] : [estimate.value, ...(estimate.interval ?? [])];
}

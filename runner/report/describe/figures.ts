/** Estimates and labels of an analysis as the descriptions of charts have them. */
import {
  contrastOf,
  figureOf,
  isBaseline,
  primaryOf,
  type ExperimentAnalysis,
  type GroupAnalysis,
  type Row,
} from '../../analysis/analysis.ts';
import { isLowerBound, labelsOf, labelsOfRatio } from '../../analysis/labels.ts';
import type { LabelDefinition, MetricDefinition } from '../../result/metric.ts';
import type { Estimate as Analysed } from '../../statistics/estimate.ts';
import type { Estimate, Family, Figure } from '../charts/description.ts';
import { families } from '../charts/palette.ts';
import { absoluteText, comparisonOf } from '../text/comparison.ts';
import { gapWords, labelsAbout } from '../text/limits.ts';
import { baselineName, count } from '../text/words.ts';

/** Whether anything of an experiment can be drawn against its baseline. */
export function isCompared(experiment: ExperimentAnalysis): boolean {
  const primary = primaryOf(experiment);
  return experiment.groups.some(({ rows }) => rows.some((row) => contrastOf(row, primary) !== null));
}

/** Whether any row has a figure of it: without one there is no chart, since its axis would have made-up numbers. */
export function isMeasured(metric: MetricDefinition, { groups }: Pick<ExperimentAnalysis, 'groups'>): boolean {
  return groups.some(({ rows }) => rows.some((row) => estimateOf(figureOf(row, metric)) !== null));
}

/** Null of a family that charts have no colour for: it is drawn in the colour of text. */
export function familyOf({ cell: { family } }: Row): Family | null {
  return family !== null && Object.hasOwn(families, family) ? (family as Family) : null;
}

/** What a figure is named by in a chart. */
export function figureKey({ cell }: Pick<Row, 'cell'>, { name }: MetricDefinition): string {
  return `${cell.id} ${name}`;
}

/** Null where there is no number. `of`: see figureKey. */
export function estimateOf(analysed: Analysed | null, of?: string): Estimate | null {
  if (analysed === null || !Number.isFinite(analysed.value)) return null;
  const { value, interval, values } = analysed;
  const ends = interval === null ? [] : [interval.low, interval.high];
  const [low, high] = ends.every(Number.isFinite) ? ends : [];
  return {
    value,
    interval: low === undefined || high === undefined ? null : [low, high],
    rounds: values.filter(Number.isFinite),
    ...(of !== undefined && { of }),
  };
}

export function comparisonFigure(
  row: Row,
  group: GroupAnalysis,
  metric: MetricDefinition,
  experiment: ExperimentAnalysis,
): Figure | null {
  if (isBaseline(row)) return { estimate: null, words: baselineName(row), verdict: '' };
  const comparison = comparisonOf(row, group, metric, experiment);
  if (comparison === null) return missingFigure(row, metric, experiment);
  const words = `${comparison.figure}${comparison.labels === '' ? '' : labelSign}`;
  const estimate = estimateOf(contrastOf(row, metric), figureKey(row, metric));
  return { estimate, words, verdict: comparison.brief };
}

/** Why a declared comparison has no figure: an empty row would look like one that was forgotten. */
function missingFigure(
  row: Row,
  metric: MetricDefinition,
  { labels }: Pick<ExperimentAnalysis, 'labels'>,
): Figure | null {
  if (!row.declared || row.completed === 0 || figureOf(row, metric) !== null) return null;
  return { estimate: null, words: gapWords(row, metric, labels), verdict: '' };
}

/** Without a figure the words say why; null where no trial was completed. */
export function absoluteFigure(
  row: Row,
  metric: MetricDefinition,
  { labels }: Pick<ExperimentAnalysis, 'labels'>,
): Figure | null {
  const analysed = figureOf(row, metric);
  if (analysed === null)
    return row.completed === 0 ? null : { estimate: null, words: gapWords(row, metric, labels), verdict: '' };
  const words = `${absoluteText(row, analysed, metric)}${labelMark(row, labelsAbout([metric], labels))}`;
  return { estimate: estimateOf(analysed, figureKey(row, metric)), words, verdict: '' };
}

/** Behind a figure that a label has to be read with, which the notes name. */
export const labelSign = ' ‡';

/** Where the row has one that is about a figure by itself. */
export function labelMark(row: Row, labels: readonly LabelDefinition[]): string {
  return labelsOf(row, labels).length > 0 ? labelSign : '';
}

/** What is noticed of a row depends on these. */
type Noticed = Pick<ExperimentAnalysis, 'shown' | 'labels'>;

/** What has to be read with the figures of a row: how many trials failed, and its labels, with their marks. */
export function noticesOf(row: Row, { shown, labels }: Noticed): string[] {
  const bounding = new Set(shown.filter((metric) => isLowerBound(row, metric)).map(({ boundedBy }) => boundedBy));
  return [
    ...(row.failed > 0 && row.completed > 0 ? [`${count(row.failed, 'trial')} failed`] : []),
    ...labels.filter(({ name }) => bounding.has(name)).map(({ title }) => `† ${title}`),
    ...labelsOf(row, labelsAbout(shown, labels)).map((label) => `‡ ${label}`),
  ];
}

/** The same of a comparison: what is about it is noticed too. */
export function noticesOfComparison(row: Row, noticed: Noticed, { rows }: Pick<GroupAnalysis, 'rows'>): string[] {
  const ofBoth = row.contrasts.size === 0 ? [] : labelsOfRatio([row, ...rows.filter(isBaseline)], noticed.labels);
  return [...noticesOf(row, noticed), ...ofBoth.map((label) => `‡ ${label}`)];
}

/** The same of one that is shown without its baseline: what was noticed of that too. */
export function noticesOfPanel(row: Row, noticed: Noticed, { rows }: GroupAnalysis): string[] {
  const baseline = rows.find(isBaseline);
  const others = baseline === undefined || isBaseline(row) ? [] : noticesOf(baseline, noticed);
  return [...noticesOfComparison(row, noticed, { rows }), ...others.map((notice) => `baseline: ${notice}`)];
}

/**
 * Response times over offered load: at each load from which model's p99 to which, and who has none there; and what a
 * message costs at the load that is compared.
 */
import { figureOf, primaryOf, type ExperimentAnalysis, type GroupAnalysis, type Row } from '../../analysis/analysis.ts';
import type { MetricDefinition } from '../../result/metric.ts';
import type { Estimate } from '../../statistics/estimate.ts';
import { absoluteText, labelledText } from '../text/comparison.ts';
import { gapWords } from '../text/limits.ts';
import { summaryGroup } from '../text/summary-group.ts';
import { listed, uncapitalized } from '../text/words.ts';
import { baselineOf, comparedRows, verdicts, withheld } from './sentences.ts';
import { signOf } from './signs.ts';

/** The one of response times that sentences are about. */
const response = 'responseP99Ns';
/** From the tail down. */
const downwards = [response, 'responseP90Ns', 'responseP50Ns'] as const;

export function describeLatency(analysis: ExperimentAnalysis): string {
  const sentences = analysis.groups.map((group) => `${group.label}: ${inGroup(group, analysis)}`);
  if (sentences.length === 0) return 'Nothing was measured.';
  return `${analysis.unfit ? withheld : ''}${sentences.join('. ')}.`;
}

/**
 * Response times at the load that stands for the experiment, and what a message costs there. Where nobody has a p99, the next
 * percentile that somebody has is told with it.
 */
export function answerLatency(analysis: ExperimentAnalysis): string {
  const group = summaryGroup(analysis);
  if (group === undefined) return 'Nothing was measured.';
  const shown = downwards.flatMap((name) => analysis.shown.find((metric) => metric.name === name) ?? []);
  const known = shown.findIndex((metric) => group.rows.some((row) => figureOf(row, metric) !== null));
  const told = known <= 0 ? shown.slice(0, 1) : [shown[0], shown[known]].flatMap((metric) => metric ?? []);
  const words = told.flatMap((metric) =>
    responses(group, metric, analysis, (row, estimate) => {
      return `${absoluteText(row, estimate, metric)}${signOf(row, [metric], analysis)}`;
    }),
  );
  const all = [...words, ...costs(group, analysis)];
  return `At ${group.label}: ${all.length === 0 ? 'no trial completed' : all.join('; ')}.`;
}

function inGroup(group: GroupAnalysis, analysis: ExperimentAnalysis): string {
  const metric = analysis.shown.find(({ name }) => name === response);
  const found = [...(metric === undefined ? [] : responses(group, metric, analysis)), ...costs(group, analysis)];
  return found.length === 0 ? 'no trial completed' : found.join('; ');
}

/** `response time, p99, from 310 µs (…) with epoll-loop to 1.42 ms (…) with process-offload; none of thread-offload (saturated)`. */
function responses(
  { rows }: GroupAnalysis,
  metric: MetricDefinition,
  analysis: ExperimentAnalysis,
  said = (row: Row, estimate: Estimate) => labelledText(row, estimate, metric, analysis),
): string[] {
  const known = rows.flatMap((row) => {
    const estimate = figureOf(row, metric);
    return estimate === null ? [] : [{ row, estimate }];
  });
  const ordered = known.toSorted((one, other) => one.estimate.value - other.estimate.value);
  const ends = [...new Set([ordered[0], ordered.at(-1)])].flatMap((end) => end ?? []);
  const words = ends.map(({ row, estimate }) => `${said(row, estimate)} with ${row.cell.arm}`);
  const range = words.length === 2 ? `from ${words.join(' to ')}` : words.join('');
  const without = rows.filter((row) => row.completed > 0 && figureOf(row, metric) === null);
  const none = words.length === 0 ? `no ${uncapitalized(metric.title)},` : 'none';
  return [
    ...(words.length === 0 ? [] : [`${uncapitalized(metric.title)}, ${range}`]),
    ...(without.length === 0 ? [] : [`${none} of ${listed(byReason(without, metric, analysis))}`]),
  ];
}

/** `thread-offload, process-offload (saturated)`: those with the same reason together. */
function byReason(rows: readonly Row[], metric: MetricDefinition, { labels }: ExperimentAnalysis): string[] {
  return [...Map.groupBy(rows, (row) => gapWords(row, metric, labels))].map(
    ([reason, of]) => `${of.map(({ cell }) => cell.arm).join(', ')} (${reason})`,
  );
}

/** Of the baseline, and of those that are compared with it; nothing in a group in which none is. */
function costs(group: GroupAnalysis, analysis: ExperimentAnalysis): string[] {
  const primary = primaryOf(analysis);
  const row = baselineOf(group, primary);
  const estimate = row === null ? null : figureOf(row, primary);
  if (row === null || estimate === null || comparedRows(group, analysis).length === 0) return [];
  const own = `${uncapitalized(primary.title)} of ${row.cell.arm} ${labelledText(row, estimate, primary, analysis)}`;
  return [own, ...verdicts(group, analysis)];
}

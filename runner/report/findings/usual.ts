/** The finding of an experiment that nobody wrote a sentence for: group by group, the baseline and what was found of the arms. */
import { figureOf, primaryOf, type ExperimentAnalysis, type GroupAnalysis, type Row } from '../../analysis/analysis.ts';
import { labelsOf } from '../../analysis/labels.ts';
import { absoluteText, labelledText } from '../text/comparison.ts';
import { labelsAbout } from '../text/limits.ts';
import { bracketed, comparedMetrics, listed, uncapitalized } from '../text/words.ts';
import { baselineOf, nothingToCompare, verdicts, withheld } from './sentences.ts';

/** `64 connections: model event-loop with throughput 85.4 k/s (…) and …; slower: thread-pool-handoff ×0.93 (…).` */
export function describeUsual(analysis: ExperimentAnalysis): string {
  const sentences = analysis.groups.map((group) => `${group.label}: ${inGroup(group, analysis)}`);
  if (sentences.length === 0) return 'Nothing was measured.';
  return `${analysis.unfit ? withheld : ''}${sentences.join('. ')}.`;
}

function inGroup(group: GroupAnalysis, analysis: ExperimentAnalysis): string {
  if (analysis.baseline === null) return againstClaims(group, analysis);
  const row = baselineOf(group, primaryOf(analysis));
  return row === null ? nothingToCompare : [figuresOf(row, analysis), ...verdicts(group, analysis)].join('; ');
}

/** What charts show of the baseline: its first two metrics. */
function figuresOf(row: Row, analysis: ExperimentAnalysis): string {
  const figures = comparedMetrics(analysis).flatMap((metric) => {
    const estimate = figureOf(row, metric);
    return estimate === null ? [] : [`${uncapitalized(metric.title)} ${absoluteText(row, estimate, metric)}`];
  });
  const labels = bracketed(labelsOf(row, labelsAbout(comparedMetrics(analysis), analysis.labels)));
  return `${uncapitalized(analysis.factor.title)} ${row.cell.arm} with ${listed(figures)}${labels}`;
}

/** Each arm has a claim of its own: without its figure the comparison would say little. */
function againstClaims(group: GroupAnalysis, analysis: ExperimentAnalysis): string {
  const primary = primaryOf(analysis);
  const figures = group.rows.flatMap((row) => {
    const estimate = figureOf(row, primary);
    return estimate === null ? [] : [`${row.cell.arm} ${labelledText(row, estimate, primary, analysis)}`];
  });
  if (figures.length === 0) return 'no trial completed';
  const found = verdicts(group, analysis);
  const measured = `${uncapitalized(primary.title)}: ${figures.join(', ')}`;
  return [measured, ...(found.length === 0 ? [] : [`compared with what was claimed, ${found.join('; ')}`])].join('; ');
}

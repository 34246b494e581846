/** When the baseline is ready and has echoed, what memory it has, and how the declared arms compare in the first. */
import { primaryOf, type ExperimentAnalysis } from '../../analysis/analysis.ts';
import { labelsOf } from '../../analysis/labels.ts';
import { formatEstimate } from '../text/format.ts';
import { bracketed } from '../text/words.ts';
import { baselineName, baselineOf, nothingToCompare, verdicts, withheld } from './sentences.ts';

export function describeStartup(analysis: ExperimentAnalysis): string {
  const [group] = analysis.groups;
  const baseline = baselineName(analysis);
  const row = group === undefined ? null : baselineOf(group, primaryOf(analysis));
  if (group === undefined || row === null) return `${baseline}: ${nothingToCompare}.`;
  const figure = (name: string) => {
    const metric = analysis.shown.find((one) => one.name === name);
    const estimate = row.figures.get(name);
    return metric === undefined || estimate === undefined ? 'unknown' : formatEstimate(estimate, metric.quantity);
  };
  const own = `${baseline} is ready after ${figure('readyMs')}, has echoed after ${figure('firstEchoMs')} and has ${figure('restBytes')} of its own at rest${bracketed(labelsOf(row, analysis.labels))}`;
  return `${analysis.unfit ? withheld : ''}${[own, ...verdicts(group, analysis)].join('; ')}.`;
}

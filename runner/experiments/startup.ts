/** How long until a fresh server is ready, and until it has echoed for the first time? And what does it take at rest? */
import { formatEstimate } from '../report/text/format.ts';
import { bracketed } from '../report/text/words.ts';
import type { ExperimentAnalysis } from '../analysis/analysis.ts';
import { labelsOf } from '../analysis/labels.ts';
import { definitionOf, type Metric } from '../trials/server/metrics.ts';
import { usualConditions } from '../trials/server/cells.ts';
import { everyModel } from './choices.ts';
import type { Experiment } from './experiment.ts';
import { baselineOf, nothingToCompare, verdicts, withheld } from '../report/findings/sentences.ts';

const quicklyDeclared: ReadonlySet<string> = new Set([
  'thread-pool-handoff',
  'thread-pool-reuseport',
  'thread-offload',
  'process-pool-handoff',
  'cluster-round-robin',
  'process-offload',
]);

export const startupExperiment: Experiment = {
  name: 'startup',
  title: 'Start-up and rest',
  question: 'How long does a server take to be ready and to echo for the first time, and what memory has it at rest?',
  description: 'time from start to ready and to the first echo, and memory at rest',
  isHeadline: false,
  primaryMetric: 'readyMs',
  metrics: ['readyMs', 'firstEchoMs', 'restBytes'],
  factor: 'model',
  baseline: 'event-loop',
  arms: (profile) => (profile === 'smoke' ? ['event-loop', 'process-pool-handoff'] : everyModel),
  declares: (model, _, profile) => profile !== 'quick' || quicklyDeclared.has(model),
  // All of it is over before the first slice.
  turns: 1,
  summary: 'last',
  conditions: () => [{ ...usualConditions, regime: 'equal-budget', workMicros: 0, connections: 0 }],
  groupLabel: () => 'a fresh server',
  finding: describe,
};

/** Ready, first echo and memory of the baseline, and how the declared arms compare in the first. */
function describe(analysis: ExperimentAnalysis): string {
  const [group] = analysis.groups;
  const row = group === undefined ? null : baselineOf(group, 'readyMs');
  if (group === undefined || row === null) return `${analysis.baseline}: ${nothingToCompare}.`;
  const figure = (metric: Metric) => {
    const estimate = row[metric];
    return estimate === null ? 'unknown' : formatEstimate(estimate, definitionOf(metric).quantity);
  };
  const own = `${analysis.baseline} is ready after ${figure('readyMs')}, has echoed after ${figure('firstEchoMs')} and has ${figure('restBytes')} of its own at rest${bracketed(labelsOf(row))}`;
  return `${analysis.unfit ? withheld : ''}${[own, ...verdicts(group, analysis)].join('; ')}.`;
}

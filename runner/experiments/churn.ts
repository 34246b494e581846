/**
 * What does it cost to start, or hand over to, a thread or process for each connection? Stevens' experiment (UNP vol. 1,
 * 3rd ed., section 30.1): the processor time of the iterative server, which controls nothing, is taken off; what remains
 * is the price of control. As there, at most ten connections at once. Beside it stands the same difference to event-loop,
 * which controls nothing either, and does not sleep for every connection.
 */
import { comparisonOf, labelledText, secondLabels } from '../report/text/comparison.ts';
import { formatDifference } from '../report/text/format.ts';
import type { ExperimentAnalysis } from '../analysis/analysis.ts';
import { metrics } from '../trials/server/metrics.ts';
import { usualConditions } from '../trials/server/cells.ts';
import { everyModel, stevensRow } from './choices.ts';
import type { Experiment } from './experiment.ts';
import { baselineOf, nothingToCompare, withheld } from '../report/findings/sentences.ts';

const connections = 10;

export const churnExperiment: Experiment = {
  name: 'churn',
  title: 'One exchange per connection',
  question: 'What does each design pay per connection for controlling its threads or processes?',
  description: "one exchange per connection: connections per second, and the price of control as in Stevens' table",
  isHeadline: false,
  primaryMetric: 'cpuNsPerConnection',
  metrics: ['cpuNsPerConnection', 'connectionsPerSecond'],
  factor: 'model',
  baseline: 'iterative',
  arms: (profile) => (profile === 'smoke' ? ['iterative', 'event-loop', 'process-pool-handoff'] : everyModel),
  // Eight rounds can decide six: one design for each row of Stevens' table that Node can express.
  declares: (model, _, profile) => profile !== 'quick' || isFirstOfItsRow(model),
  // With a worker for each connection a window is longer still: churn-window.ts.
  turns: 16,
  summary: 'last',
  conditions: () => [
    { ...usualConditions, regime: 'equal-budget', workMicros: 0, connections, exchangesPerConnection: 1 },
  ],
  groupLabel: () => `${connections} connections at once`,
  finding: priceOfControl,
};

function isFirstOfItsRow(model: string): boolean {
  const row = stevensRow(model);
  return row !== null && everyModel.find((one) => stevensRow(one) === row) === model;
}

/** What a connection costs the baseline, and what each design pays besides. */
function priceOfControl(analysis: ExperimentAnalysis): string {
  const { groups, margin, unfit, baseline } = analysis;
  const metric = 'cpuNsPerConnection';
  const { quantity, secondReference } = metrics[metric];
  const [group] = groups;
  const row = group === undefined ? null : baselineOf(group, metric);
  if (group === undefined || row === null || row[metric] === null) return `${baseline}: ${nothingToCompare}.`;
  const prices = group.rows.flatMap((arm) => {
    const shown = comparisonOf(arm, group, metric, margin);
    if (shown === null) return [];
    const unp = stevensRow(arm.cell.model);
    const word = !unfit && shown.words === 'inconclusive' ? ', not told from nothing' : '';
    const second = arm.secondDifference[metric];
    const besides =
      second === undefined
        ? ''
        : `${word === '' ? '' : ','} and ${formatDifference(second, quantity)}${secondLabels(arm, group, secondReference)}`;
    return [`${arm.cell.model}${unp === null ? '' : ` (UNP ${unp})`} ${shown.figure}${shown.labels}${word}${besides}`];
  });
  const own = labelledText(row, row[metric], metric);
  const hasSecond = group.rows.some((arm) => arm.secondDifference[metric] !== undefined);
  const beyond = hasSecond
    ? `beyond ${baseline}, which sleeps for each connection, and beyond ${secondReference}, which does not`
    : `beyond ${baseline}`;
  const paid = prices.length === 0 ? '' : `; the price of control, ${beyond}: ${prices.join('; ')}`;
  return `${unfit ? withheld : ''}A connection with one exchange costs ${baseline} ${own} of processor time${paid}.`;
}

/** How does each model carry more and more connections, all of them busy? */
import type { ExperimentAnalysis, GroupAnalysis } from '../analysis/analysis.ts';
import { usualConditions } from '../trials/server/cells.ts';
import { everyModel, hasWorkerPerConnection, isThorough } from './choices.ts';
import type { Experiment } from './experiment.ts';
import { describeEnds } from '../report/findings/sentences.ts';

const levels = { smoke: [1, 8], quick: [1, 64, 512], thorough: [1, 8, 64, 512, 4096] } as const;
const quicklyDeclared: ReadonlySet<string> = new Set(['thread-pool-handoff', 'process-pool-handoff']);
/** Ten rounds can decide 25 comparisons: five models at five levels. */
const usuallyDeclared: ReadonlySet<string> = new Set([
  ...quicklyDeclared,
  'epoll-loop',
  'thread-pool-reuseport',
  'process-pool-shared',
]);
/** Starting a worker for each takes longer than everything else in a quick run. */
const mostWorkersQuickly = 64;

export const connectionsExperiment: Experiment = {
  name: 'connections',
  title: 'Number of connections',
  question: 'How do throughput, cost and fairness of each model change with the number of connections?',
  description:
    'echo over 1 to 4,096 busy connections: throughput, processor time per message, p99 at saturation, fairness',
  isHeadline: false,
  primaryMetric: 'messagesPerSecond',
  metrics: ['messagesPerSecond', 'cpuNsPerMessage', 'leastShare'],
  factor: 'model',
  baseline: 'event-loop',
  arms(profile, { connections }) {
    if (profile === 'smoke') return ['event-loop', 'thread-pool-handoff'];
    const isTooMany = !isThorough(profile) && connections > mostWorkersQuickly;
    return everyModel.filter((model) => !(isTooMany && hasWorkerPerConnection(model)));
  },
  declares(model, _, profile) {
    if (profile === 'rigorous') return true;
    return (profile === 'standard' ? usuallyDeclared : quicklyDeclared).has(model);
  },
  summary: 'last',
  conditions(profile) {
    const chosen = isThorough(profile) ? levels.thorough : levels[profile as 'smoke' | 'quick'];
    return chosen.map((connections) => ({ ...usualConditions, regime: 'equal-budget', workMicros: 0, connections }));
  },
  groupLabel: ({ connections }) => `${connections} ${connections === 1 ? 'connection' : 'connections'}`,
  finding: describe,
};

/** Throughput at both ends, and the models that were left out or cannot hold as many connections as were asked for. */
function describe(analysis: ExperimentAnalysis): string {
  const { groups } = analysis;
  const ends = describeEnds(analysis, { verb: 'serves', ofWhat: '' });
  const left = groups.flatMap(({ label, rows }) =>
    rows.flatMap(({ cell, skipped }) => (skipped === null ? [] : [{ label, model: cell.model, reason: skipped }])),
  );
  const limits = [...Map.groupBy(left, ({ reason }) => reason)].map(([reason, all]) => {
    const models = [...new Set(all.map(({ model }) => model))];
    const labels = [...new Set(all.map(({ label }) => label))];
    return ` Not measured at ${labels.join(', ')}: ${models.join(', ')} (${reason}).`;
  });
  return `${ends}${leftOut(groups)}${limits.join('')}`;
}

/** Models with a worker for each connection that a group with more connections does not have: quick leaves them out. */
function leftOut(groups: readonly GroupAnalysis[]): string {
  const modelsOf = ({ rows }: GroupAnalysis) => rows.map(({ cell }) => cell.model).filter(hasWorkerPerConnection);
  const known = [...new Set(groups.flatMap(modelsOf))];
  const missing = groups.flatMap((group) => {
    const here = new Set(modelsOf(group));
    return known.filter((model) => !here.has(model)).map((model) => ({ model, label: group.label }));
  });
  if (missing.length === 0) return '';
  const models = [...new Set(missing.map(({ model }) => model))].join(', ');
  const labels = [...new Set(missing.map(({ label }) => label))].join(', ');
  return ` Left out at ${labels}: ${models} (a worker for each connection takes longer to start than everything else in a quick run; longer profiles measure them).`;
}

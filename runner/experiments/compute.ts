/** How much computation per request before a second thread or process pays? */
import { crossoverLabels, interpolationOf, placeOf } from '../report/text/crossover-words.ts';
import { formatQuantity, nanoseconds } from '../report/text/format.ts';
import { bracketed } from '../report/text/words.ts';
import type { Crossover, ExperimentAnalysis, GroupAnalysis } from '../analysis/analysis.ts';
import { usualConditions } from '../trials/server/cells.ts';
import { isThorough } from './choices.ts';
import { workNsOf } from '../analysis/work-in-place.ts';
import type { Experiment } from './experiment.ts';
import { withheld } from '../report/findings/sentences.ts';

const quickMicros = [0, 100, 1000];
const finerMicros = [0, 10, 30, 100, 300, 1000];
const pools = ['thread-pool-handoff', 'process-pool-handoff'];

export const computeExperiment: Experiment = {
  name: 'compute',
  title: 'Computation per request',
  question: 'From how much computation per request does a second thread or process pay?',
  description:
    'pools, and from standard up offloads, × computation per request on the whole machine: where many overtake one',
  isHeadline: true,
  primaryMetric: 'messagesPerSecond',
  metrics: ['messagesPerSecond', 'cpuNsPerMessage'],
  factor: 'model',
  baseline: 'event-loop',
  arms: (profile) =>
    isThorough(profile)
      ? ['event-loop', 'thread-pool-handoff', 'thread-offload', 'process-pool-handoff', 'process-offload']
      : ['event-loop', ...pools],
  declares: () => true,
  summary: 'last',
  conditions(profile) {
    const levels = isThorough(profile) ? finerMicros : quickMicros;
    return levels.map((workMicros) => ({ ...usualConditions, regime: 'whole-machine', workMicros }));
  },
  groupLabel: ({ workMicros }) => (workMicros === 0 ? 'echo' : `${workMicros} µs of work`),
  finding: describe,
};

/** For experiments whose groups differ in the computation per request. */
function describe(analysis: ExperimentAnalysis): string {
  const { crossovers, groups, unfit, baseline } = analysis;
  if (unfit) return `${withheld}From where a second thread or process pays is left open.`;
  if (crossovers.length === 0) return 'Too few levels were measured to say from where a second thread or process pays.';
  const parts = crossovers.map(
    (crossover) =>
      `${crossover.model} ${describeOutcome(crossover.outcome, groups)}${bracketed(crossoverLabels(crossover, analysis))}`,
  );
  return `Compared with ${baseline} on the whole machine: ${parts.join('; ')}.`;
}

function describeOutcome(outcome: Crossover['outcome'], groups: readonly GroupAnalysis[]): string {
  const works = groups.map(workNsOf);
  switch (outcome.kind) {
    case 'between': {
      const place = interpolationOf(outcome);
      const begins = `begins to pay ${placeOf(outcome)} of computation per request`;
      return place === null ? begins : `${begins}, interpolated ${place}`;
    }
    case 'ahead-everywhere':
      return 'is ahead from the least computation on';
    case 'behind-everywhere':
      return `is behind up to ${formatWork(Math.max(...works))} of computation per request`;
    case 'not-determined':
      return `has no crossover that can be told (${outcome.why})`;
  }
}

function formatWork(ns: number): string {
  return formatQuantity(ns, nanoseconds);
}

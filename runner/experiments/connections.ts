/** How does each model carry more and more connections, all of them busy? */
import { plainCount } from '../result/quantity.ts';
import { usual, type ServerWanted } from '../trials/server/setup.ts';
import { everyModel, hasWorkerPerConnection, modelArms, modelFactor } from './choices.ts';
import { isThorough, type Experiment } from './experiment.ts';

const levels = {
  smoke: [1, 8],
  quick: [1, 64, 512],
  standard: [1, 8, 64, 512, 4096],
  rigorous: [1, 8, 64, 512, 4096],
} as const;
const quicklyCompared: ReadonlySet<string> = new Set(['thread-pool-handoff', 'process-pool-handoff']);
/** Ten rounds can decide 25 comparisons: five models at five levels. */
const usuallyCompared: ReadonlySet<string> = new Set([
  ...quicklyCompared,
  'epoll-loop',
  'thread-pool-reuseport',
  'process-pool-shared',
]);
/** Starting a worker for each takes longer than everything else in a quick run. */
const mostWorkersQuickly = 64;

export const connectionsExperiment: Experiment<ServerWanted> = {
  name: 'connections',
  title: 'Number of connections',
  question: 'How do throughput, cost and fairness of each model change with the number of connections?',
  description: '1 to 4,096 busy connections: throughput, processor time per message, p99 at saturation, fairness',
  answers: { criteria: ['throughput', 'processor-time'], exchanges: ['many'], varies: ['connections'] },
  isHeadline: false,
  kind: 'server',
  factor: modelFactor,
  baseline: 'event-loop',
  primaryMetric: 'messagesPerSecond',
  metrics: ['messagesPerSecond', 'cpuNsPerMessage', 'leastShare'],
  summary: 'last',
  axis: {
    name: 'connections',
    title: 'connections',
    quantity: plainCount,
    zero: null,
    measuredBy: null,
    offset: 0,
    hasCrossovers: false,
  },
  precedent: null,
  groups(profile) {
    const compared = profile === 'quick' ? quicklyCompared : usuallyCompared;
    return levels[profile].map((connections) => {
      const isTooMany = !isThorough(profile) && connections > mostWorkersQuickly;
      const names =
        profile === 'smoke'
          ? (['event-loop', 'thread-pool-handoff'] as const)
          : everyModel.filter((model) => !(isTooMany && hasWorkerPerConnection(model)));
      return {
        label: `${connections} ${connections === 1 ? 'connection' : 'connections'}`,
        level: connections,
        arms: modelArms(
          names,
          { ...usual, load: { shape: 'closed', connections, depth: 1 } },
          (model) => profile === 'rigorous' || compared.has(model),
        ),
      };
    });
  },
};

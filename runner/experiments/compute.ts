/**
 * How much computation per request before a second thread or process pays?
 *
 * Work is a multiple of what an echo costs on the machine that measures: what a hand-off costs, and with it the answer,
 * follows that cost, so the same multiples have the answer between them on a slow machine and on a fast one. Neighbouring
 * levels are no further apart than a factor of three in work + echo: only between such is a crossover read.
 *
 *     work in echoes   0    1      3           10
 *     work + echo      1    2      4           11
 */
import { nanoseconds } from '../result/quantity.ts';
import { usual, type ServerWanted } from '../trials/server/setup.ts';
import { modelArms, modelFactor } from './choices.ts';
import { isThorough, type Experiment } from './experiment.ts';

/** A pool takes whole connections, an offload single requests: it has two hand-offs per request to win back. */
const models = [
  'event-loop',
  'thread-pool-handoff',
  'thread-offload',
  'process-pool-handoff',
  'process-offload',
] as const;

/** By multiples of an echo. */
const names = new Map([
  [0, 'echo'],
  [1 / 4, '¼ echo of work'],
  [1 / 2, '½ echo of work'],
  [1, '1 echo of work'],
]);

/** One of each way: whole connections to threads, single requests to processes. */
const fewModels = ['event-loop', 'thread-pool-handoff', 'process-offload'] as const;

/** For the tests that run everything: one level of each sort. */
const smokeEchoes = [0, 1, 10];

const quickEchoes = [0, 1, 3, 10];
const finerEchoes = [0, 1 / 4, 1 / 2, 1, 2, 3, 6, 10, 30];

export const computeExperiment: Experiment<ServerWanted> = {
  name: 'compute',
  title: 'Computation per request',
  question: 'From how much computation per request does a second thread or process pay?',
  description: 'from how much computation per request does a second thread or process pay?',
  answers: { criteria: ['throughput', 'processor-time'], exchanges: ['many'], varies: ['workNs'] },
  isHeadline: true,
  kind: 'server',
  factor: modelFactor,
  baseline: 'event-loop',
  primaryMetric: 'messagesPerSecond',
  metrics: ['messagesPerSecond', 'cpuNsPerMessage'],
  summary: 'last',
  axis: {
    name: 'work',
    title: 'work per request',
    quantity: nanoseconds,
    zero: 'echo',
    measuredBy: 'cpuNsPerMessage',
    offset: null,
    hasCrossovers: true,
  },
  levels: 'multiples',
  precedent: null,
  slices: { quick: 4 },
  groups(profile) {
    const isSmoke = profile === 'smoke';
    const all = isSmoke ? smokeEchoes : isThorough(profile) ? finerEchoes : quickEchoes;
    const most = Math.max(...all);
    return all.map((echoes) => ({
      label: names.get(echoes) ?? `${echoes} echoes of work`,
      level: echoes,
      // Every arm at every level would be twenty comparisons, where eight rounds decide six. The question has one answer for
      // each arm: whether it pays at all is the verdict at the most work, and from where on is the crossover, which takes no
      // verdicts on its way (analysis/crossover.ts). Four of each need no wider intervals than four verdicts do.
      arms: modelArms(
        isThorough(profile) ? models : fewModels,
        { ...usual, regime: 'whole-machine', work: { echoes } },
        () => echoes === most,
      ),
    }));
  },
};

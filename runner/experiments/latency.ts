/**
 * How long do users wait at a given load, and what does a message cost there? Every model at rates that the slowest can
 * do, which is the comparison, and at shares of its own limit, which is its curve. At one and the same rate processor time
 * per message is a figure of its own; in a saturated closed loop it is only the reciprocal of throughput.
 */
import type { ProfileName } from '../result/plan.ts';
import type { ServerWanted } from '../trials/server/setup.ts';
import { modelFactor } from './choices.ts';
import type { Experiment, ExperimentGroup } from './experiment.ts';
import { armsAtShare, modelsFor } from './open-load.ts';

/** Percent; the one that is compared comes first. */
const ofSlowest = {
  smoke: [50],
  quick: [50],
  standard: [50, 25, 70, 85],
  rigorous: [50, 25, 70, 85],
} as const satisfies Record<ProfileName, readonly number[]>;
const ofOwn = {
  smoke: [],
  quick: [50, 85],
  standard: [50, 70, 85, 95],
  rigorous: [50, 70, 85, 95],
} as const satisfies Record<ProfileName, readonly number[]>;

export const latencyExperiment: Experiment<ServerWanted> = {
  name: 'latency',
  title: 'Response time over offered load',
  question: 'How long do users wait at a given load, and what does a message cost there?',
  description:
    'response times in an open loop at common rates and at shares of each own limit; processor time at the same rate',
  answers: { criteria: ['latency'], exchanges: ['many'], varies: [] },
  isHeadline: false,
  kind: 'server',
  factor: modelFactor,
  baseline: 'event-loop',
  primaryMetric: 'cpuNsPerMessage',
  metrics: ['cpuNsPerMessage', 'responseP99Ns', 'responseP50Ns', 'offeredPerSecond'],
  summary: 'first',
  curve: { across: 'offeredPerSecond', up: ['responseP50Ns', 'responseP90Ns', 'responseP99Ns'] },
  axis: null,
  precedent: null,
  // A p99 needs a thousand independent requests. Those that one stop of the machine delays are one: of 20,000 in two
  // seconds some 500 to 900 were.
  slices: { smoke: 4, quick: 60, standard: 40, rigorous: 40 },
  groups(profile): ExperimentGroup<ServerWanted>[] {
    const names = modelsFor(profile);
    const common = ofSlowest[profile].map((percent, place) => ({
      label: `${percent} % of the slowest model's limit`,
      level: null,
      arms: armsAtShare(names, { amount: percent / 100, of: 'slowest' }, {}, place === 0 || profile === 'rigorous'),
    }));
    const own = ofOwn[profile].map((percent) => ({
      label: `each at ${percent} % of its own limit`,
      level: null,
      arms: armsAtShare(names, { amount: percent / 100, of: 'own' }, {}, false),
    }));
    return [...common, ...own];
  },
};

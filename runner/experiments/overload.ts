/** What happens when more comes than a model can do: how much of it is answered all the same, and how long it takes to recover. */
import type { ServerWanted } from '../trials/server/setup.ts';
import { modelFactor } from './choices.ts';
import { isThorough, type Experiment } from './experiment.ts';
import { armsAtShare, modelsFor } from './open-load.ts';

export const overloadExperiment: Experiment<ServerWanted> = {
  name: 'overload',
  title: 'Overload',
  question: 'How much does each model answer of more than it can do, and how soon has it recovered?',
  description:
    'three seconds at 120 and 200 % of what each model can do (quick: two at 200 %): goodput, time to recover, requests without a reply',
  isHeadline: false,
  kind: 'server',
  factor: modelFactor,
  baseline: 'event-loop',
  primaryMetric: 'goodputPerSecond',
  metrics: ['goodputPerSecond', 'recoveryMs', 'offeredPerSecond'],
  summary: 'last',
  axis: null,
  precedent: null,
  slices: { smoke: 6, quick: 20, standard: 20, rigorous: 20 },
  groups(profile) {
    const shares = isThorough(profile) ? [120, 200] : [200];
    return shares.map((percent) => ({
      label: `each at ${percent} % of its own limit`,
      level: null,
      arms: armsAtShare(
        modelsFor(profile),
        { amount: percent / 100, of: 'own' },
        {},
        profile === 'rigorous' || percent === 200,
      ),
    }));
  },
};

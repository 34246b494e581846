/** Which rate does each model sustain, if 99 of 100 requests have to be answered within some milliseconds? */
import { usual, type ServerWanted } from '../trials/server/setup.ts';
import { modelArms, modelFactor } from './choices.ts';
import { isThorough, type Experiment } from './experiment.ts';
import { connections, modelsFor } from './open-load.ts';

export const capacityExperiment: Experiment<ServerWanted> = {
  name: 'capacity',
  title: 'Rate that each model sustains',
  question: 'Which rate does each model sustain while 99 of 100 requests are answered within 5 ms?',
  description: 'the highest rate at which the p99 of response times keeps an objective, by search in each trial',
  answers: { criteria: ['capacity'], exchanges: ['many'], varies: [] },
  isHeadline: false,
  kind: 'server',
  factor: modelFactor,
  baseline: 'event-loop',
  primaryMetric: 'capacityPerSecond',
  metrics: ['capacityPerSecond'],
  summary: 'first',
  axis: null,
  precedent: null,
  groups(profile) {
    const objectives = isThorough(profile) ? ['p99=5ms', 'p99=2ms'] : ['p99=5ms'];
    return objectives.map((objective, place) => ({
      label: objective.replace('=', ' at most ').replace('ms', ' ms'),
      level: null,
      arms: modelArms(
        modelsFor(profile),
        { ...usual, load: { shape: 'objective', connections, objective } },
        () => place === 0 || profile === 'rigorous',
      ),
    }));
  },
};

/** An experiment with the toy kind, as anybody would add one: declarations only. */
import type { Experiment } from '../../runner/experiments/experiment.ts';

export const toyExperiment: Experiment<{ readonly stepsPerMs: number; readonly helpers: number }> = {
  name: 'counting',
  title: 'Counting',
  question: 'Does a second thread count faster?',
  description: 'two counters against one',
  isHeadline: false,
  kind: 'toy',
  factor: { title: 'Counter', plural: 'counters' },
  baseline: 'alone',
  primaryMetric: 'stepsPerMs',
  metrics: ['stepsPerMs'],
  summary: 'last',
  axis: null,
  precedent: null,
  groups: () => [
    {
      label: 'on one processor',
      level: null,
      arms: [
        { name: 'alone', setup: { stepsPerMs: 1000, helpers: 0 }, compared: true },
        { name: 'helped', setup: { stepsPerMs: 1500, helpers: 1 }, compared: true },
        { name: 'crowded', setup: { stepsPerMs: 2000, helpers: 2 }, compared: true },
      ],
    },
  ],
};

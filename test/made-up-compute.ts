/**
 * An experiment for the tests of what is above experiments: levels of work on an axis, every arm compared at each of them, and
 * a baseline that works for long enough to be slowed down. What the suite's own `compute` measures may change without them.
 */
import { modelArms } from '../runner/experiments/choices.ts';
import { computeExperiment } from '../runner/experiments/compute.ts';
import type { Experiment } from '../runner/experiments/experiment.ts';
import { usual, type ServerWanted } from '../runner/trials/server/setup.ts';

const models = ['event-loop', 'thread-pool-handoff', 'process-pool-handoff'] as const;

export const computeInMicros: Experiment<ServerWanted> = {
  ...computeExperiment,
  levels: 'amounts',
  groups: () =>
    [0, 100, 1000].map((micros) => ({
      label: micros === 0 ? 'echo' : `${micros} µs of work`,
      level: micros * 1000,
      arms: modelArms(models, { ...usual, regime: 'whole-machine', work: { micros } }, () => true),
    })),
};

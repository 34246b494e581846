/** All experiments, in the order in which a run without names takes them. A new one is its file and one line here. */
import { computeExperiment } from './compute.ts';
import type { Experiment } from './experiment.ts';
import { modelsExperiment } from './models.ts';

export const experiments = {
  models: modelsExperiment,
  compute: computeExperiment,
} as const satisfies Record<string, Experiment>;

export type ExperimentName = keyof typeof experiments;
export const experimentNames = Object.keys(experiments) as readonly ExperimentName[];

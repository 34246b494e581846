/** All experiments, in the order in which a run takes them. A new one is its file and one line here. */
import { blockingExperiment } from './blocking.ts';
import { capacityExperiment } from './capacity.ts';
import { chunkExperiment } from './chunk.ts';
import { churnExperiment } from './churn.ts';
import { computeExperiment } from './compute.ts';
import { connectionsExperiment } from './connections.ts';
import type { Experiment } from './experiment.ts';
import { framingExperiment } from './framing.ts';
import { howtoExperiment } from './howto.ts';
import { idleExperiment } from './idle.ts';
import { ipcObjectsExperiment } from './ipc-objects.ts';
import { ipcStreamExperiment } from './ipc-stream.ts';
import { ipcExperiment } from './ipc.ts';
import { latencyExperiment } from './latency.ts';
import { modelsExperiment } from './models.ts';
import { overloadExperiment } from './overload.ts';
import { pathsModelsExperiment } from './paths-models.ts';
import { pathsExperiment } from './paths.ts';
import { placementExperiment } from './placement.ts';
import { readinessExperiment } from './readiness.ts';
import { startupExperiment } from './startup.ts';

export const experiments = {
  models: modelsExperiment,
  compute: computeExperiment,
  connections: connectionsExperiment,
  latency: latencyExperiment,
  capacity: capacityExperiment,
  overload: overloadExperiment,
  blocking: blockingExperiment,
  churn: churnExperiment,
  idle: idleExperiment,
  startup: startupExperiment,
  readiness: readinessExperiment,
  framing: framingExperiment,
  chunk: chunkExperiment,
  ipc: ipcExperiment,
  'ipc-stream': ipcStreamExperiment,
  'ipc-objects': ipcObjectsExperiment,
  placement: placementExperiment,
  paths: pathsExperiment,
  'paths-models': pathsModelsExperiment,
  howto: howtoExperiment,
} as const satisfies Record<string, Experiment>;

export type ExperimentName = keyof typeof experiments;
export const experimentNames = Object.keys(experiments) as readonly ExperimentName[];

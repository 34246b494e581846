/** How long a server trial takes, found on two processors: what plans and budgets are estimated by. */
import { models, type ModelName } from '../../../servers/models/index.ts';
import type { Schedule } from '../../result/plan.ts';
import type { Pace, TrialCost } from '../kind.ts';
import { sum } from '../../statistics/averages.ts';
import { wantedCapacities } from './capacity-key.ts';
import { leastConnections } from './churn-window.ts';
import { busyConnections, type Load, type ServerSetup } from './setup.ts';

/** Time of one trial beside warm-up and windows, ramps, control lines. */
const trialOverheadMs = 100;
const sliceOverheadMs = 25;
/** What starting its programs takes; with load there is a client's code to get warm, and a ramp. */
const startMs = 700;
const restingStartMs = 400;
/** Opening a connection, and waiting for its last reply after each slice. */
const connectionMs = 1.5;
/** Starting and ending a thread or process of a connection; and waiting until idle connections are taken over. */
const workerMs = 55;
const idleOverheadMs = 900;
/** Many workers share the processor time of a warm-up that was meant for one. */
const warmUpsOfWorkers = 5;
/** Looking for the highest rate: a dozen probes of half a second. */
const searchMs = 8000;
/** Before and after the window of an open loop: its head and tail; and making its schedule, waiting for the last replies. */
const openShare = 0.15;
const openOverheadMs = 150;
/** Finding what a model reaches in a closed loop, once, before the first block. */
const capacityMs = 3000;
/** A model's start, once, before the first block: see `prepare`. */
const prepareModelMs = 500;
/** Isolates for each processor that are warmed up in full; more of them share what these get, or it would take minutes. */
export const warmedPerProcessor = 2;

export function costMs(setup: ServerSetup, { sliceMs, slices, warmup }: Pace, schedule: Schedule): TrialCost {
  const { model, load, idleConnections } = setup;
  const connections = busyConnections(load);
  const warmUpMs = connections > 0 ? warmup.cpuMsPerIsolate : 0;
  const hasWorkers = hasWorkerPerConnection(model);
  const workersMs = hasWorkers
    ? (connections + idleConnections) * workerMs + warmUpMs * Math.min(warmUpsOfWorkers, connections)
    : 0;
  // Windows of churn are as long as enough connections take, each of which starts a worker here.
  const leastMs = hasWorkers && load.shape === 'churn' ? leastConnections * workerMs : 0;
  if (load.shape === 'objective')
    return { startMs, restMs: warmUpMs + workersMs + connections * connectionMs + searchMs + trialOverheadMs };
  const openMs =
    load.shape === 'open' ? openShare * slices * sliceMs + openOverheadMs + drainMs(load, slices * sliceMs) : 0;
  const slicesMs =
    openMs + Math.max(slices * sliceMs, leastMs) + (schedule === 'interleaved' ? slices : 1) * sliceOverheadMs;
  return {
    startMs: (load.shape === 'none' ? restingStartMs : startMs) + (idleConnections > 0 ? idleOverheadMs : 0),
    restMs: warmUpMs + workersMs + connections * connectionMs + slicesMs + trialOverheadMs,
  };
}

/** What comes beyond what a model can do is answered when the load is over. */
function drainMs({ share }: Extract<Load, { shape: 'open' }>, windowMs: number): number {
  return share === null ? 0 : Math.max(0, share.amount - 1) * (1 + openShare) * windowMs;
}

export function prepareMs(setups: readonly ServerSetup[]): number {
  const capacitiesMs = [...wantedCapacities(setups).values()].map(
    ({ model, load }) => capacityMs + (hasWorkerPerConnection(model) ? busyConnections(load) * workerMs : 0),
  );
  return new Set(setups.map(({ model }) => model)).size * prepareModelMs + sum(capacitiesMs);
}

/** A thread or process for each connection. */
export function hasWorkerPerConnection(model: string): boolean {
  return model in models && 'connectionLimit' in models[model as ModelName];
}

/** Where connections come and go, so do their workers: none is there before the load. */
export function keepsWorkerPerConnection({ model, load }: ServerSetup): boolean {
  return load.shape !== 'churn' && hasWorkerPerConnection(model);
}

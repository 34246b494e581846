/**
 * How long a server trial takes: what plans and budgets are estimated by. Linear in what this machine takes to start a server
 * with its client, and in what it takes for an echo; the factors were found on two processors of two machines, of which one
 * takes twice as long (docs/decisions/0016-plan-and-precision.md).
 */
import { models, type ModelName } from '../../../servers/models/index.ts';
import type { Schedule } from '../../result/plan.ts';
import type { CostSite, Pace, TrialCost } from '../kind.ts';
import { sum } from '../../statistics/averages.ts';
import { calibrationSchema } from './calibration.ts';
import { wantedCapacities } from './capacity-key.ts';
import { connectionsIn } from './churn-window.ts';
import { busyConnections, type Load, type ServerSetup } from './setup.ts';

/** Where nothing was measured. */
const nominal = { startMs: 300, sliceOverheadMs: 10 } as const;
/** Of a start: an isolate more; and stopping all programs of a block, which is done at once. */
const isolateShare = 0.35;
const stopShare = 1.2;
/** A start with load: a client's code to get warm. Without, nothing but the connection that verifies. */
const restingShare = 0.6;
/** Until its code is compiled a server takes longer for an echo, by so much on average of a warm-up. */
const coldFactor = 1.4;
/** Processor time of the client for an echo, of the server's. */
const clientShare = 0.5;
/** Opening a connection beyond those of the calibration, and waiting for its last reply. */
const connectionMs = 1.5;
const calibratedConnections = 64;
/** Starting and ending a thread or process of a connection, by starts; and waiting until idle connections are taken over. */
const workerShare = 0.08;
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
/** Isolates for each processor that are warmed up in full; more of them share what these get, or it would take minutes. */
export const warmedPerProcessor = 2;

export function costMs(
  setup: ServerSetup,
  { sliceMs, slices, warmup }: Pace,
  schedule: Schedule,
  { cpus, calibration }: CostSite,
): TrialCost {
  const speed = speedOf(calibration);
  const { load, idleConnections } = setup;
  const connections = busyConnections(load);
  const beginning = beginningMs(setup, warmup, cpus.length, speed, schedule);
  const workerMs = workerShare * speed.startMs;
  const hasWorkers = hasWorkerPerConnection(setup.model);
  const workersMs = hasWorkers
    ? (connections + idleConnections) * workerMs +
      (connections > 0 ? warmup.cpuMsPerIsolate * Math.min(warmUpsOfWorkers, connections) : 0)
    : 0;
  const connectionsMs = Math.max(0, connections - calibratedConnections) * connectionMs;
  const startMs = beginning.togetherMs + stopShare * speed.startMs + (idleConnections > 0 ? idleOverheadMs : 0);
  const restMs = beginning.eachMs + workersMs + connectionsMs;
  if (load.shape === 'objective') return { startMs, restMs: restMs + searchMs };
  // Windows of churn are as long as enough connections take, each of which starts a worker here.
  const leastMs = hasWorkers && load.shape === 'churn' ? connectionsIn(slices * sliceMs) * workerMs : 0;
  const openMs =
    load.shape === 'open' ? openShare * slices * sliceMs + openOverheadMs + drainMs(load, slices * sliceMs) : 0;
  const overheadMs = (schedule === 'interleaved' ? slices : 1) * speed.sliceOverheadMs;
  return { startMs, restMs: restMs + openMs + Math.max(slices * sliceMs, leastMs) + overheadMs };
}

/** What durations follow from. */
interface Speed {
  readonly startMs: number;
  readonly sliceOverheadMs: number;
  readonly echoCpuNsPerMessage: number;
}

function speedOf(calibration: CostSite['calibration']): Speed {
  const { echoCpuNsPerMessage, startMs, sliceOverheadMs } = calibrationSchema.parse(calibration);
  return {
    echoCpuNsPerMessage,
    startMs: startMs ?? nominal.startMs,
    sliceOverheadMs: sliceOverheadMs ?? nominal.sliceOverheadMs,
  };
}

/**
 * Starting and warming up, which the cells of an interleaved block do at once: the block takes as long as all of their
 * processor time does on the processors that it is spent on, and `togetherMs` in which one side waits for the other.
 */
function beginningMs(
  { model, workers, load, serverCpus, workNsPerRequest }: ServerSetup,
  warmup: Pace['warmup'],
  processors: number,
  speed: Speed,
  schedule: Schedule,
): { togetherMs: number; eachMs: number } {
  const connections = busyConnections(load);
  // A worker for each connection is counted by itself.
  const isolates =
    model in models && !hasWorkerPerConnection(model) ? models[model as ModelName].isolates(workers, connections) : 1;
  const added = isolates > 1 ? isolates * isolateShare : 0;
  const own = serverCpus?.length ?? processors;
  const echoMs = speed.echoCpuNsPerMessage / 1e6;
  const perIsolateMs = Math.min(
    warmup.cpuMsPerIsolate,
    warmup.messagesPerIsolate * (coldFactor * echoMs + workNsPerRequest / 1e6),
  );
  const warmed = Math.min(isolates, warmedPerProcessor * own);
  const serverMs = connections > 0 ? warmed * perIsolateMs : 0;
  const startMs = (load.shape === 'none' ? restingShare : 1) * speed.startMs;
  if (schedule === 'sequential')
    return { togetherMs: startMs * (1 + added), eachMs: serverMs / Math.min(own, isolates) };
  // The client works meanwhile on processors of its own, or takes them from the server.
  if (serverCpus !== null) return { togetherMs: startMs / 2, eachMs: (startMs * (0.5 + added) + serverMs) / own };
  const clientMs = (serverMs * clientShare * echoMs) / (echoMs + workNsPerRequest / 1e6);
  return { togetherMs: startMs / 4, eachMs: (startMs * (1 + added) + serverMs + clientMs) / own };
}

/** What comes beyond what a model can do is answered when the load is over. */
function drainMs({ share }: Extract<Load, { shape: 'open' }>, windowMs: number): number {
  return share === null ? 0 : Math.max(0, share.amount - 1) * (1 + openShare) * windowMs;
}

export function prepareMs(setups: readonly ServerSetup[], { calibration }: Pick<CostSite, 'calibration'>): number {
  const { startMs } = speedOf(calibration);
  const capacitiesMs = [...wantedCapacities(setups).values()].map(
    ({ model, load }) =>
      capacityMs + (hasWorkerPerConnection(model) ? busyConnections(load) * workerShare * startMs : 0),
  );
  return new Set(setups.map(({ model }) => model)).size * startMs + sum(capacitiesMs);
}

/** A thread or process for each connection. */
export function hasWorkerPerConnection(model: string): boolean {
  return model in models && 'connectionLimit' in models[model as ModelName];
}

/** Where connections come and go, so do their workers: none is there before the load. */
export function keepsWorkerPerConnection({ model, load }: ServerSetup): boolean {
  return load.shape !== 'churn' && hasWorkerPerConnection(model);
}

/** What somebody who has to choose a model can be told from server trials: by what they judge, and how a cell's load compares with theirs. */
import type { Circumstances, Criterion } from '../../result/advice.ts';
import { regimeName } from './describe.ts';
import { busyConnections, depthOf, exchangesPerConnection, type ServerSetup } from './setup.ts';

export const criteria: readonly Criterion[] = [
  {
    name: 'throughput',
    title: 'throughput',
    metrics: ['messagesPerSecond', 'connectionsPerSecond'],
    connections: 'busy',
    isAtRate: false,
  },
  {
    name: 'processor-time',
    title: 'processor time per message or connection',
    metrics: ['cpuNsPerMessage', 'cpuNsPerConnection'],
    connections: 'busy',
    isAtRate: false,
  },
  {
    name: 'latency',
    title: 'response time at a rate',
    metrics: ['responseP99Ns', 'responseP90Ns', 'responseP50Ns'],
    connections: 'busy',
    isAtRate: true,
  },
  {
    name: 'capacity',
    title: 'the highest rate that keeps p99 within an objective',
    metrics: ['capacityPerSecond'],
    connections: 'busy',
    isAtRate: false,
  },
  {
    name: 'memory',
    title: 'memory per idle connection',
    metrics: ['bytesPerIdleConnection'],
    connections: 'idle',
    isAtRate: false,
  },
];

/** Requests of different sizes in one load are no circumstances that an amount tells. */
export function circumstances(setup: ServerSetup): Circumstances | null {
  const { model, load, idleConnections, payloadBytes, workNsPerRequest, mix } = setup;
  if (mix !== undefined) return null;
  const exchanges = exchangesPerConnection(load);
  return {
    subject: model,
    connections: load.shape === 'none' ? null : busyConnections(load),
    idleConnections,
    messageBytes: payloadBytes,
    workNs: workNsPerRequest,
    exchanges: Number.isFinite(exchanges) ? exchanges : null,
    ratePerSecond: load.shape === 'open' ? load.ratePerSecond : null,
    processors: regimeName(setup.regime),
    others: othersOf(setup),
  };
}

/** Whatever else the figures depend on, as text to be compared. Objectives and shapes of load are told apart by it too. */
function othersOf({ framing, path, load, receiveBufferBytes, workers, driver }: ServerSetup): string {
  const objective = load.shape === 'objective' ? load.objective : null;
  return JSON.stringify([framing, path, load.shape, depthOf(load), objective, receiveBufferBytes, workers, driver]);
}

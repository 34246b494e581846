/**
 * What speaks against a trial, judged from its evidence alone and never from its outcome: a trial is not called
 * disturbed because it was slow. The run judges a trial when it ends and stores the labels with it.
 */
import { mean, sum } from '../../statistics/averages.ts';
import { disturbancesOfMachine, isUnsteady } from '../evidence.ts';
import { keepsWorkerPerConnection, warmedPerProcessor } from './cost.ts';
import type { Label } from './labels.ts';
import type { ServerRecord, Slice } from './record.ts';
import { busyConnections, type ServerSetup } from './setup.ts';

const busyUtilization = 0.8;
const littleTolerance = 0.03;

/** What the judgement has to know about the machine. */
export interface Machine {
  /** Processors that an unpinned program may use. */
  readonly processorCount: number;
}

/** The labels that a trial deserves, in the order of the evidence table in docs/methodology.md. */
export function judge(record: ServerRecord, setup: ServerSetup, machine: Machine): Label[] {
  const { slices } = record;
  const found: Label[] = [];
  // Without load there is no rate that could be wrong or change.
  const hasLoad = setup.load.shape !== 'none';
  if (hasLoad && isLittlesLawBroken(slices)) found.push('littles-law');
  if (hasLoad && isUnsteady(slices)) found.push('not-steady');
  if (hasColdWorkers(setup)) found.push('cold-workers');
  if (isClientLimited(slices, setup, machine)) found.push('client-limited');
  const uses = slices.map(({ machine: time, server, client }) => ({
    machine: time,
    ownNs: server.cpuNs + client.cpuNs,
  }));
  found.push(...disturbancesOfMachine(uses, record.throttledNs));
  return found;
}

/**
 * Many connections that have a worker each share the warm-up that is meant for a few. Where connections are replaced, new
 * workers are what is measured.
 */
function hasColdWorkers(setup: ServerSetup): boolean {
  const processors = setup.serverCpus?.length ?? setup.workers;
  return keepsWorkerPerConnection(setup) && busyConnections(setup.load) > warmedPerProcessor * processors;
}

/**
 * Little (Operations Research 9(3), 1961): mean requests in flight = rate × mean time in the system. In a closed loop the
 * first is known beforehand; a client that loses time between two clock reads cannot make both sides agree.
 */
function isLittlesLawBroken(slices: readonly Slice[]): boolean {
  const littleRatio = mean(slices.map((slice) => slice.littleRatio));
  return !(Math.abs(littleRatio - 1) <= littleTolerance);
}

/**
 * The client was busy and the server was not: then the figure is the client's. A client process has one thread, so it
 * cannot use more processors than there are clients. The server is given every processor it may use: a model that uses
 * only one of two and meets a busy client is therefore marked, and "at least" is still true of it.
 */
function isClientLimited(slices: readonly Slice[], setup: ServerSetup, machine: Machine): boolean {
  const clientProcessors = Math.min(setup.clients, setup.clientCpus?.length ?? machine.processorCount);
  const serverProcessors = setup.serverCpus?.length ?? machine.processorCount;
  const client = utilization(slices, (slice) => slice.client) / clientProcessors;
  const server = utilization(slices, (slice) => slice.server) / serverProcessors;
  return client > busyUtilization && server < busyUtilization;
}

function utilization(slices: readonly Slice[], side: (slice: Slice) => { cpuNs: number; elapsedNs: number }): number {
  return sum(slices.map((slice) => side(slice).cpuNs)) / sum(slices.map((slice) => side(slice).elapsedNs));
}

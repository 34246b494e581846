/**
 * What speaks against a trial, judged from its evidence alone and never from its outcome: a trial is not called
 * disturbed because it was slow. The run judges a trial when it ends and stores the labels with it.
 */
import { mean, sum } from '../../statistics/averages.ts';
import { disturbancesOfMachine, isUnsteady, type Disturbance, type MachineUse } from '../evidence.ts';
import type { Machine } from '../kind.ts';
import { clientShare } from './client-share.ts';
import { keepsWorkerPerConnection, warmedPerProcessor } from './cost.ts';
import type { Label } from './labels.ts';
import { clientBusyShare, isSaturated, pacingLimits } from './open-evidence.ts';
import type { ServerRecord, Slice } from './record.ts';
import { busyConnections, isPaced, type ServerSetup } from './setup.ts';

const busyUtilization = 0.8;
const littleTolerance = 0.03;
/** Of the machine: a larger client decides on the ratio of two servers along with them. */
const smallClientShare = 0.1;

/** The labels that a trial deserves, in the order of the evidence table in docs/methodology.md. */
export function judge(record: ServerRecord, setup: ServerSetup, machine: Machine): Label[] {
  const { slices } = record;
  const found: Label[] = [];
  // Without load there is no rate that could be wrong or change.
  const hasLoad = setup.load.shape !== 'none';
  // An open loop promises a rate, and no number of requests in flight.
  if (isClosed(setup) && isLittlesLawBroken(slices)) found.push('littles-law');
  if (hasLoad && isUnsteady(slices)) found.push('not-steady');
  if (isSaturated(record)) found.push('saturated');
  found.push(...pacingLimits(record).map((percentile) => `pacing-limited-${percentile}` as const));
  if (hasColdWorkers(setup)) found.push('cold-workers');
  if (isClientLimited(record, setup, machine)) found.push('client-limited');
  if (clientShare(record, setup, machine) > smallClientShare) found.push('client-share');
  found.push(...disturbances(record, isPaced(setup.load)));
  return found;
}

function isClosed({ load: { shape } }: ServerSetup): boolean {
  return shape === 'closed' || shape === 'churn';
}

/** Of the client's machine and, where that is another one, of the server's. */
function disturbances({ slices, throttledNs, serverMachine }: ServerRecord, isWaitedFor: boolean): Disturbance[] {
  if (serverMachine === undefined) return disturbancesOfMachine(slices.map(useOfOnlyMachine), throttledNs, isWaitedFor);
  const ofClient = slices.map(({ machine, client }) => ({ machine, ownNs: client.cpuNs }));
  const ofServer = slices.map(({ serverMachine: machine = null, server }) => ({ machine, ownNs: server?.cpuNs ?? 0 }));
  return [
    ...new Set([
      ...disturbancesOfMachine(ofClient, throttledNs, isWaitedFor),
      ...disturbancesOfMachine(ofServer, serverMachine.throttledNs, isWaitedFor),
    ]),
  ];
}

/** A server that tells nothing of itself may be on this machine: what it uses cannot be told from foreign load. */
function useOfOnlyMachine({ machine, server, client }: Slice): MachineUse {
  return { machine, ownNs: server === null ? (machine?.busyNs ?? 0) : server.cpuNs + client.cpuNs };
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
function isClientLimited(record: ServerRecord, setup: ServerSetup, machine: Machine): boolean {
  const { slices, serverMachine, capacity } = record;
  if (capacity !== undefined) return capacity.isAtLeast;
  if (isBeyondOwnLimit(setup) && !isSaturated(record)) return true;
  const clientProcessors = Math.min(setup.clients, setup.clientCpus?.length ?? machine.processorCount);
  const serverProcessors = setup.serverCpus?.length ?? serverMachine?.processors ?? machine.processorCount;
  // A client that spins until a request is due is busy all the time.
  const spun = clientBusyShare(record);
  const client = Number.isNaN(spun) ? utilization(slices, (slice) => slice.client) / clientProcessors : spun;
  const server = utilization(slices, (slice) => slice.server) / serverProcessors;
  // Of a server that tells nothing it cannot be said that it was busy.
  return client > busyUtilization && !(server >= busyUtilization);
}

/** More is offered than the model answered in a closed loop: a server that keeps up with it was not the limit there. */
function isBeyondOwnLimit({ load }: ServerSetup): boolean {
  return load.shape === 'open' && load.share !== null && load.share.of === 'own' && load.share.amount > 1;
}

/** NaN where a side has no counters. */
function utilization(slices: readonly Slice[], side: (slice: Slice) => Slice['client'] | null): number {
  const used = slices.map((slice) => side(slice)?.cpuNs ?? Number.NaN);
  return sum(used) / sum(slices.map((slice) => side(slice)?.elapsedNs ?? Number.NaN));
}

/** What the server and the client of a trial are started with, as their command lines have it. */
import { formatEndpoint, type Endpoint } from '../../../protocol/endpoint.ts';
import { driverOf } from './driver.ts';
import { keepsWorkerPerConnection } from './cost.ts';
import { busyConnections, depthOf, type Load, type ServerSetup } from './setup.ts';

/** The plan has asked whether the model can have so many; those that verify it are still going when the load comes. */
const spareConnections = 16;

export function serverArguments(setup: ServerSetup, listen: string): string[] {
  return [
    ...['--model', setup.model, '--framing', setup.framing, '--service', setup.service],
    ...['--listen', listen, '--workers', String(setup.workers)],
    ...['--message-bytes', String(Math.max(1, setup.payloadBytes)), '--control', 'stdin'],
    ...(keepsWorkerPerConnection(setup)
      ? ['--max-connections', String(busyConnections(setup.load) + setup.idleConnections + spareConnections)]
      : []),
    ...(setup.receiveBufferBytes === null ? [] : ['--receive-buffer', String(setup.receiveBufferBytes)]),
    ...(setup.serverCpus === null ? [] : ['--cpus', setup.serverCpus.join(',')]),
  ];
}

interface Towards {
  readonly endpoint: Endpoint;
  readonly seed: number;
  /** `FIRST-LAST`; null: as the client chooses. */
  readonly sourceAddresses: string | null;
}

export function clientArguments(setup: ServerSetup, { endpoint, seed, sourceAddresses }: Towards): string[] {
  return [
    ...['--connect', formatEndpoint(endpoint), '--framing', setup.framing, '--service', setup.mix ?? setup.service],
    ...shapeArguments(setup.load),
    ...['--connections', String(busyConnections(setup.load))],
    ...(setup.load.shape === 'churn' ? ['--requests-per-connection', String(setup.load.exchangesPerConnection)] : []),
    // Kept connections have a port each, and need no more addresses for them.
    ...(setup.load.shape === 'churn' && sourceAddresses !== null ? ['--source-addresses', sourceAddresses] : []),
    ...(setup.idleConnections === 0 ? [] : ['--idle-connections', String(setup.idleConnections)]),
    ...['--bytes', String(setup.payloadBytes), '--clients', String(setup.clients), '--seed', String(seed)],
    ...['--control', 'stdin', '--hold', '--driver', driverOf(setup)],
    ...(setup.pacing === undefined ? [] : ['--pacing', setup.pacing]),
    ...(setup.clientCpus === null ? [] : ['--cpus', setup.clientCpus.join(',')]),
  ];
}

function shapeArguments(load: Load): string[] {
  if (load.shape === 'open') return ['--shape', `open:${load.ratePerSecond}`];
  if (load.shape === 'objective') return ['--slo', load.objective];
  return ['--shape', `closed:${depthOf(load)}`];
}

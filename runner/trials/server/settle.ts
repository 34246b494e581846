/** From what an experiment asks of a server to what runs here: which processors, how many workers and clients. Pure. */
import type { Pinning } from '../../../native/affinity.ts';
import { supportsExchange } from '../../../protocol/framing/framing.ts';
import { framings, type FramingName } from '../../../protocol/framing/index.ts';
import { parseService } from '../../../protocol/service.ts';
import { choosesReceiveBuffer, models, type ModelName } from '../../../servers/models/index.ts';
import { tooFewDescriptors } from '../../machine/descriptor-room.ts';
import type { Settled, Site } from '../kind.ts';
import { paths, type PathName } from '../paths/index.ts';
import { calibrationSchema } from './calibration.ts';
import { busyConnections, depthOf, exchangesPerConnection } from './setup.ts';
import type { Regime, ServerSetup, ServerWanted } from './setup.ts';

/** Who may use which processors; null: not pinned. */
export type Placement = Pick<ServerSetup, 'serverCpus' | 'clientCpus' | 'workers' | 'clients'>;

/** Pools are pools: two workers at the least, also on one processor. */
const fewestWorkers = 2;

const unplaced: Placement = { serverCpus: null, clientCpus: null, workers: fewestWorkers, clients: 1 };

export function settle(wanted: ServerWanted, site: Site): Settled<ServerSetup> {
  const { workMicros } = wanted;
  const { nsPerIteration } = calibrationSchema.parse(site.calibration);
  const placement = place(wanted.regime, site.cpus, site.pinning);
  const iterations = iterationsFor(workMicros, nsPerIteration);
  const setup = settled(wanted, iterations, nsPerIteration, placement);
  const { family, classicName } = models[setup.model as ModelName];
  return {
    setup,
    unsupported: placement === null ? whyUnplaced(site) : unsupported(setup, site),
    ...{ family, classicName, source: `servers/models/${setup.model}.ts` },
  };
}

/** @param iterations rounds of work per request; 0 is `echo` */
export function settled(
  wanted: ServerWanted,
  iterations: number,
  nsPerIteration: number,
  placement: Placement | null,
): ServerSetup {
  const { clients, ...processors } = placement ?? unplaced;
  const { model, framing, path, regime, load, idleConnections, payloadBytes, receiveBufferBytes } = wanted;
  return {
    ...{ model, framing, path, regime, load, idleConnections, payloadBytes, receiveBufferBytes },
    service: iterations === 0 ? 'echo' : `work:${iterations}`,
    workNsPerRequest: iterations * nsPerIteration,
    ...processors,
    // Of clients without connections one is enough.
    clients: Math.max(1, Math.min(clients, busyConnections(wanted.load))),
  };
}

/**
 * Equal budget: the first half of the processors is the server's, the second the clients'. Whole machine: nothing is
 * pinned, every processor gets a worker, and half as many client processes make the load. Null: cannot be had here.
 */
export function place(regime: Regime, cpus: readonly number[], pinning: Pinning): Placement | null {
  const half = Math.floor(cpus.length / 2);
  if (regime === 'whole-machine') {
    const workers = Math.max(fewestWorkers, cpus.length);
    return { serverCpus: null, clientCpus: null, workers, clients: Math.max(1, half) };
  }
  if (half === 0 || !pinning.ok) return null;
  const serverCpus = cpus.slice(0, half);
  const clientCpus = cpus.slice(half, 2 * half);
  return { serverCpus, clientCpus, workers: Math.max(fewestWorkers, half), clients: half };
}

function whyUnplaced({ pinning }: Site): string {
  if (!pinning.ok) return `equal budget: ${pinning.reason}`;
  return 'equal budget needs two processors, one for each side';
}

/** Rounds of `work` that take so long; `workMicros` 0 is `echo`. */
export function iterationsFor(workMicros: number, nsPerIteration: number): number {
  return workMicros === 0 ? 0 : Math.max(1, Math.round((workMicros * 1000) / nsPerIteration));
}

/** Why the model, the path or the framing cannot do what is asked; null where they can. */
function unsupported(setup: ServerSetup, { descriptorLimit }: Site): string | null {
  const path = paths[setup.path as PathName].available();
  if (!path.ok) return path.reason;
  const open = busyConnections(setup.load) + setup.idleConnections;
  const tooFew = tooFewDescriptors(open, descriptorLimit);
  if (tooFew !== null) return tooFew;
  const model = models[setup.model as ModelName];
  const exchanges = exchangesPerConnection(setup.load);
  // One at the least, which verifies it.
  const connections = Math.max(1, open);
  const supported = model.supports({ transport: 'tcp', connections, exchangesPerConnection: exchanges });
  if (!supported.ok) return supported.reason;
  const chosen = setup.receiveBufferBytes === null ? supported : choosesReceiveBuffer(model);
  if (!chosen.ok) return chosen.reason;
  const framing = framings[setup.framing as FramingName];
  const exchanged = supportsExchange(framing, {
    service: parseService('--service', setup.service).kind,
    depth: depthOf(setup.load),
    exchangesPerConnection: exchanges,
  });
  if (!exchanged.ok) return exchanged.reason;
  const carried = framing.carries(setup.payloadBytes, { maxMessageBytes: 1 << 20, messageBytes: setup.payloadBytes });
  return carried.ok ? null : carried.reason;
}

/** From what an experiment asks of a server to what runs here: which processors, how many workers and clients. Pure. */
import { preferredDriver } from '../../../clients/drivers/index.ts';
import { supportsExchange } from '../../../protocol/framing/framing.ts';
import { framings, type FramingName } from '../../../protocol/framing/index.ts';
import { parseService } from '../../../protocol/service.ts';
import { choosesReceiveBuffer, models, type ModelName } from '../../../servers/models/index.ts';
import { tooFewDescriptors } from '../../machine/descriptor-room.ts';
import type { RemoteSite, Settled, Site } from '../kind.ts';
import { parsePath, type ChosenPath } from '../paths/index.ts';
import { calibrationSchema, type Calibration } from './calibration.ts';
import { settleLoad } from './open-load.ts';
import { place, placeClients, placeElsewhere, unplaced, whyUnplaced, type Placement } from './placement.ts';
import { busyConnections, depthOf, exchangesPerConnection, isPaced, usual } from './setup.ts';
import type { Regime, ServerSetup, ServerWanted, Work } from './setup.ts';

export function settle(declared: ServerWanted, site: Site): Settled<ServerSetup> {
  const wanted = { ...declared, path: site.path ?? declared.path };
  const chosen = parsePath('path', wanted.path);
  const calibration = calibrationSchema.parse(site.calibration);
  const placement = placeOn(chosen, wanted.regime, site);
  const iterations = iterationsFor(wanted.work, calibration);
  const conditions = settled(wanted, iterations, calibration.nsPerIteration, placement);
  const { load, unknown } = settleLoad(wanted.load, conditions, calibration);
  const setup = { ...conditions, load };
  const isRunning = chosen.path.server === 'running';
  return {
    setup,
    unsupported:
      unavailable(chosen, site) ??
      (placement === null ? whyUnplaced(site, remoteOf(chosen, site)) : unsupported(setup, chosen, site)) ??
      unknown,
    ...(isRunning ? unknownServer : ofModel(setup.model)),
    isOneProcess: isRunning,
  };
}

/** What the length of work depends on. */
type Calibrated = Pick<Calibration, 'nsPerIteration' | 'echoCpuNsPerMessage'>;

/** What the processors of both sides depend on. */
type PlacedSite = Pick<Site, 'cpus' | 'pinning' | 'remote'>;

/** Nobody can tell which model a server is that somebody else started. */
const unknownServer = { family: null, classicName: null, source: null };

function ofModel(name: string): Pick<Settled<ServerSetup>, 'family' | 'classicName' | 'source'> {
  const { family, classicName } = models[name as ModelName];
  return { family, classicName, source: `servers/models/${name}.ts` };
}

export function placeOn(chosen: ChosenPath, regime: Regime, site: PlacedSite): Placement | null {
  const remote = remoteOf(chosen, site);
  if (remote !== null) return placeElsewhere(regime, site, remote);
  return chosen.path.server === 'running' ? placeClients(regime, site) : place(regime, site);
}

/** Where both sides have processors of their own: equal budget if that can be had. */
export function fairestRegime(chosen: ChosenPath, site: PlacedSite): Regime {
  return placeOn(chosen, 'equal-budget', site) === null ? 'whole-machine' : 'equal-budget';
}

/** The machine of the server, where that is another one. */
function remoteOf({ path }: ChosenPath, { remote }: Pick<Site, 'remote'>): RemoteSite | null {
  return path.server === 'elsewhere' ? remote : null;
}

/** Why the path cannot be had; null where it can. */
function unavailable({ path, argument, name }: ChosenPath, { network, remote }: Site): string | null {
  const available = path.available(network, argument);
  if (!available.ok) return available.reason;
  return path.server === 'elsewhere' && remote === null ? `${name}: use --path ${name}` : null;
}

/** @param iterations rounds of work per request; 0 is `echo` */
export function settled<Wanted extends ServerWanted>(
  wanted: Wanted,
  iterations: number,
  nsPerIteration: number,
  placement: Placement | null,
): Omit<ServerSetup, 'load'> & Pick<Wanted, 'load'> {
  const { clients, ...processors } = placement ?? unplaced;
  const { model, framing, path, regime, load, idleConnections, payloadBytes, receiveBufferBytes, mix } = wanted;
  return {
    ...{ model, framing, path, regime, load, idleConnections, payloadBytes, receiveBufferBytes },
    ...(mix === undefined ? {} : { mix }),
    service: mix === undefined ? serviceOf(iterations) : 'work:payload',
    workNsPerRequest: iterations * nsPerIteration,
    ...processors,
    // Of clients without connections one is enough.
    clients: Math.max(1, Math.min(clients, busyConnections(wanted.load))),
    driver: preferredDriver,
    // Asking the clock until a request is due takes a processor, which a pinned client has.
    ...(isPaced(load) && { pacing: processors.clientCpus === null ? ('sleep' as const) : ('spin' as const) }),
  };
}

function serviceOf(iterations: number): string {
  return iterations === 0 ? 'echo' : `work:${iterations}`;
}

/** Rounds of `work` that take so long; 0 is `echo`. */
export function iterationsFor(work: Work, calibration: Calibrated): number {
  const workNs = nsOf(work, calibration);
  return workNs === 0 ? 0 : Math.max(1, Math.round(workNs / calibration.nsPerIteration));
}

function nsOf(work: Work, { echoCpuNsPerMessage }: Calibrated): number {
  return 'micros' in work ? work.micros * 1000 : work.echoes * echoCpuNsPerMessage;
}

/** Why the model or the framing cannot do what is asked; null where they can. */
function unsupported(setup: ServerSetup, chosen: ChosenPath, site: Site): string | null {
  const { path } = chosen;
  if (path.server === 'running' && setup.model !== usual.model)
    return `${chosen.name} is a server that is running already: whether it is ${setup.model} cannot be known`;
  if (path.server === 'running' && isPaced(setup.load))
    return `${chosen.name} is a server that is running already: how much it can take is not known before`;
  const open = busyConnections(setup.load) + setup.idleConnections;
  const limits = [site.descriptorLimit, remoteOf(chosen, site)?.descriptorLimit ?? null].filter(
    (limit) => limit !== null,
  );
  const tooFew = tooFewDescriptors(open, limits.length === 0 ? null : Math.min(...limits));
  if (tooFew !== null) return tooFew;
  const model = models[setup.model as ModelName];
  const exchanges = exchangesPerConnection(setup.load);
  // One at the least, which verifies it.
  const connections = Math.max(1, open);
  const supported = model.supports({ transport: path.transport, connections, exchangesPerConnection: exchanges });
  if (!supported.ok) return supported.reason;
  const receives = setup.receiveBufferBytes === null ? supported : choosesReceiveBuffer(model);
  if (!receives.ok) return receives.reason;
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

/** The beginning of a trial: its programs are started, the server is verified, and its memory at rest is taken. */
import { fileURLToPath } from 'node:url';
import type { Endpoint } from '../../../protocol/endpoint.ts';
import { keepsWorkerPerConnection } from './cost.ts';
import { inPhase, readQuiescent, readUsage, serverTitle, stopClient, untilConnected, untilServed } from './steps.ts';
import type { OpenPath } from '../paths/path.ts';
import type { Runtime } from '../place.ts';
import { Program } from '../program.ts';
import { models, type ModelName } from '../../../servers/models/index.ts';
import type { Pace, Rig } from '../kind.ts';
import { parsePath } from '../paths/index.ts';
import { clientArguments, serverArguments } from './arguments.ts';
import { overPath } from './over-path.ts';
import { LiveClientTrial } from './live-client-trial.ts';
import { LiveServerTrial, readThrottled, type TrialTerms } from './live-server-trial.ts';
import { busyConnections, type ServerSetup } from './setup.ts';
import { warmUpOrder } from './slice-order.ts';

const firstSliceMs = 50;
const firstSliceWithinMs = 60_000;

const serverEntry = fileURLToPath(new URL('../../../servers/main.ts', import.meta.url));
const clientEntry = fileURLToPath(new URL('../../../clients/main.ts', import.meta.url));

type PathToServer = Extract<OpenPath['server'], { readonly listen: string }>;

export interface StartOptions extends TrialTerms {
  readonly path: OpenPath;
  readonly runtime: Runtime;
  readonly seed: number;
}

/** @throws TrialError, with nothing left running */
export async function startServerTrial(
  setup: ServerSetup,
  { runtime, cpus, seed, network, remote }: Rig,
  { warmup }: Pick<Pace, 'warmup'>,
): Promise<LiveServerTrial | LiveClientTrial> {
  const path = await inPhase('start', [], async () => {
    const chosen = parsePath('path', setup.path);
    return await chosen.path.open(chosen.argument, { network, remote });
  });
  const isElsewhere = !path.machine.isThisMachine;
  const processors = setup.serverCpus?.length ?? (isElsewhere ? remote?.cpus.length : undefined) ?? cpus.length;
  const isolates = warmIsolates(setup);
  return await startPrograms({ setup, path, runtime, warmup, isolates, processors, seed });
}

/**
 * A worker that serves no connection has nothing to get warm with, nor has one whose connection, and with it the worker,
 * is replaced after an exchange or two: of those only the acceptor stays.
 */
function warmIsolates({ model, workers, load }: ServerSetup): number {
  const connections = busyConnections(load);
  // A run that another edition began may have a model that is gone: its server says so when it is started.
  const isolates = model in models ? models[model as ModelName].isolates(workers, connections) : workers;
  return Math.min(isolates, connections, load.shape === 'churn' ? workers : Number.POSITIVE_INFINITY);
}

/** Starts both programs, or the client alone; it connects and verifies the server. Closes the path if that fails. */
export async function startPrograms(options: StartOptions): Promise<LiveServerTrial | LiveClientTrial> {
  const { path } = options;
  try {
    const { server } = path;
    return await ('running' in server
      ? startClientTrial(options, server.running)
      : overPath(path, () => startBoth(options, server)));
  } catch (error) {
    await path[Symbol.asyncDispose]();
    throw error;
  }
}

/** The server is none of ours: it is neither started nor asked anything but to serve. */
async function startClientTrial(options: StartOptions, endpoint: Endpoint): Promise<LiveClientTrial> {
  const client = await startClient(options, endpoint, []);
  try {
    const { firstExchangeNs } = await inPhase('verify', [client], () => untilConnected(client, options.setup));
    const throttledNs = await readThrottled(options.path);
    return new LiveClientTrial(client, options.path, options, { endpoint, firstExchangeNs, throttledNs });
  } catch (error) {
    await client[Symbol.asyncDispose]();
    throw error;
  }
}

async function startBoth(options: StartOptions, { listen, place }: PathToServer): Promise<LiveServerTrial> {
  const { setup, path, runtime } = options;
  const startedMs = performance.now();
  const server = await inPhase('start', [], () =>
    Program.start({
      title: `${serverTitle} ${setup.model}`,
      runtime,
      place,
      command: [serverEntry, ...serverArguments(setup, listen)],
      cpus: setup.serverCpus,
    }),
  );
  let client: Program | undefined;
  try {
    const ready = await inPhase('start', [server], () => server.answer('ready'));
    const readyMs = performance.now() - startedMs;
    const endpoint = ready['endpoint'] as Endpoint;
    const first = await inPhase('start', [server], () => readUsage(server));
    if (takesOnMuchAtFirst(setup)) await serveOnce(options, endpoint, server);
    const { pids, rssBytes } = await inPhase('start', [server], () => readQuiescent(server, first));
    const atRest = await inPhase('start', [server], () => path.machine.memory(pids, rssBytes));
    const connected = await startClient(options, endpoint, [server]);
    client = connected;
    const { firstExchangeNs } = await inPhase('verify', [server, client], () => untilConnected(connected, setup));
    if (hasConnectionsToTake(setup)) {
      await inPhase('verify', [server, client], () =>
        untilServed(server, busyConnections(setup.load) + setup.idleConnections),
      );
      if (keepsWorkerPerConnection(setup) && setup.load.shape !== 'none')
        await inPhase('warm-up', [server, client], () => exchangeFirst(connected, setup));
    }
    const throttledNs = await inPhase('start', [server], () => readThrottled(path));
    const beginning = { endpoint, readyMs, firstExchangeNs, atRest, throttledNs };
    return new LiveServerTrial(server, client, path, options, beginning);
  } catch (error) {
    await Promise.all([server[Symbol.asyncDispose](), client?.[Symbol.asyncDispose]()]);
    throw error;
  }
}

/**
 * One short slice, in which each of many workers runs its code for the first time: see `startsAlone` in ../kind.ts. As in
 * a warm-up the loop is closed: an open one reaches few of them, and would use up a schedule that the measured slice of the
 * other models has.
 */
async function exchangeFirst(client: Program, { load }: ServerSetup): Promise<void> {
  await client.ask(warmUpOrder(load, firstSliceMs).line, 'slice', firstSliceWithinMs);
}

/**
 * What a server takes on with its very first connection (compiled code, grown heap) is none of what an idle one costs:
 * at a thousand connections a megabyte of it would be a kilobyte for each.
 */
function takesOnMuchAtFirst({ load, idleConnections }: ServerSetup): boolean {
  return load.shape === 'none' && idleConnections > 0;
}

/** Neither idle connections nor a worker for each connection are waited for while something is measured. */
function hasConnectionsToTake(setup: ServerSetup): boolean {
  return setup.idleConnections > 0 || keepsWorkerPerConnection(setup);
}

/** Another client verifies the server and goes. */
async function serveOnce(options: StartOptions, endpoint: Endpoint, server: Program): Promise<void> {
  const alone = { ...options, setup: { ...options.setup, idleConnections: 0 } };
  await using client = await startClient(alone, endpoint, [server]);
  await inPhase('verify', [server, client], async () => {
    await untilConnected(client, alone.setup);
    await stopClient(client, alone.setup);
  });
}

async function startClient(options: StartOptions, endpoint: Endpoint, others: readonly Program[]): Promise<Program> {
  const { setup, path, runtime, seed } = options;
  const { place, sourceAddresses } = path.client;
  return await inPhase('start', others, () =>
    Program.start({
      title: `client of ${others.length === 0 ? setup.path : setup.model}`,
      runtime,
      place,
      command: [clientEntry, ...clientArguments(setup, { endpoint, seed, sourceAddresses })],
      cpus: setup.clientCpus,
    }),
  );
}

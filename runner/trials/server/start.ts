/** The beginning of a trial: its programs are started, the server is verified, and its memory at rest is taken. */
import { fileURLToPath } from 'node:url';
import type { ConnectedLine } from '../../../clients/report.ts';
import { formatEndpoint, type Endpoint } from '../../../protocol/endpoint.ts';
import { keepsWorkerPerConnection } from './cost.ts';
import { inPhase, readQuiescent, readUsage, serverTitle, stopClient, untilServed } from './steps.ts';
import type { OpenPath } from '../paths/path.ts';
import { readMemory } from './process-memory.ts';
import { readThrottledNs } from '../../machine/machine-time.ts';
import { Program, type Runtime } from '../program.ts';
import { models, type ModelName } from '../../../servers/models/index.ts';
import type { Pace, Rig } from '../kind.ts';
import { paths, type PathName } from '../paths/index.ts';
import { LiveServerTrial, type TrialTerms } from './live-server-trial.ts';
import { busyConnections, depthOf, type ServerSetup } from './setup.ts';

/** The plan has asked whether the model can have so many; those that verify it are still going when the load comes. */
const spareConnections = 16;

const firstSliceMs = 50;
const firstSliceWithinMs = 60_000;

const serverEntry = fileURLToPath(new URL('../../../servers/main.ts', import.meta.url));
const clientEntry = fileURLToPath(new URL('../../../clients/main.ts', import.meta.url));

export interface StartOptions extends TrialTerms {
  readonly path: OpenPath;
  readonly runtime: Runtime;
  readonly seed: number;
}

/** @throws TrialError, with nothing left running */
export async function startServerTrial(
  setup: ServerSetup,
  { runtime, cpus, seed }: Rig,
  { warmup }: Pick<Pace, 'warmup'>,
): Promise<LiveServerTrial> {
  const path = await paths[setup.path as PathName].open();
  const isolates = warmIsolates(setup);
  return await startPrograms({
    setup,
    path,
    runtime,
    warmup,
    isolates,
    processors: setup.serverCpus?.length ?? cpus.length,
    seed,
  });
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

/** Starts both programs; the client connects and verifies the server. */
export async function startPrograms(options: StartOptions): Promise<LiveServerTrial> {
  const { setup, path, runtime } = options;
  const startedMs = performance.now();
  const server = await inPhase('start', [], () =>
    Program.start({
      title: `${serverTitle} ${setup.model}`,
      runtime,
      prefix: path.server,
      command: [serverEntry, ...serverArguments(setup, path)],
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
    const atRest = readMemory(pids, rssBytes);
    const connected = await startClient(options, endpoint, server);
    client = connected;
    const line = await inPhase('verify', [server, client], () => connected.answer('connected'));
    const { firstExchangeNs } = line as unknown as ConnectedLine;
    if (hasConnectionsToTake(setup)) {
      await inPhase('verify', [server, client], () =>
        untilServed(server, busyConnections(setup.load) + setup.idleConnections),
      );
      if (keepsWorkerPerConnection(setup) && setup.load.shape !== 'none')
        await inPhase('warm-up', [server, client], () => exchangeFirst(connected));
    }
    const beginning = { readyMs, firstExchangeNs, atRest, throttledNs: readThrottledNs() };
    return new LiveServerTrial(server, client, options, beginning);
  } catch (error) {
    await Promise.all([server[Symbol.asyncDispose](), client?.[Symbol.asyncDispose]()]);
    throw error;
  }
}

/** One short slice, in which each of many workers runs its code for the first time: see `startsAlone` in ../kind.ts. */
async function exchangeFirst(client: Program): Promise<void> {
  await client.ask(`go ${firstSliceMs}`, 'slice', firstSliceWithinMs);
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
  await using client = await startClient(alone, endpoint, server);
  await inPhase('verify', [server, client], async () => {
    await client.answer('connected');
    await stopClient(client);
  });
}

async function startClient(options: StartOptions, endpoint: Endpoint, server: Program): Promise<Program> {
  const { setup, path, runtime } = options;
  return await inPhase('start', [server], () =>
    Program.start({
      title: `client of ${setup.model}`,
      runtime,
      prefix: path.client,
      command: [clientEntry, ...clientArguments(options, endpoint)],
      cpus: setup.clientCpus,
    }),
  );
}

function serverArguments(setup: ServerSetup, path: OpenPath): string[] {
  return [
    ...['--model', setup.model, '--framing', setup.framing, '--service', setup.service],
    ...['--listen', path.listen, '--workers', String(setup.workers)],
    ...['--message-bytes', String(Math.max(1, setup.payloadBytes)), '--control', 'stdin'],
    ...(keepsWorkerPerConnection(setup)
      ? ['--max-connections', String(busyConnections(setup.load) + setup.idleConnections + spareConnections)]
      : []),
    ...(setup.receiveBufferBytes === null ? [] : ['--receive-buffer', String(setup.receiveBufferBytes)]),
    ...(setup.serverCpus === null ? [] : ['--cpus', setup.serverCpus.join(',')]),
  ];
}

function clientArguments({ setup, seed }: StartOptions, endpoint: Endpoint): string[] {
  return [
    ...['--connect', formatEndpoint(endpoint), '--framing', setup.framing, '--service', setup.service],
    ...['--shape', `closed:${depthOf(setup.load)}`, '--connections', String(busyConnections(setup.load))],
    ...(setup.load.shape === 'churn' ? ['--requests-per-connection', String(setup.load.exchangesPerConnection)] : []),
    ...(setup.idleConnections === 0 ? [] : ['--idle-connections', String(setup.idleConnections)]),
    ...['--bytes', String(setup.payloadBytes), '--clients', String(setup.clients), '--seed', String(seed)],
    ...['--control', 'stdin', '--hold'],
    ...(setup.clientCpus === null ? [] : ['--cpus', setup.clientCpus.join(',')]),
  ];
}

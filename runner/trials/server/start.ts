/** The beginning of a trial: its programs are started, the server is verified, and its memory at rest is taken. */
import { fileURLToPath } from 'node:url';
import type { ConnectedLine } from '../../../clients/report.ts';
import { formatEndpoint, type Endpoint } from '../../../protocol/endpoint.ts';
import { keepsWorkerPerConnection } from '../../experiments/choices.ts';
import { inPhase, readCalm, readThrottledNs, readUsage, serverTitle, stopClient, untilServed } from './steps.ts';
import type { OpenPath } from '../paths/path.ts';
import { readMemory } from './process-memory.ts';
import { Program, type Runtime } from '../program.ts';
import type { Plan } from '../../result/result.ts';
import { ProgramCell } from './live-server-trial.ts';
import type { Cell } from '../../result/trial.ts';

/** The plan has asked whether the model can have so many; those that verify it are still going when the load comes. */
const spareConnections = 16;

const firstSliceMs = 50;
const firstSliceWithinMs = 60_000;

const serverEntry = fileURLToPath(new URL('../../../servers/main.ts', import.meta.url));
const clientEntry = fileURLToPath(new URL('../../../clients/main.ts', import.meta.url));

export interface StartOptions {
  readonly cell: Cell;
  readonly path: OpenPath;
  readonly runtime: Runtime;
  readonly warmup: Plan['warmup'];
  /** Isolates of the server, each of which has to be warmed up, and processors that it may use. */
  readonly isolates: number;
  readonly processors: number;
  readonly seed: number;
}

/** Starts both programs; the client connects and verifies the server. @throws TrialError, with nothing left running. */
export async function startCell(options: StartOptions): Promise<ProgramCell> {
  const { cell, path, runtime } = options;
  const startedMs = performance.now();
  const server = await inPhase('start', [], () =>
    Program.start({
      title: `${serverTitle} ${cell.model}`,
      runtime,
      prefix: path.server,
      command: [serverEntry, ...serverArguments(cell, path)],
      cpus: cell.serverCpus,
    }),
  );
  let client: Program | undefined;
  try {
    const ready = await inPhase('start', [server], () => server.answer('ready'));
    const readyMs = performance.now() - startedMs;
    const endpoint = ready['endpoint'] as Endpoint;
    const first = await inPhase('start', [server], () => readUsage(server));
    if (needsFirstAcquaintance(cell)) await acquaint(options, endpoint, server);
    const { pids, rssBytes } = await inPhase('start', [server], () => readCalm(server, first));
    const atRest = readMemory(pids, rssBytes);
    const connected = await startClient(options, endpoint, server);
    client = connected;
    const line = await inPhase('verify', [server, client], () => connected.answer('connected'));
    const { firstExchangeNs } = line as unknown as ConnectedLine;
    if (hasConnectionsToTake(cell)) {
      await inPhase('verify', [server, client], () => untilServed(server, cell.connections + cell.idleConnections));
      if (keepsWorkerPerConnection(cell) && cell.connections > 0)
        await inPhase('warm-up', [server, client], () => exchangeFirst(connected));
    }
    const beginning = { readyMs, firstExchangeNs, atRest, throttledNs: readThrottledNs() };
    return new ProgramCell(server, client, options, beginning);
  } catch (error) {
    await Promise.all([server[Symbol.asyncDispose](), client?.[Symbol.asyncDispose]()]);
    throw error;
  }
}

/** One short slice, in which each of many workers runs its code for the first time: see `measureSliced` in block.ts. */
async function exchangeFirst(client: Program): Promise<void> {
  await client.ask(`go ${firstSliceMs}`, 'slice', firstSliceWithinMs);
}

/**
 * What a server takes on with its very first connection (compiled code, grown heap) is none of what an idle one costs:
 * at a thousand connections a megabyte of it would be a kilobyte for each.
 */
function needsFirstAcquaintance({ connections, idleConnections }: Cell): boolean {
  return connections === 0 && idleConnections > 0;
}

/** Neither idle connections nor a worker for each connection are waited for while something is measured. */
function hasConnectionsToTake(cell: Cell): boolean {
  return cell.idleConnections > 0 || keepsWorkerPerConnection(cell);
}

/** Another client verifies the server and goes. */
async function acquaint(options: StartOptions, endpoint: Endpoint, server: Program): Promise<void> {
  const alone = { ...options, cell: { ...options.cell, idleConnections: 0 } };
  await using client = await startClient(alone, endpoint, server);
  await inPhase('verify', [server, client], async () => {
    await client.answer('connected');
    await stopClient(client);
  });
}

async function startClient(options: StartOptions, endpoint: Endpoint, server: Program): Promise<Program> {
  const { cell, path, runtime } = options;
  return await inPhase('start', [server], () =>
    Program.start({
      title: `client of ${cell.model}`,
      runtime,
      prefix: path.client,
      command: [clientEntry, ...clientArguments(options, endpoint)],
      cpus: cell.clientCpus,
    }),
  );
}

function serverArguments(cell: Cell, path: OpenPath): string[] {
  return [
    ...['--model', cell.model, '--framing', cell.framing, '--service', cell.service],
    ...['--listen', path.listen, '--workers', String(cell.workers)],
    ...['--message-bytes', String(Math.max(1, cell.payloadBytes)), '--control', 'stdin'],
    ...(keepsWorkerPerConnection(cell)
      ? ['--max-connections', String(cell.connections + cell.idleConnections + spareConnections)]
      : []),
    ...(cell.receiveBufferBytes === null ? [] : ['--receive-buffer', String(cell.receiveBufferBytes)]),
    ...(cell.serverCpus === null ? [] : ['--cpus', cell.serverCpus.join(',')]),
  ];
}

function clientArguments({ cell, seed }: StartOptions, endpoint: Endpoint): string[] {
  return [
    ...['--connect', formatEndpoint(endpoint), '--framing', cell.framing, '--service', cell.service],
    ...['--shape', `closed:${cell.depth}`, '--connections', String(cell.connections)],
    ...(cell.exchangesPerConnection === null ? [] : ['--requests-per-connection', String(cell.exchangesPerConnection)]),
    ...(cell.idleConnections === 0 ? [] : ['--idle-connections', String(cell.idleConnections)]),
    ...['--bytes', String(cell.payloadBytes), '--clients', String(cell.clients), '--seed', String(seed)],
    ...['--control', 'stdin', '--hold'],
    ...(cell.clientCpus === null ? [] : ['--cpus', cell.clientCpus.join(',')]),
  ];
}

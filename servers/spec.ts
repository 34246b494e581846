/** The command line of a server, read into a spec. Everything that cannot work is refused here, before it starts. */
import { availableParallelism } from 'node:os';
import { userPath } from '../native/user-folder.ts';
import { parseEndpoint } from '../protocol/endpoint.ts';
import { parseCount, parseCpuList, parseName, readFlags, text, UserError } from '../protocol/flags.ts';
import { supportsExchange, type FramingLimits } from '../protocol/framing/framing.ts';
import { framingNames, framings, type FramingName } from '../protocol/framing/index.ts';
import { formatService, parseService, type ServiceSpec } from '../protocol/service.ts';
import { stampedPayloadBytes } from '../protocol/stamp.ts';
import { choosesReceiveBuffer, modelNames, models, type ModelName } from './models/index.ts';
import type { ServerModel, ServerSpec } from './server-model.ts';

const usage = `usage: npm run serve -- --model NAME --framing NAME
  [--service echo|work:N|work:payload]   default echo
  [--listen HOST:PORT|unix:PATH]         default 127.0.0.1:0, a free port
  [--workers N]                          default: the processors it may use
  [--max-connections N]                  models with a worker for each connection: how many at once; default: what fits
  [--receive-buffer BYTES]               models that receive by themselves: the most that one recv brings; default 65536
  [--message-bytes N]                    length of all messages, for framing fixed; for raw, what counts as one; default 64
  [--max-message-bytes N]                default 1048576
  [--cpus LIST]                          processors to run on, such as 0 or 0,2 or 1-3
  [--control stdin]                      obey usage, calibrate BYTES, kill-worker I and stop on standard input
models:   ${modelNames.join(', ')}
framings: ${framingNames.join(', ')}`;

const defaultMaxMessageBytes = 1 << 20;

const flagsOfProgram = {
  model: text,
  framing: text,
  service: { ...text, default: 'echo' },
  listen: { ...text, default: '127.0.0.1:0' },
  workers: text,
  'max-connections': text,
  'receive-buffer': text,
  'message-bytes': text,
  'max-message-bytes': { ...text, default: String(defaultMaxMessageBytes) },
  cpus: text,
  control: text,
} as const;

export interface ServeCommand {
  readonly model: ModelName;
  readonly server: ServerSpec;
  readonly cpus: readonly number[] | null;
  /** What is allowed, and perhaps not meant: one sentence each. */
  readonly warnings: readonly string[];
  readonly control: 'stdin' | 'signals';
}

const largestMaxMessageBytes = 1 << 30;

/** @throws UserError */
export function parseServeCommand(args: readonly string[]): ServeCommand {
  const flags = readFlags(args, flagsOfProgram, usage);
  if (flags.model === undefined) throw new UserError(`--model is missing; use one of ${modelNames.join(', ')}`);
  if (flags.framing === undefined) throw new UserError(`--framing is missing; use one of ${framingNames.join(', ')}`);
  const model = parseName('--model', flags.model, modelNames);
  const framing = parseName('--framing', flags.framing, framingNames);
  const service = parseService('--service', flags.service);
  const limits = {
    maxMessageBytes: parseCount('--max-message-bytes', flags['max-message-bytes'], 1, largestMaxMessageBytes),
    messageBytes: parseCount('--message-bytes', flags['message-bytes'] ?? '64', 1, largestMaxMessageBytes),
  };
  const listen = parseEndpoint('--listen', flags.listen, 'may-be-zero', userPath);
  const cpus = flags.cpus === undefined ? null : parseCpuList('--cpus', flags.cpus);
  const processors = cpus?.length ?? availableParallelism();
  const workers = parseCount('--workers', flags.workers ?? String(processors), 1, 4096);
  refuseUnservable(framing, service);
  if (flags['message-bytes'] !== undefined || framings[framing].boundary === 'fixed') refuseLength(framing, limits);
  refuseUnanswerable(framing, service, limits);
  const supported = models[model].supports({ transport: listen.kind });
  if (!supported.ok) throw new UserError(`--model ${model} --listen ${flags.listen}: ${supported.reason}`);
  const warnings =
    workers > processors ? [`--workers ${workers}: more than the processors it may use, ${processors}`] : [];
  const connectionLimit = parseConnectionLimit(model, flags['max-connections']);
  const receiveBuffer = parseReceiveBuffer(model, flags['receive-buffer']);
  const control = flags.control === undefined ? 'signals' : parseName('--control', flags.control, ['stdin']);
  const server = { framing, service, limits, listen, workers, ...connectionLimit, ...receiveBuffer };
  return { model, server, cpus, control, warnings };
}

function parseConnectionLimit(model: ModelName, value: string | undefined): Pick<ServerSpec, 'connectionLimit'> {
  if (value === undefined) return {};
  const chosen: ServerModel = models[model];
  if (chosen.connectionLimit !== undefined)
    return { connectionLimit: parseCount('--max-connections', value, 1, 100_000) };
  throw new UserError(`--max-connections ${value}: ${model} has no worker for each connection; leave it out`);
}

const largestReceiveBuffer = 1 << 24;

function parseReceiveBuffer(model: ModelName, value: string | undefined): Pick<ServerSpec, 'receiveBufferBytes'> {
  if (value === undefined) return {};
  const supported = choosesReceiveBuffer(models[model]);
  if (!supported.ok) throw new UserError(`--receive-buffer ${value}: ${supported.reason}`);
  return { receiveBufferBytes: parseCount('--receive-buffer', value, 1, largestReceiveBuffer) };
}

function refuseUnservable(framing: FramingName, service: ServiceSpec): void {
  const supported = supportsExchange(framings[framing], { service: service.kind });
  if (!supported.ok) throw new UserError(`--framing ${supported.reason}`);
}

/** Whoever names a length means to use it. */
function refuseLength(framing: FramingName, limits: FramingLimits): void {
  const carries = framings[framing].carries(limits.messageBytes, limits);
  if (carries.ok) return;
  throw new UserError(`--message-bytes ${limits.messageBytes} with --framing ${framing}: ${carries.reason}`);
}

/** Under such limits no request could ever be carried, or worked on. */
function refuseUnanswerable(framing: FramingName, service: ServiceSpec, limits: FramingLimits): void {
  const { messageBytes, maxMessageBytes } = limits;
  const least = service.kind === 'work' ? stampedPayloadBytes : 0;
  if (framings[framing].boundary === 'fixed') {
    if (messageBytes >= least) return;
    const asked = `--message-bytes ${messageBytes} with --service ${formatService(service)}`;
    throw new UserError(`${asked}: work needs ${least} bytes or more`);
  }
  const shortest = shortestPayload(framing, least);
  if (maxMessageBytes >= shortest) return;
  const asked = `--max-message-bytes ${maxMessageBytes} with --framing ${framing} --service ${formatService(service)}`;
  throw new UserError(`${asked}: the shortest request has ${shortest} bytes; use ${shortest} or more`);
}

/** That a framing without a fixed length can carry. */
function shortestPayload(framing: FramingName, least: number): number {
  const limits = { maxMessageBytes: largestMaxMessageBytes, messageBytes: least };
  let bytes = least;
  while (!framings[framing].carries(bytes, limits).ok) bytes++;
  return bytes;
}

/** The command line of a load client, read into a spec. Everything that cannot work is refused before it starts. */
import { userPath } from '../native/user-folder.ts';
import type { PacingWay } from './drivers/driver.ts';
import { driverNames, drivers, preferredDriver, type DriverName } from './drivers/index.ts';
import { formatAddressRange, parseAddressRange } from '../protocol/address-range.ts';
import { formatEndpoint, parseEndpoint, type Endpoint } from '../protocol/endpoint.ts';
import { parseCount, parseCpuList, parseDurationMs, parseName, readFlags, text, UserError } from '../protocol/flags.ts';
import { exchangesPerConnection, supportsExchange, type FramingLimits } from '../protocol/framing/framing.ts';
import { framingNames, framings, type FramingName } from '../protocol/framing/index.ts';
import { formatRequestedService, parseRequestedService, type RequestedService } from '../protocol/requested-service.ts';
import { tooManyArrivals } from './load-models/open-window.ts';
import { parseObjective, type Objective } from './objective.ts';
import { depthOf, formatShape, parseShape, type Shape } from './shape.ts';
import { stampedPayloadBytes } from '../protocol/stamp.ts';

const usage = `usage: npm run load -- --connect HOST:PORT|unix:PATH --framing NAME
  [--shape closed:DEPTH|open:RATE]       requests outstanding per connection, or requests per second of all connections
                                         together, at random instants (Poisson) whatever the server does; default closed:1
  [--connections N]                      default 64; 0 with --hold: a server without load
  [--requests-per-connection N]          close each connection after so many, and open another; default: keep it open
  [--source-addresses FIRST-LAST]        addresses of this machine that such short connections come from in turn;
                                         default: 127.0.1.1-127.0.1.64 to a server on 127.0.0.0/8, else as the system chooses
  [--slo PERCENTILE=TIME]                find the highest rate at which the response times of an open loop keep it, as p99=5ms
  [--idle-connections N]                 so many more that never speak; default 0
  [--bytes N]                            payload of a request; default 64
  [--message-bytes N]                    the length that the server was told, for framing fixed; default: --bytes
  [--service echo|work:N|mix:SHARE*N,…]  what the server does, so that replies can be checked; default echo. mix, to a server with
                                         work:payload: SHARE % of the requests ask for N rounds, and so on: mix:99*10,1*100000
  [--duration 2s] [--warmup 50000req,1s] warm-up ends with whichever comes first
  [--driver epoll|net]                   what carries the connections: libc, where it can be called (then the default), or Node's sockets
  [--pacing spin|sleep]                  how an open loop waits for its instants: asking the clock, or asleep; default: spin
                                         with --cpus, since the client has a processor for itself then, else sleep
  [--clients N]                          processes that the connections are spread over; default 1
  [--cpus LIST] [--seed N]
  [--hgrm FILE]                          latencies for HdrHistogram's plotters, in ms; as its interval log where FILE ends in .hlog
  [--control stdin]                      obey go MS and stop on standard input
  [--hold]                               with --control stdin: no warm-up of its own, but slices until the line warm
framings: ${framingNames.join(', ')}`;

const flagsOfProgram = {
  connect: text,
  framing: text,
  shape: text,
  connections: { ...text, default: '64' },
  'requests-per-connection': text,
  'source-addresses': text,
  'idle-connections': { ...text, default: '0' },
  bytes: { ...text, default: '64' },
  'message-bytes': text,
  service: { ...text, default: 'echo' },
  duration: text,
  slo: text,
  warmup: { ...text, default: '50000req,1s' },
  driver: { ...text, default: preferredDriver },
  pacing: text,
  part: text,
  clients: { ...text, default: '1' },
  cpus: text,
  seed: { ...text, default: '1' },
  hgrm: text,
  control: text,
  hold: { type: 'boolean', default: false },
} as const;

/** What one client process needs. Plain data. */
export interface LoadSpec {
  readonly connect: Endpoint;
  readonly driver: DriverName;
  readonly framing: FramingName;
  readonly limits: FramingLimits;
  readonly service: RequestedService;
  readonly shape: Shape;
  /** How the instants of an open loop are waited for. */
  readonly pacing: PacingWay;
  /** Which of the connections of all processes together are this one's: \`connections\` from there on. */
  readonly part: { readonly first: number; readonly of: number };
  readonly connections: number;
  /** After so many a connection is closed, and another opened in its place. null: connections are kept. */
  readonly requestsPerConnection: number | null;
  /** Of this machine: connections that are replaced come from them in turn. null: as the client or the system chooses. */
  readonly sourceAddresses: readonly string[] | null;
  /** Connections that never speak, beside the others. */
  readonly idleConnections: number;
  /** Payload of a request. */
  readonly bytes: number;
  readonly warmup: { readonly messages: number; readonly ms: number };
  readonly seed: number;
}

export interface LoadCommand {
  readonly load: LoadSpec;
  readonly clients: number;
  /** What the highest rate is wanted for; null: the load is measured as it is. */
  readonly objective: Objective | null;
  readonly durationMs: number;
  readonly cpus: readonly number[] | null;
  /** Where the latencies go when the load is over; null: into the report alone. */
  readonly hgrm: string | null;
  readonly control: 'stdin' | 'none';
  /** No warm-up of its own: the slices until the line `warm` are one. */
  readonly hold: boolean;
}

const largestBytes = 1 << 30;
const mostConnections = 100_000;
const mostRequests = 1_000_000_000;

/** @throws UserError */
export function parseLoadCommand(args: readonly string[]): LoadCommand {
  const flags = readFlags(args, flagsOfProgram, usage);
  const load = readLoadSpec(flags);
  const { connections, idleConnections, shape } = load;
  const duration = flags.duration ?? '2s';
  const durationMs = parseDurationMs('--duration', duration);
  const objective = parseSlo(flags, load);
  if (flags.hold && flags.control === undefined) throw new UserError('--hold waits for orders; add --control stdin');
  if (connections === 0 && !flags.hold) {
    throw new UserError('--connections 0: no load, so no warm-up of its own; use 1 or more, or --control stdin --hold');
  }
  if (shape.kind === 'open' && flags.control === undefined)
    refuseTooManyArrivals(`--shape ${formatShape(shape)} with --duration ${duration}`, shape, durationMs);
  if (objective !== null && flags.hgrm !== undefined)
    throw new UserError(
      `--hgrm ${flags.hgrm} with --slo ${flags.slo}: a search has a distribution for each rate; leave --hgrm out, or use --shape open:RATE`,
    );
  return {
    load,
    clients: parseCount('--clients', flags.clients, 1, Math.min(connections || idleConnections || 1, 256)),
    objective,
    durationMs,
    cpus: flags.cpus === undefined ? null : parseCpuList('--cpus', flags.cpus),
    hgrm: parseHgrm(flags.hgrm, flags.control),
    control: flags.control === undefined ? 'none' : parseName('--control', flags.control, ['stdin']),
    hold: flags.hold,
  };
}

/** @param asked flags or control line, as they were typed @throws UserError */
export function refuseTooManyArrivals(asked: string, shape: Shape, windowMs: number): void {
  const tooMany = shape.kind === 'open' ? tooManyArrivals(windowMs, shape.ratePerSecond) : null;
  if (tooMany !== null) throw new UserError(`${asked}: ${tooMany}`);
}

/** The load alone, as `formatLoadSpec` wrote it. @throws UserError */
export function parseLoadSpec(args: readonly string[]): LoadSpec {
  return readLoadSpec(readFlags(args, flagsOfProgram, usage));
}

function readLoadSpec(flags: ReturnType<typeof readFlags<typeof flagsOfProgram>>): LoadSpec {
  if (flags.connect === undefined) throw new UserError('--connect is missing; use HOST:PORT or unix:PATH');
  if (flags.framing === undefined) throw new UserError(`--framing is missing; use one of ${framingNames.join(', ')}`);
  const framing = parseName('--framing', flags.framing, framingNames);
  const bytes = parseCount('--bytes', flags.bytes, 0, largestBytes);
  const connections = parseCount('--connections', flags.connections, 0, mostConnections);
  const load: LoadSpec = {
    connect: parseEndpoint('--connect', flags.connect, 'not-zero', userPath),
    driver: parseDriver(flags.driver),
    framing,
    limits: {
      maxMessageBytes: Math.max(bytes, 1 << 20),
      messageBytes: parseCount(
        '--message-bytes',
        flags['message-bytes'] ?? String(Math.max(bytes, 1)),
        1,
        largestBytes,
      ),
    },
    service: parseRequestedService('--service', flags.service),
    shape: parseShape('--shape', flags.shape ?? 'closed:1'),
    pacing: parsePacing(flags),
    part: parsePart(flags.part, connections),
    connections,
    requestsPerConnection: parseRequestsPerConnection(framing, flags['requests-per-connection']),
    sourceAddresses: parseSourceAddresses(flags['source-addresses']),
    idleConnections: parseCount('--idle-connections', flags['idle-connections'], 0, mostConnections),
    bytes,
    warmup: parseWarmup(flags.warmup),
    seed: parseCount('--seed', flags.seed, 0, 2 ** 32 - 1),
  };
  refuseUnsendable(load);
  if (load.sourceAddresses !== null && load.requestsPerConnection === null)
    throw new UserError(
      `--source-addresses ${flags['source-addresses']}: is for connections that are replaced; add --requests-per-connection, or leave it out`,
    );
  return load;
}

/** The arguments that `parseLoadSpec` reads into this spec. */
export function formatLoadSpec(spec: LoadSpec): string[] {
  return [
    ...['--connect', formatEndpoint(spec.connect), '--framing', spec.framing, '--shape', formatShape(spec.shape)],
    ...['--driver', spec.driver, '--pacing', spec.pacing, '--part', `${spec.part.first}/${spec.part.of}`],
    ...['--connections', String(spec.connections), '--idle-connections', String(spec.idleConnections)],
    ...(spec.requestsPerConnection === null ? [] : ['--requests-per-connection', String(spec.requestsPerConnection)]),
    ...(spec.sourceAddresses === null ? [] : ['--source-addresses', formatAddressRange(spec.sourceAddresses)]),
    ...['--bytes', String(spec.bytes), '--message-bytes', String(spec.limits.messageBytes)],
    ...['--service', formatRequestedService(spec.service), '--seed', String(spec.seed)],
    ...['--warmup', `${spec.warmup.messages}req,${spec.warmup.ms}ms`],
  ];
}

function parseSlo(
  { slo, shape, duration }: { readonly slo?: string; readonly shape?: string; readonly duration?: string },
  { connections, requestsPerConnection, framing }: LoadSpec,
): Objective | null {
  if (slo === undefined) return null;
  const objective = parseObjective('--slo', slo);
  if (shape !== undefined)
    throw new UserError(`--slo ${slo} with --shape ${shape}: the rate is what it finds; leave --shape out`);
  if (duration !== undefined)
    throw new UserError(
      `--slo ${slo} with --duration ${duration}: how long its probes are follows from the objective; leave --duration out`,
    );
  if (connections === 0) throw new UserError(`--slo ${slo} with --connections 0: use 1 connection or more`);
  if (requestsPerConnection !== null)
    throw new UserError(
      `--slo ${slo}: needs connections that are kept, and ${framing === 'until-close' ? `--framing ${framing}` : '--requests-per-connection'} replaces them`,
    );
  return objective;
}

function parseDriver(value: string): DriverName {
  const name = parseName('--driver', value, driverNames);
  const { supported } = drivers[name];
  if (!supported.ok) throw new UserError(`--driver ${name}: ${supported.reason}; use --driver ${preferredDriver}`);
  return name;
}

/** A client that was given processors has them for itself, and may spin on one; elsewhere it would take the server's. */
function parsePacing({ pacing, cpus }: { readonly pacing?: string; readonly cpus?: string }): PacingWay {
  if (pacing === undefined) return cpus === undefined ? 'sleep' : 'spin';
  return parseName('--pacing', pacing, ['spin', 'sleep']);
}

/** Between processes of one client only, so that it is not among the flags for people. */
function parsePart(value: string | undefined, connections: number): LoadSpec['part'] {
  const [first = 0, of = connections] = value?.split('/').map(Number) ?? [];
  return { first, of };
}

/** Where a connection carries one exchange, that is what it serves. */
function parseRequestsPerConnection(framing: FramingName, value: string | undefined): number | null {
  const most = exchangesPerConnection(framings[framing]);
  if (value === undefined) return Number.isFinite(most) ? most : null;
  return parseCount('--requests-per-connection', value, 1, mostRequests);
}

function parseSourceAddresses(value: string | undefined): readonly string[] | null {
  return value === undefined ? null : parseAddressRange('--source-addresses', value);
}

/** Whoever steers has pauses between slices, and may take none at all: the file would be of no one measurement. */
function parseHgrm(value: string | undefined, control: string | undefined): string | null {
  if (value === undefined) return null;
  if (value === '') throw new UserError('--hgrm "": is empty; name a file, or leave the flag out');
  if (control === undefined) return userPath(value);
  throw new UserError(
    `--hgrm ${value} with --control stdin: the report line has the histograms; leave one of them out`,
  );
}

function parseWarmup(value: string): LoadSpec['warmup'] {
  const match = /^(\d{1,9})req,(.+)$/.exec(value);
  if (match === null) throw new UserError(`--warmup ${value}: use requests and a duration, such as 50000req,1s`);
  return { messages: Number(match[1]), ms: parseDurationMs('--warmup', match[2] as string) };
}

function refuseUnsendable(load: LoadSpec): void {
  const { framing, bytes, service, limits, shape, connections, requestsPerConnection } = load;
  const depth = depthOf(shape);
  const carries = framings[framing].carries(bytes, limits);
  if (!carries.ok) throw new UserError(`--bytes ${bytes} with --framing ${framing}: ${carries.reason}`);
  if (framings[framing].boundary === 'none' && bytes === 0) {
    throw new UserError(`--bytes 0: ${framing} counts bytes; use 1 or more`);
  }
  const worked = supportsExchange(framings[framing], { service: service.kind === 'echo' ? 'echo' : 'work' });
  if (!worked.ok) throw new UserError(`--service ${formatRequestedService(service)}: ${worked.reason}`);
  const perConnection = requestsPerConnection ?? Number.POSITIVE_INFINITY;
  const looped = supportsExchange(framings[framing], { depth, exchangesPerConnection: perConnection });
  if (!looped.ok) throw new UserError(`--framing ${looped.reason}`);
  if (shape.kind === 'open' && requestsPerConnection !== null) {
    const cause =
      exchangesPerConnection(framings[framing]) < Number.POSITIVE_INFINITY
        ? `--framing ${framing} replaces its connections`
        : `--requests-per-connection ${requestsPerConnection} replaces them`;
    throw new UserError(
      `--shape ${formatShape(shape)}: an open loop keeps its connections, and ${cause}; use closed:1`,
    );
  }
  if (shape.kind === 'open' && connections === 0)
    throw new UserError(`--shape ${formatShape(shape)} with --connections 0: use 1 connection or more`);
  if (depth > perConnection) {
    const asked = `--shape closed:${depth} with --requests-per-connection ${perConnection}`;
    throw new UserError(`${asked}: a connection has no more outstanding than it carries; use closed:${perConnection}`);
  }
  if (service.kind !== 'echo' && bytes < stampedPayloadBytes) {
    throw new UserError(`--bytes ${bytes} with --service ${service.kind}: use ${stampedPayloadBytes} bytes or more`);
  }
}

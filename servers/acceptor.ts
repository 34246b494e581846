/** A listening socket, and the end of it. */
import { lookup } from 'node:dns/promises';
import { BoundSocket, createServer, type Server, type Socket } from 'node:net';
import { formatEndpoint, type Endpoint } from '../protocol/endpoint.ts';
import { UserError } from '../protocol/flags.ts';
import { roomAbove } from './descriptor-limit.ts';
import { lackIn } from './lack.ts';

/** Connections that the kernel keeps ready for us; it caps this at net.core.somaxconn. */
export const backlog = 511;

export interface Acceptor {
  readonly endpoint: Endpoint;
  /** No new connections from now on; those already accepted are not touched. */
  stop(): void;
}

/**
 * Where a listening socket comes from, if it is not simply opened: one of several on the same port (SO_REUSEPORT), or
 * one that the parent process has bound and this one inherited under that descriptor.
 */
export type ListeningSocket = 'reuse-port' | { readonly descriptor: number };

/**
 * Listens, and calls for each accepted socket. `sockets: 'handed-over'` accepts them paused and unread, as they must
 * be to be moved to another thread or process, or to wait. @throws UserError when the address cannot be had.
 */
export async function listen(
  endpoint: Endpoint,
  sockets: 'served-here' | 'handed-over',
  onSocket: (socket: Socket) => void,
  from?: ListeningSocket,
): Promise<Acceptor> {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: sockets === 'handed-over' }, unlessFull(onSocket));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, endpoint)));
    if (typeof from === 'object') server.listen({ fd: from.descriptor }, backlog, resolve);
    else server.listen({ ...addressOf(endpoint), backlog, reusePort: from === 'reuse-port' }, resolve);
  });
  // An accept that failed costs a connection, and not the server.
  server.on('error', (error) => tellOnce(`accept: ${error.message}`));
  return { endpoint: boundEndpoint(server, endpoint), stop: () => void server.close() };
}

/** For what a server opens while it serves, and for an accept that each thread has begun. */
const keptFree = 4;
/** Errors and refusals that were told of: one that lasts is met again and again. */
const told = new Set<string>();

function tellOnce(line: string): void {
  if (!told.has(line)) console.error(line);
  told.add(line);
}

/**
 * Refuses whom there is no room for, before descriptors run out. Then libuv closes one that it keeps in reserve, accepts and
 * closes what waits, and opens its reserve anew; where another thread that listens has taken that descriptor meanwhile, it
 * has none from then on, and asks again at once and for ever, without a word (uv__server_io in 1.52).
 */
function unlessFull(onSocket: (socket: Socket) => void): (socket: Socket) => void {
  return (socket) => {
    if (roomAbove(socket) >= keptFree) return onSocket(socket);
    tellOnce(`connections are refused: ${lackIn('EMFILE')}`);
    socket.resetAndDestroy();
  };
}

/** An address that is bound, so that nobody else gets it, and that does not listen. */
export interface Reservation extends Disposable {
  readonly endpoint: Endpoint;
  /** For children to inherit. */
  readonly descriptor: number;
}

/**
 * Binds an address for workers that will accept by themselves. A bound socket that does not listen gets no
 * connections, also where several share a port; it keeps the port while workers are replaced.
 * @throws UserError when the address cannot be had.
 */
export async function reserve(endpoint: Endpoint, use: 'alone' | 'reuse-port'): Promise<Reservation> {
  try {
    const socket = new BoundSocket(await bindOptions(endpoint, use));
    const address = socket.address();
    return {
      endpoint: endpoint.kind === 'unix' ? endpoint : { kind: 'tcp', host: address.address, port: address.port },
      descriptor: socket.fd(),
      // Idempotent, as close() is not.
      [Symbol.dispose]: () => socket[Symbol.dispose](),
    };
  } catch (error) {
    throw explain(error as NodeJS.ErrnoException, endpoint);
  }
}

/** Paths are not in the types of Node 26.6 yet. */
type BindOptions = NonNullable<ConstructorParameters<typeof BoundSocket>[0]> & { readonly path?: string };

async function bindOptions(endpoint: Endpoint, use: 'alone' | 'reuse-port'): Promise<BindOptions> {
  if (endpoint.kind === 'unix') return { path: endpoint.path };
  const { address } = await lookup(endpoint.host);
  return { host: address, port: endpoint.port, reusePort: use === 'reuse-port' };
}

function addressOf(endpoint: Endpoint) {
  return endpoint.kind === 'unix' ? { path: endpoint.path } : { host: endpoint.host, port: endpoint.port };
}

function boundEndpoint(server: Server, asked: Endpoint): Endpoint {
  const address = server.address();
  if (asked.kind === 'unix' || address === null || typeof address === 'string') return asked;
  return { kind: 'tcp', host: address.address, port: address.port };
}

const remedies: Readonly<Record<Endpoint['kind'], Readonly<Record<string, string>>>> = {
  tcp: {
    EADDRINUSE: 'already in use; choose another, or port 0 for one that is free',
    EACCES: 'not permitted; ports below 1024 need privileges',
    EADDRNOTAVAIL: 'not an address of this machine; use 127.0.0.1',
    ENOTFOUND: 'host name not known; use 127.0.0.1',
  },
  unix: {
    EADDRINUSE: 'there is a file already; remove it if no server listens there any more, or choose another path',
    // Node says so of a missing folder too.
    EACCES: 'cannot be made; its folder has to exist, and to be writable',
    ENOENT: 'its folder does not exist; make it, or choose another path',
    ENOTDIR: 'a part of the path is no folder; choose another path',
  },
};

/** The refusal of an address that cannot be had, in one sentence. */
export function explain(error: NodeJS.ErrnoException, endpoint: Endpoint): Error {
  const why = remedies[endpoint.kind][error.code ?? ''] ?? lackIn(error.code ?? '') ?? error.message;
  return new UserError(`--listen ${formatEndpoint(endpoint)}: ${why}`, { cause: error });
}

/** A listening socket, and the end of it. */
import { createServer, type Server, type Socket } from 'node:net';
import { formatEndpoint, type Endpoint } from '../protocol/endpoint.ts';
import { UsageError } from '../protocol/flags.ts';

/** Connections that the kernel keeps ready for us; it caps this at net.core.somaxconn. */
export const backlog = 511;

export interface Acceptor {
  readonly endpoint: Endpoint;
  /** No new connections from now on; those already accepted are not touched. */
  stop(): void;
}

/**
 * Listens, and calls for each accepted socket. `sockets: 'handed-over'` accepts them paused and unread, as they must
 * be to be moved to another thread or process. @throws UsageError when the address cannot be had.
 */
export async function listen(
  endpoint: Endpoint,
  sockets: 'served-here' | 'handed-over',
  onSocket: (socket: Socket) => void,
): Promise<Acceptor> {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: sockets === 'handed-over' }, onSocket);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, endpoint)));
    server.listen({ ...addressOf(endpoint), backlog }, resolve);
  });
  // Running out of descriptors costs the connection that could not be accepted, not the server.
  server.on('error', (error) => console.error(`accept: ${error.message}`));
  return { endpoint: boundEndpoint(server, endpoint), stop: () => void server.close() };
}

function addressOf(endpoint: Endpoint) {
  return endpoint.kind === 'unix' ? { path: endpoint.path } : { host: endpoint.host, port: endpoint.port };
}

function boundEndpoint(server: Server, asked: Endpoint): Endpoint {
  const address = server.address();
  if (asked.kind === 'unix' || address === null || typeof address === 'string') return asked;
  return { kind: 'tcp', host: address.address, port: address.port };
}

const remedies: Readonly<Record<string, string>> = {
  EADDRINUSE: 'already in use; choose another, or port 0 for one that is free',
  EACCES: 'not permitted; ports below 1024 need privileges',
  EADDRNOTAVAIL: 'not an address of this machine; use 127.0.0.1',
  ENOTFOUND: 'host name not known; use 127.0.0.1',
};

/** The refusal of an address that cannot be had, in one sentence. */
export function explain(error: NodeJS.ErrnoException, endpoint: Endpoint): Error {
  const why = remedies[error.code ?? ''] ?? error.message;
  return new UsageError(`--listen ${formatEndpoint(endpoint)}: ${why}`, { cause: error });
}

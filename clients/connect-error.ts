/** A connection that could not be had: where, why, and what to do next. */
import { npmCommand } from '../native/user-folder.ts';
import { formatEndpoint } from '../protocol/endpoint.ts';
import { framings } from '../protocol/framing/index.ts';
import { serviceOfServer } from '../protocol/requested-service.ts';
import { descriptorsUsedUp } from './descriptors.ts';
import { noPort } from './no-port.ts';
import type { LoadSpec } from './spec.ts';

export class ConnectError extends Error {
  override readonly name = 'ConnectError';
  readonly code: string | undefined;

  constructor(cause: NodeJS.ErrnoException) {
    super(cause.message, { cause });
    this.code = cause.code;
  }
}

/** For people: `127.0.0.1:4000: connection refused; start a server there: npm run serve -- …` */
export function explainConnect({ code, message }: ConnectError, spec: LoadSpec): string {
  return `${formatEndpoint(spec.connect)}: ${remedies[code ?? '']?.(spec) ?? message}`;
}

const remedies: Readonly<Record<string, (spec: LoadSpec) => string>> = {
  ECONNREFUSED: (spec) => `connection refused; start a server there: ${serveCommand(spec)}`,
  EADDRINUSE: () => noPort(),
  EADDRNOTAVAIL: () => noPort(),
  ENOENT: (spec) => `no such socket; start a server there: ${serveCommand(spec)}`,
  ENOTFOUND: () => 'host name not known; use an address, such as 127.0.0.1',
  ETIMEDOUT: () => 'no answer; is it the right address, and does no firewall drop it?',
  EMFILE: () => descriptorsUsedUp(),
  ECONNRESET: resetWhileConnecting,
  EPIPE: resetWhileConnecting,
  EACCES: () => 'not allowed; may this user open that socket?',
  EHOSTUNREACH: () => 'no way to it; is it the right address?',
  ENETUNREACH: () => 'no way to it; is it the right address?',
};

function resetWhileConnecting({ connections, idleConnections }: LoadSpec): string {
  const wanted = (connections + idleConnections).toLocaleString('en-US');
  return `closed by the server with a reset while ${wanted} connections were being made; it may serve no more at once (its backlog, or its descriptors: ulimit -n): look at its log, or use fewer --connections`;
}

/** A server that this client can load. */
function serveCommand({ connect, framing, limits, service }: LoadSpec): string {
  return npmCommand('serve', [
    ...['--model', 'event-loop', '--framing', framing],
    ...(service.kind === 'echo' ? [] : ['--service', serviceOfServer(service)]),
    ...(framings[framing].boundary === 'fixed' ? ['--message-bytes', String(limits.messageBytes)] : []),
    ...['--listen', formatEndpoint(connect)],
  ]);
}

/** Where a server listens: a TCP address or the path of a Unix socket. Plain data. */
import { UserError } from './flags.ts';

export type Endpoint =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string };

/**
 * Reads `HOST:PORT`, `[::1]:PORT` or `unix:PATH`. Port 0 lets the system choose, where a server listens.
 * sun_path holds 108 bytes with its terminating zero (unix(7)).
 * @param userPath makes what the user typed a path that this process can open
 */
export function parseEndpoint(
  flag: string,
  value: string,
  ports: 'may-be-zero' | 'not-zero',
  userPath: (typed: string) => string = (typed) => typed,
): Endpoint {
  if (value.startsWith('unix:')) {
    const typed = value.slice('unix:'.length);
    const path = userPath(typed);
    if (typed === '' || Buffer.byteLength(path) > 107) {
      const instead = path === typed ? '' : `; ${path} has ${Buffer.byteLength(path)}`;
      throw new UserError(`${flag} ${value}: use unix:PATH with a path of 1 to 107 bytes${instead}`);
    }
    return { kind: 'unix', path };
  }
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]+)):(\d{1,5})$/.exec(value);
  const port = Number(match?.[3]);
  const host = match?.[1] ?? match?.[2];
  if (host === undefined || port > 65_535 || (port === 0 && ports === 'not-zero')) {
    throw new UserError(`${flag} ${value}: use HOST:PORT, such as 127.0.0.1:8000 or [::1]:8000, or unix:PATH`);
  }
  return { kind: 'tcp', host, port };
}

/** The spelling that `parseEndpoint` reads. */
export function formatEndpoint(endpoint: Endpoint): string {
  if (endpoint.kind === 'unix') return `unix:${endpoint.path}`;
  return endpoint.host.includes(':') ? `[${endpoint.host}]:${endpoint.port}` : `${endpoint.host}:${endpoint.port}`;
}

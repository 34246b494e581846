/** Where connections go, and where they come from. */
import type { Endpoint } from '../protocol/endpoint.ts';

/** What `net.connect` is told. */
export type Dialled =
  | { readonly path: string }
  | { readonly host: string; readonly port: number; readonly localAddress?: string };

export function dialled(endpoint: Endpoint): Dialled {
  return endpoint.kind === 'unix' ? { path: endpoint.path } : { host: endpoint.host, port: endpoint.port };
}

/**
 * Whoever sends the first FIN keeps its port in TIME_WAIT for a minute (tcp(7)), and that is the client here, as in
 * UNP ch. 30. A source address has some 28,000 ports to choose from for one server, which 500 connections a second use
 * up. Over loopback all of 127.0.0.0/8 is ours, so that connections come from so many addresses in turn. What the
 * kernel remembers of TIME_WAIT at most, 131,072 connections or a few times that (tcp_max_tw_buckets), then takes a
 * small part of the ports of each, whether or not tcp_tw_reuse would give them back earlier.
 * Ending connections with RST instead would leave nothing behind, but it is another end than servers are built for.
 */
const loopbackAddresses = Array.from({ length: 64 }, (_, at) => `127.0.1.${1 + at}`);

/**
 * Where the `nth` of many short connections goes, and comes from. The system chooses where nobody named addresses, and
 * none can be had for the asking: off loopback, and off Linux, which alone takes the whole of 127.0.0.0/8 for its own.
 *
 * @param sources addresses of this machine that the user named; null: none
 */
export function dialledInTurn(
  endpoint: Endpoint,
  nth: number,
  sources: readonly string[] | null,
  platform: NodeJS.Platform = process.platform,
): Dialled {
  const to = dialled(endpoint);
  if (endpoint.kind === 'unix') return to;
  const isOurs = platform === 'linux' && /^127(?:\.\d+){3}$/.test(endpoint.host);
  const addresses = sources ?? (isOurs ? loopbackAddresses : []);
  const localAddress = addresses[nth % addresses.length];
  return localAddress === undefined ? to : { ...to, localAddress };
}

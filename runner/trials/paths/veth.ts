/**
 * Server and client in network namespaces that are joined by a pair of interfaces, with segmentation offload turned off:
 * every segment crosses both stacks by itself, in a packet of at most 1,514 bytes, as on a wire. Checksums are still not
 * computed, since the packets never leave the memory; network cards compute them too.
 */
import { linkAvailable, openBetweenNamespaces } from './between-namespaces.ts';
import type { Path } from './path.ts';

export const veth: Path = {
  name: 'veth',
  description: 'two network namespaces joined by a veth pair, MTU 1500, segmentation offload off: as on a wire',
  parameter: null,
  transport: 'tcp',
  server: 'here',
  available: (network) => linkAvailable(network, ['offloads']),
  open: (_, from) => openBetweenNamespaces({ offloads: 'off', queueing: null }, from),
};

/**
 * As `veth`, with the offloads that the kernel gives such interfaces: segments of up to 64 KiB cross the pair in one
 * piece, since nothing between the stacks has to cut them. So do containers on one machine talk to one another.
 */
import { linkAvailable, openBetweenNamespaces } from './between-namespaces.ts';
import type { Path } from './path.ts';

export const vethOffload: Path = {
  name: 'veth-offload',
  description: 'as veth, with segmentation offload on: segments of up to 64 KiB, as between containers',
  parameter: null,
  transport: 'tcp',
  server: 'here',
  available: (network) => linkAvailable(network, []),
  open: (_, from) => openBetweenNamespaces({ offloads: 'kernel', queueing: null }, from),
};

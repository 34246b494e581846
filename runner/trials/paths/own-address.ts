/**
 * Server and client on the machine's own address, as others reach it. On Linux packets to an address of one's own are
 * routed through `lo`, as those to 127.0.0.1 are: no longer way, whatever people expect of it.
 */
import { formatEndpoint } from '../../../protocol/endpoint.ts';
import { openOnHost } from './on-host.ts';
import type { Path } from './path.ts';

export const ownAddress: Path = {
  name: 'own-address',
  description: 'the machine’s own address; on Linux it is routed through lo, as loopback is',
  parameter: null,
  transport: 'tcp',
  server: 'here',
  available: ({ ownAddress: address }) =>
    address === null
      ? { ok: false, reason: 'this machine has no address besides loopback: connect it to a network' }
      : { ok: true },
  open: async (_, { network }) => {
    if (network.ownAddress === null) throw new Error('this machine has no address besides loopback');
    return openOnHost(formatEndpoint({ kind: 'tcp', host: network.ownAddress, port: 0 }), 'lo');
  },
};

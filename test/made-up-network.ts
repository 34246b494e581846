/** What a machine lets be built of a network, for tests: everything, or nothing, for one reason. */
import type { Network } from '../runner/machine/network.ts';

const ok = { ok: true } as const;

export const wholeNetwork: Network = {
  namespaces: { ok: true, as: 'root' },
  offloads: ok,
  rate: ok,
  delay: ok,
  ownAddress: '192.0.2.7',
  sockets: ok,
};

export function noNetwork(reason: string): Network {
  const no = { ok: false, reason } as const;
  return { namespaces: no, offloads: no, rate: no, delay: no, ownAddress: null, sockets: no };
}

/**
 * The network of a claim trial: two namespaces whose link can fall silent, as one does whose cable is pulled behind a switch, or
 * one whose loopback carries small packets.
 */
import type { NetworkChange } from '../../../observations/observation.ts';
import type { Network } from '../../machine/network.ts';
import { clientAddresses, interfaces, linkNamespaces, mtu, serverAddress } from '../paths/namespaces.ts';
import { behind, type Place } from '../place.ts';
import type { ClaimSetup } from './setup.ts';

export interface ClaimNetwork extends AsyncDisposable {
  readonly serverPlace: Place;
  readonly observerPlace: Place;
  readonly serverAddress: string;
  change(to: NetworkChange): Promise<void>;
}

/**
 * A station that nobody is. What is sent to it leaves one end and is ignored by the other, without a word: carrier, routes and
 * addresses are as before, so no error comes from this machine's own kernel.
 */
const nobody = '02:00:00:00:00:fe';

/** Loopback has an MTU of 65,536 B otherwise, and hands on segments of that length whole (netdevice(7), ethtool(8)). */
const smallPackets = [`ip link set lo mtu ${mtu}`, 'ethtool -K lo tso off gso off gro off'];

/** @throws Error with one sentence, and with nothing left of it; null: the runner's own network */
export async function openNetwork(
  wanted: ClaimSetup['network'],
  { namespaces }: Network,
): Promise<ClaimNetwork | null> {
  if (wanted === 'here') return null;
  if (!namespaces.ok) throw new Error(namespaces.reason);
  await using held = new AsyncDisposableStack();
  const { client, server } = held.use(await linkNamespaces(namespaces.as, { offloads: 'kernel', queueing: null }));
  if (wanted === 'packets') await server.obey(smallPackets);
  const neighbours = [
    { holder: client, address: serverAddress, interface: interfaces.client },
    { holder: server, address: clientAddresses.first, interface: interfaces.server },
  ];
  const all = held.move();
  return {
    serverPlace: behind(server.enter),
    observerPlace: behind(wanted === 'link' ? client.enter : server.enter),
    serverAddress,
    async change(to) {
      for (const { holder, address, interface: name } of neighbours) {
        await holder.obey([
          to === 'silence'
            ? `ip neigh replace ${address} lladdr ${nobody} nud permanent dev ${name}`
            : // It was silenced before, or it was not: either way it is asked for anew.
              `ip neigh del ${address} dev ${name} 2>/dev/null || true`,
        ]);
      }
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

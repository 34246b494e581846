/** The network of a claim trial: two namespaces whose link can fall silent, as one does whose cable is pulled behind a switch. */
import type { NetworkChange } from '../../../observations/observation.ts';
import type { Network } from '../../machine/network.ts';
import { clientAddresses, interfaces, linkNamespaces, serverAddress } from '../paths/namespaces.ts';
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

/** @throws Error with one sentence, and with nothing left of it; null: the runner's own network */
export async function openNetwork(
  wanted: ClaimSetup['network'],
  { namespaces }: Network,
): Promise<ClaimNetwork | null> {
  if (wanted === 'here') return null;
  if (!namespaces.ok) throw new Error(namespaces.reason);
  const linked = await linkNamespaces(namespaces.as, { offloads: 'kernel', queueing: null });
  const { client, server } = linked;
  const neighbours = [
    { holder: client, address: serverAddress, interface: interfaces.client },
    { holder: server, address: clientAddresses.first, interface: interfaces.server },
  ];
  return {
    serverPlace: behind(server.enter),
    observerPlace: behind(wanted === 'inside' ? server.enter : client.enter),
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
    [Symbol.asyncDispose]: () => linked[Symbol.asyncDispose](),
  };
}

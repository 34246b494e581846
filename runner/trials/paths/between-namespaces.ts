/** A path between two programs that are started in network namespaces of their own, joined by a pair of interfaces. */
import type { Supported } from '../../../protocol/framing/framing.ts';
import { thisMachine } from '../../machine/machine-reader.ts';
import type { Network } from '../../machine/network.ts';
import { behind } from '../place.ts';
import { describePath } from './describe.ts';
import { clientAddresses, interfaces, linkNamespaces, serverAddress, type Link } from './namespaces.ts';
import type { OpenPath, PathSources } from './path.ts';
import { readTraffic } from './traffic.ts';

/** @throws Error with one sentence, and with nothing left of it */
export async function openBetweenNamespaces(link: Link, { network }: PathSources): Promise<OpenPath> {
  if (!network.namespaces.ok) throw new Error(network.namespaces.reason);
  const linked = await linkNamespaces(network.namespaces.as, link);
  const { client, server } = linked;
  return {
    server: { listen: `${serverAddress}:0`, place: behind(server.enter) },
    client: { place: behind(client.enter), sourceAddresses: `${clientAddresses.first}-${clientAddresses.last}` },
    machine: thisMachine,
    traffic: () => readTraffic(`/proc/${client.pid}/net/dev`, interfaces.client),
    describe: (endpoint) =>
      describePath(
        [
          { end: 'client', interface: interfaces.client, behind: client.enter },
          { end: 'server', interface: interfaces.server, behind: server.enter },
        ],
        endpoint,
      ),
    [Symbol.asyncDispose]: () => linked[Symbol.asyncDispose](),
  };
}

/** What all of these need, and what this one needs besides. */
export function linkAvailable(
  { namespaces, ...network }: Network,
  needs: readonly ('offloads' | 'rate' | 'delay')[],
): Supported {
  if (!namespaces.ok) return namespaces;
  return needs.map((need) => network[need]).find(({ ok }) => !ok) ?? { ok: true };
}

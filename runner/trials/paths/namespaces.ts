/**
 * Two network namespaces that are joined by a pair of interfaces (veth(4)):
 *
 *     client   echobench-c ═══════════ echobench-s   server
 *              198.18.1.1 … 64         198.18.0.1
 *
 * What one end sends passes the whole stack there, its queueing discipline, the pair, and the whole stack here. Addresses
 * are those that are set aside for measuring (RFC 2544, RFC 6890), and nobody else can see them. Nothing of it has a name
 * outside, so any number of pairs can be there at once.
 */
import type { NamespacesAs } from '../../machine/network.ts';
import { NamespaceHolder } from './holder.ts';

export interface Link {
  /** `off`: no packet is larger than the MTU. `kernel`: as it makes the interfaces, which is on. */
  readonly offloads: 'off' | 'kernel';
  /** Of both interfaces, for what they send, as tc(8) has it: `tbf rate …`; null: as the kernel makes them, none. */
  readonly queueing: string | null;
}

export interface LinkedNamespaces extends AsyncDisposable {
  readonly client: NamespaceHolder;
  readonly server: NamespaceHolder;
}

/** At most 15 bytes (IFNAMSIZ). */
export const interfaces = { client: 'echobench-c', server: 'echobench-s' } as const;
export const serverAddress = '198.18.0.1';
/** So many that churn does not run out of ports while those of a minute are in TIME_WAIT: 28,000 for each. */
export const clientAddresses = { first: '198.18.1.1', last: '198.18.1.64' } as const;

/** That of Ethernet, in bytes. */
export const mtu = 1500;
/** All that begins with the client's 198.18.1 is its own, without an address on the interface for each (ip-route(8), local). */
const clientNetwork = '198.18.1.0/25';
const prefix = 15;

/** @throws Error with one sentence, and with nothing left of it */
export async function linkNamespaces(as: NamespacesAs, link: Link): Promise<LinkedNamespaces> {
  await using held = new AsyncDisposableStack();
  const server = held.use(await NamespaceHolder.start({ end: 'server', as, beside: null }));
  // The namespace has to be there before another one can be made beside it, or an interface be put into it.
  await server.obey([]);
  const client = held.use(await NamespaceHolder.start({ end: 'client', as, beside: server }));
  await client.obey([
    ...batch([
      `link add ${interfaces.client} mtu ${mtu} type veth peer name ${interfaces.server} mtu ${mtu} netns ${server.pid}`,
      ...up(interfaces.client, clientAddresses.first),
      `route add local ${clientNetwork} dev lo`,
    ]),
    ...settings(interfaces.client, link),
  ]);
  await server.obey([...batch(up(interfaces.server, serverAddress)), ...settings(interfaces.server, link)]);
  const kept = held.move();
  return { client, server, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

function up(name: string, address: string): readonly string[] {
  return [
    'link set lo up',
    // Without an address of IPv6 the interface is silent: its counters tell of the trial alone.
    `link set ${name} addrgenmode none`,
    `addr add ${address}/${prefix} dev ${name}`,
    `link set ${name} up`,
  ];
}

function settings(name: string, { offloads, queueing }: Link): readonly string[] {
  return [
    ...(offloads === 'off' ? [`ethtool -K ${name} tso off gso off gro off`] : []),
    ...(queueing === null ? [] : [`tc qdisc add dev ${name} root ${queueing}`]),
  ];
}

/** All in one process. */
function batch(commands: readonly string[]): readonly string[] {
  return ["ip -batch - <<'END'", ...commands, 'END'];
}

/** Reads what a path is made of: interfaces, what they do with packets, and one connection over it. */
import { formatEndpoint, type Endpoint } from '../../../protocol/endpoint.ts';
import { networkToolVariables } from '../../machine/network-tools.ts';
import { capture } from '../program.ts';
import type { PathEnd, PathEnvironment } from './environment.ts';

/** An end of a path, and how a command gets to where its interface is. */
export interface EndSource {
  readonly end: PathEnd['end'];
  readonly interface: string;
  /** What commands are put behind, such as a way into a namespace. */
  readonly behind: readonly string[];
}

/** `endpoint`: the server's, to which connections are open from the first of the ends. */
export async function describePath(ends: readonly EndSource[], endpoint: Endpoint): Promise<PathEnvironment | null> {
  if (ends.length === 0) return null;
  const [described, connection] = await Promise.all([
    Promise.all(ends.map(describeEnd)),
    describeConnection(ends[0]?.behind ?? [], endpoint),
  ]);
  return { ends: described, connection };
}

/** What the suite asks ip(8), ethtool(8), tc(8) and the kernel of one interface. Each that is missing answers nothing. */
const questions = {
  address: 'ip -j address show dev "$0"',
  offloads: 'ethtool -k "$0"',
  queueing: 'tc qdisc show dev "$0"',
  congestionControl: 'read -r line < /proc/sys/net/ipv4/tcp_congestion_control && echo "$line"',
} as const;

/** What an interface looks like where the command gets to. All in one shell, since starting processes is what it costs. */
export async function describeEnd({ end, interface: name, behind }: EndSource): Promise<PathEnd> {
  const script = Object.values(questions).join(`; echo '${divider}'; `);
  const answers = (await ask(behind, script, name)).split(divider).map((answer) => answer.trim());
  const [address = '', offloads = '', queueing = '', congestionControl = ''] = answers;
  return {
    end,
    interface: name,
    ...parseAddresses(address),
    offloads: parseOffloads(offloads),
    queueing: queueing === '' ? null : squeeze(queueing),
    congestionControl: congestionControl === '' ? null : congestionControl,
  };
}

const divider = '-- next answer --';

/** The name of the interface that packets to an address leave by; null where there is no ip(8), or no route. */
export async function interfaceTo(address: string): Promise<string | null> {
  const [route] = parseArray(await ask([], 'ip -j route get "$0"', address));
  return typeof route?.['dev'] === 'string' ? route['dev'] : null;
}

/** One of the connections to an endpoint as ss(8) tells of it, on one line; null: there is none, or no ss. */
async function describeConnection(behind: readonly string[], endpoint: Endpoint): Promise<string | null> {
  if (endpoint.kind !== 'tcp') return null;
  // A connection is two lines; there may be thousands.
  const script = 'ss -Htin state established dst "$0" | head -n 2';
  const said = squeeze(await ask(behind, script, formatEndpoint(endpoint)));
  return said === '' ? null : said;
}

/** What a shell says to a script whose "$0" is the argument; '' where nothing can be asked. */
async function ask(behind: readonly string[], script: string, argument: string): Promise<string> {
  const [file, ...args] = [...behind, 'sh', '-c', `{ ${script}; } 2>&-; true`, argument] as const;
  try {
    return await capture(file ?? 'sh', args, networkToolVariables());
  } catch {
    // No shell, or no such namespace any more: nobody is to lose a trial for what only describes it.
    return '';
  }
}

function parseAddresses(answer: string): Pick<PathEnd, 'mtu' | 'addresses'> {
  const [link] = parseArray(answer);
  const addresses = Array.isArray(link?.['addr_info']) ? (link['addr_info'] as readonly Answer[]) : [];
  return {
    mtu: typeof link?.['mtu'] === 'number' ? link['mtu'] : null,
    addresses: addresses.map(({ local, prefixlen }) => `${String(local)}/${String(prefixlen)}`),
  };
}

/** Those that decide how large packets are, and who computes what of them. */
const telling: ReadonlySet<string> = new Set([
  'rx-checksumming',
  'tx-checksumming',
  'scatter-gather',
  'tcp-segmentation-offload',
  'generic-segmentation-offload',
  'generic-receive-offload',
  'large-receive-offload',
]);

/** Lines such as `tcp-segmentation-offload: off [fixed]`. Null where none of them is told. */
function parseOffloads(answer: string): PathEnd['offloads'] {
  const found = [...answer.matchAll(/^([\w-]+): (on|off)\b/gm)].flatMap(([, name = '', state]) =>
    telling.has(name) ? [[name, state === 'on'] as const] : [],
  );
  return found.length === 0 ? null : Object.fromEntries(found);
}

type Answer = Readonly<Record<string, unknown>>;

function parseArray(json: string): readonly Answer[] {
  try {
    const parsed: unknown = JSON.parse(json);
    return Array.isArray(parsed) ? (parsed as readonly Answer[]) : [];
  } catch {
    // What prints no JSON is too old for `-j`, or is not there.
    return [];
  }
}

function squeeze(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}

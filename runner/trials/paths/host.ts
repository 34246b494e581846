/**
 * A server that somebody has started by hand, and a client here. What runs there is not ours: its counters are not read,
 * its processor time is not known, and every trial meets the same process, so that none of them is a sample of its own.
 */
import { lookup } from 'node:dns/promises';
import { formatEndpoint, parseEndpoint, type Endpoint } from '../../../protocol/endpoint.ts';
import { thisMachine, type MachineReader } from '../../machine/machine-reader.ts';
import { errorCode } from '../../../native/storage-error.ts';
import { here } from '../place.ts';
import { describePath, interfaceTo } from './describe.ts';
import type { OpenPath, Path } from './path.ts';
import { parseRunningServer } from './running-server.ts';
import { readTraffic } from './traffic.ts';

export const host: Path = {
  name: 'host',
  description: 'a server that runs already, started by hand: no counters, one process for all trials',
  parameter: { placeholder: 'ADDRESS:PORT', usual: null, parse: parseRunningServer },
  transport: 'tcp',
  server: 'running',
  available: () => ({ ok: true }),
  open: async (argument) => await openTowards(parseEndpoint('host', argument, 'not-zero')),
};

async function openTowards(named: Endpoint): Promise<OpenPath> {
  // A name may stand for several machines: whatever is read of the way has to be of the one that is connected to.
  const endpoint = await resolved(named);
  const through = endpoint.kind === 'tcp' ? await interfaceTo(endpoint.host) : null;
  return {
    server: { running: endpoint },
    client: { place: here, sourceAddresses: null },
    machine: clientsMachine,
    traffic: () => (through === null ? null : readTraffic('/proc/self/net/dev', through)),
    describe: async (connected) =>
      through === null ? null : describePath([{ end: 'client', interface: through, behind: [] }], connected),
    // Nothing was set up, so there is nothing to take down.
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** What disturbs the client is all that can be read. */
const clientsMachine: MachineReader = {
  ...thisMachine,
  memory: () => Promise.reject(new Error('nothing tells of the memory of a server that was started by hand')),
};

async function resolved(endpoint: Endpoint): Promise<Endpoint> {
  if (endpoint.kind !== 'tcp') return endpoint;
  try {
    return { ...endpoint, host: (await lookup(endpoint.host)).address };
  } catch (error) {
    throw new Error(
      `host:${formatEndpoint(endpoint)}: no address is known of ${endpoint.host} (${errorCode(error)}); name the address itself`,
      { cause: error },
    );
  }
}

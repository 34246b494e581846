/** A path between two programs that are started as they are, in the network that the runner itself is in. */
import { thisMachine } from '../../machine/machine-reader.ts';
import { here } from '../place.ts';
import type { OpenPath } from './path.ts';
import { describePath } from './describe.ts';
import { readTraffic } from './traffic.ts';

/** @param through name of the interface that packets pass; null: there are no packets */
export function openOnHost(listen: string, through: string | null): OpenPath {
  return {
    server: { listen, place: here },
    client: { place: here, sourceAddresses: null },
    machine: thisMachine,
    traffic: () => (through === null ? null : readTraffic('/proc/self/net/dev', through)),
    describe: async (endpoint) =>
      through === null ? null : describePath([{ end: 'both', interface: through, behind: [] }], endpoint),
    // Nothing was set up, so there is nothing to take down.
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

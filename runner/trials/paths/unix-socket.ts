/** Server and client on a Unix socket with a path: no packets, no acknowledgements, one copy in and one out (unix(7)). */
import { thisMachine } from '../../machine/machine-reader.ts';
import { makeSocketFile } from '../../machine/socket-file.ts';
import { here } from '../place.ts';
import type { Path } from './path.ts';

export const unixSocket: Path = {
  name: 'unix-socket',
  description: 'a Unix socket with a path: the same programs without TCP',
  parameter: null,
  transport: 'unix',
  server: 'here',
  available: ({ sockets }) => sockets,
  open: async () => {
    const file = await makeSocketFile();
    return {
      server: { listen: `unix:${file.path}`, place: here },
      client: { place: here, sourceAddresses: null },
      machine: thisMachine,
      // It goes through no interface.
      traffic: () => null,
      describe: async () => null,
      [Symbol.asyncDispose]: () => file[Symbol.asyncDispose](),
    };
  },
};

/** Server and client on 127.0.0.1: the shortest way that TCP has on one machine. */
import type { Path } from './path.ts';

export const loopback: Path = {
  name: 'loopback',
  description: '127.0.0.1, the shortest way that TCP has on one machine',
  available: () => ({ ok: true }),
  open: async () => ({
    listen: '127.0.0.1:0',
    server: [],
    client: [],
    // Nothing was set up, so there is nothing to take down.
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }),
};

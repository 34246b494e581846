/** Server and client on 127.0.0.1: the shortest way that TCP has on one machine. */
import { openOnHost } from './on-host.ts';
import type { Path } from './path.ts';

export const loopback: Path = {
  name: 'loopback',
  description: '127.0.0.1, the shortest way that TCP has on one machine',
  parameter: null,
  transport: 'tcp',
  server: 'here',
  available: () => ({ ok: true }),
  open: async () => openOnHost('127.0.0.1:0', 'lo'),
};

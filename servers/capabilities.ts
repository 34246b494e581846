/** What the platform lets several models do, and why not where it does not: the reasons of their `supports`. */
import type { Supported } from '../protocol/framing/framing.ts';
import { sayLimit, type ConnectionLimit } from './connection-limit.ts';
import type { IntendedUse } from './server-model.ts';

/** Accepted sockets can be moved to another thread. */
export function movesSocketsToThreads({ transport }: IntendedUse): Supported {
  if (transport === 'tcp') return { ok: true };
  return { ok: false, reason: 'Node moves TCP sockets between threads, not Unix sockets' };
}

/** Several sockets can listen on one port, and the kernel spreads connections over them. */
export function sharesPort({ transport }: IntendedUse): Supported {
  if (transport !== 'tcp') return { ok: false, reason: 'SO_REUSEPORT shares a TCP port; a Unix path has one socket' };
  // macOS has the option without the spreading (nodejs/node#61018).
  if (process.platform === 'linux') return { ok: true };
  return { ok: false, reason: `SO_REUSEPORT spreads connections on Linux, this is ${process.platform}` };
}

/** A worker for each connection. */
export function holdsConnections(limit: ConnectionLimit, { connections = 1 }: IntendedUse): Supported {
  if (connections <= limit.connections) return { ok: true };
  return { ok: false, reason: `a worker for each connection: ${sayLimit(limit)}` };
}

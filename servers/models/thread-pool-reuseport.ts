/**
 * Prethreaded, each accepts (UNP 7): every worker thread listens on the port with a socket of its own (SO_REUSEPORT),
 * and the kernel gives a connection to one of them by a hash of its addresses.
 *
 *     clients ══▶ [ accept · read · compute · write ]   N threads, N listening sockets
 *
 * The spread is the hash's: with few connections it is uneven, and a worker's death costs those that wait in its
 * backlog. The main thread only keeps the port.
 */
import { reserve } from '../acceptor.ts';
import { sharesPort } from '../capabilities.ts';
import { startSelfAccepting } from '../pool-server.ts';
import type { ServerModel } from '../server-model.ts';
import { startThread } from '../workers/thread-worker.ts';

export const threadPoolReuseport: ServerModel = {
  name: 'thread-pool-reuseport',
  title: 'thread pool, SO_REUSEPORT',
  description: 'N worker threads each listen on the port with SO_REUSEPORT, read and compute',
  classicName: 'prethreaded, each accepts (UNP 7)',
  stevensRow: 7,
  family: 'threads',
  isolates: (workers) => workers,
  interleavedUpTo: Number.POSITIVE_INFINITY,
  supports: sharesPort,
  async start(spec) {
    const port = await reserve(spec.listen, 'reuse-port');
    return await startSelfAccepting(spec, port, () =>
      startThread(spec, { kind: 'accept', at: port.endpoint, from: 'reuse-port' }),
    );
  },
};

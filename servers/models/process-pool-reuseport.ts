/**
 * Preforked, the kernel spreads: every child process listens on the port with a socket of its own (SO_REUSEPORT), and
 * the kernel gives a connection to one of them by a hash of its addresses.
 *
 *     clients ══▶ [ accept · read · compute · write ]   N processes, N listening sockets
 *
 * The spread is the hash's: with few connections it is uneven, and a child's death costs those that wait in its
 * backlog. The parent only keeps the port.
 */
import { reserve } from '../acceptor.ts';
import { sharesPort } from '../capabilities.ts';
import { startSelfAccepting } from '../pool-server.ts';
import type { ServerModel } from '../server-model.ts';
import { startProcess } from '../workers/process-worker.ts';

export const processPoolReuseport: ServerModel = {
  name: 'process-pool-reuseport',
  title: 'process pool, SO_REUSEPORT',
  description: 'N child processes each listen on the port with SO_REUSEPORT, read and compute',
  classicName: 'preforked, kernel spreads',
  stevensRow: null,
  family: 'processes',
  isolates: (workers) => workers,
  interleavedUpTo: Number.POSITIVE_INFINITY,
  supports: sharesPort,
  async start(spec) {
    const port = await reserve(spec.listen, 'reuse-port');
    return await startSelfAccepting(spec, port, () =>
      startProcess(spec, { kind: 'accept', at: port.endpoint, from: 'reuse-port' }),
    );
  },
};

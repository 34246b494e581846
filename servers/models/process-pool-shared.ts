/**
 * Preforked, each accepts (UNP 2): the parent binds one socket, its child processes inherit the descriptor, and all of
 * them accept on it; whoever is first has the connection.
 *
 *     clients ══▶ one listening socket ◀── [ accept · read · compute · write ]   N processes
 *
 * Every child that waits is woken for a connection, since libuv knows no EPOLLEXCLUSIVE; all but one find nothing. The
 * parent keeps its copy and does not listen: what waits in the backlog outlives the child that would have taken it.
 * The descriptor is inherited, as by fork: a server that is sent with `child.send` has to listen in the parent first, which
 * then accepts too, and a BoundSocket can be sent only once.
 */
import { reserve } from '../acceptor.ts';
import { startSelfAccepting } from '../pool-server.ts';
import type { ServerModel } from '../server-model.ts';
import { forkEntry, inheritedDescriptor, startProcess } from '../workers/process-worker.ts';

export const processPoolShared: ServerModel = {
  name: 'process-pool-shared',
  title: 'process pool, shared socket',
  description: 'N child processes accept on one listening socket that the parent gave them, read and compute',
  classicName: 'preforked, each accepts (UNP 2)',
  stevensRow: 2,
  family: 'processes',
  isolates: (workers) => workers,
  interleavedUpTo: Number.POSITIVE_INFINITY,
  supports: () => ({ ok: true }),
  async start(spec) {
    const socket = await reserve(spec.listen, 'alone');
    const from = { descriptor: inheritedDescriptor };
    return await startSelfAccepting(spec, socket, () =>
      startProcess(spec, { kind: 'accept', at: socket.endpoint, from }, forkEntry([socket.descriptor])),
    );
  },
};

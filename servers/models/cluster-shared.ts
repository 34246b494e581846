/**
 * Preforked, each accepts (UNP 2), by node:cluster without a policy of its own (SCHED_NONE): the workers are sent the
 * listening socket, and whoever is first has the connection.
 *
 *     clients ══▶ one listening socket ◀── [ accept · read · compute · write ]   N processes
 */
import { startCluster } from '../cluster.ts';
import type { ServerModel } from '../server-model.ts';

export const clusterShared: ServerModel = {
  name: 'cluster-shared',
  title: 'node:cluster, shared socket',
  description: 'node:cluster children accept on one listening socket that the parent sent them, read and compute',
  classicName: 'preforked, each accepts (UNP 2), by Node',
  stevensRow: 2,
  family: 'processes',
  isolates: (workers) => workers,
  interleavedUpTo: Number.POSITIVE_INFINITY,
  supports: () => ({ ok: true }),
  start: (spec) => startCluster(spec, 'shared'),
};

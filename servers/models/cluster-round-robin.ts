/**
 * Preforked, parent passes descriptors (UNP 5), by node:cluster with its usual policy: the parent accepts and sends
 * each socket to a worker that has taken its last one, one at a time.
 *
 *     clients ──▶ [ accept ] ──descriptor──▶ [ read · compute · write ]   N processes
 */
import { startCluster } from '../cluster.ts';
import type { ServerModel } from '../server-model.ts';

export const clusterRoundRobin: ServerModel = {
  name: 'cluster-round-robin',
  title: 'node:cluster, round robin',
  description:
    'node:cluster accepts in the parent and sends each socket to the next free child, which reads and computes',
  classicName: 'preforked, parent passes descriptors (UNP 5), by Node',
  stevensRow: 5,
  family: 'processes',
  isolates: (workers) => workers,
  exceptions: [
    {
      point: 7,
      what: 'a connection on its way to a worker that is killed hangs, and its descriptor stays open: node:cluster waits for an acknowledgement that never comes, and has no hook to mend it',
    },
  ],
  interleavedUpTo: Number.POSITIVE_INFINITY,
  supports: () => ({ ok: true }),
  start: (spec) => startCluster(spec, 'round-robin'),
};

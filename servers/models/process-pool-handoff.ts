/**
 * Preforked, the parent passes descriptors (UNP 5): child processes serve in event loops of their own, and each
 * accepted socket is sent to the next one over its IPC channel.
 *
 *     clients ──▶ [ accept ] ──descriptor──▶ [ read · compute · write ]   N processes
 */
import { startHandOff } from '../hand-off.ts';
import type { ServerModel } from '../server-model.ts';
import { startProcess } from '../workers/process-worker.ts';

export const processPoolHandoff: ServerModel = {
  name: 'process-pool-handoff',
  title: 'process pool, hand-off',
  description: 'the parent accepts and sends each socket to N child processes in turn, which read and compute',
  classicName: 'preforked, parent passes descriptors (UNP 5)',
  stevensRow: 5,
  family: 'processes',
  isolates: (workers) => workers,
  dealsInTurn: true,
  interleavedUpTo: Number.POSITIVE_INFINITY,
  supports: () => ({ ok: true }),
  start: (spec) => startHandOff(spec, () => startProcess(spec, { kind: 'serve', connections: 'many' })),
};

/**
 * Fork per client (UNP 1): each accepted socket is sent to a new child process, which serves it in an event loop of
 * its own and ends with it.
 *
 *     clients ──▶ [ accept ] ──descriptor──▶ [ read · compute · write ]   a new process each
 */
import { holdsConnections } from '../capabilities.ts';
import { connectionLimit, processCost } from '../connection-limit.ts';
import { startPerConnection } from '../per-connection.ts';
import type { ServerModel } from '../server-model.ts';
import { startProcess } from '../workers/process-worker.ts';

const limit = () => connectionLimit(processCost);

export const processPerConnection: ServerModel = {
  name: 'process-per-connection',
  title: 'process per connection',
  description: 'the parent accepts and sends each socket to a new child process, which reads and computes',
  classicName: 'fork per client (UNP 1)',
  stevensRow: 1,
  family: 'processes',
  isolates: (_, connections = 1) => connections,
  connectionLimit: limit,
  interleavedUpTo: 64,
  supports: (use) => holdsConnections(limit(), use),
  start: (spec) =>
    startPerConnection(spec, spec.connectionLimit ?? limit().connections, () =>
      startProcess(spec, { kind: 'serve', connections: 'one' }),
    ),
};

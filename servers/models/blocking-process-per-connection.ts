/**
 * Fork per client as the textbook has it: the parent accepts and gives each connection to a new child process, which
 * blocks in recv and send and ends with the connection. Node cannot fork, so the child is a new program: its start is
 * part of the model.
 *
 *     clients ──▶ [ accept ] ──descriptor──▶ [ recv · compute · send ]   a process for each connection
 */
import { libcSupported } from '../../native/availability.ts';
import { holdsConnections } from '../capabilities.ts';
import { connectionLimit, processCost } from '../connection-limit.ts';
import type { ServerModel } from '../server-model.ts';

const limit = () => connectionLimit(processCost);

export const blockingProcessPerConnection: ServerModel = {
  name: 'blocking-process-per-connection',
  title: 'process per connection, blocking',
  description: 'the parent accepts; a new child process for each connection blocks in recv and send, and computes',
  classicName: 'fork per client (UNP 1) with blocking sockets',
  stevensRow: 1,
  family: 'processes',
  isolates: (_, connections = 1) => connections,
  connectionLimit: limit,
  makesSystemCalls: true,
  interleavedUpTo: 64,
  supports: (use) => (libcSupported.ok ? holdsConnections(limit(), use) : libcSupported),
  start: async (spec) =>
    (await import('../blocking/process-server.ts')).startBlockingProcesses(
      spec,
      spec.connectionLimit ?? limit().connections,
    ),
};

/**
 * An I/O process with compute workers: one event loop accepts, reads and writes for all connections, and sends every
 * request over an IPC channel to the child process that has the fewest to compute.
 *
 *     clients ══▶ [ accept · read · write ] ◀──messages──▶ [ compute ]   N processes
 */
import { startOffload } from '../offload.ts';
import type { ServerModel } from '../server-model.ts';
import { forkEntry, startProcess, type ProcessWorker } from '../workers/process-worker.ts';
import { WorkerPool } from '../workers/worker-pool.ts';

function leastBusy(children: readonly ProcessWorker[]): ProcessWorker {
  const [first, ...others] = children;
  if (first === undefined) throw new Error('every child is dead at once');
  return others.reduce((least, child) => (child.outstanding < least.outstanding ? child : least), first);
}

export const processOffload: ServerModel = {
  name: 'process-offload',
  title: 'process offload',
  description: 'one event loop accepts, reads and writes for all connections, N child processes compute',
  classicName: 'I/O process with compute workers',
  stevensRow: null,
  family: 'processes',
  isolates: (workers) => workers,
  interleavedUpTo: Number.POSITIVE_INFINITY,
  supports: () => ({ ok: true }),
  async start(spec) {
    const startWorker = () => startProcess(spec, { kind: 'compute' }, forkEntry([], 'advanced'));
    const pool = await WorkerPool.start({ size: spec.workers, startWorker });
    return await startOffload(spec, {
      compute: async (request) => await leastBusy(pool.alive).compute(request),
      calibrate: (payloadBytes) => pool.calibrate(payloadBytes),
      kill: (index) => pool.kill(index),
      async account() {
        const { isolates, otherCounters = [], ...parts } = await pool.account();
        return { ...parts, otherCounters: [...isolates.map(({ counters }) => counters), ...otherCounters] };
      },
      close: (graceMs) => pool.close(graceMs),
    });
  },
};

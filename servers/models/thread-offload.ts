/**
 * Half-sync/half-async, what Node's documentation advises: one event loop accepts, reads and writes for all
 * connections, and a Piscina pool of threads computes every request.
 *
 *     clients ══▶ [ accept · read · write ] ◀──tasks──▶ [ compute ]   N threads
 */
import { startOffload, type Computers } from '../offload.ts';
import type { ServerModel, ServerSpec } from '../server-model.ts';
import { readProcessUsage } from '../usage.ts';
import { movedBytes } from '../workers/moved-bytes.ts';

async function startThreads({ workers, service }: ServerSpec): Promise<Computers> {
  // Loaded here, so that no other model's server carries it.
  const { move, Piscina } = await import('piscina');
  const pool = new Piscina({
    filename: new URL('../workers/thread-offload-entry.ts', import.meta.url).href,
    workerData: service,
    minThreads: workers,
    maxThreads: workers,
    // Otherwise a task that finds every thread busy goes behind the later ones, and its connection waits for it.
    stricterFIFO: true,
    recordTiming: false,
  });
  let workersLost = 0;
  // A thread that dies is replaced by Piscina; the requests that it had fail.
  pool.on('workerDestroy', () => workersLost++);
  pool.on('error', (error: Error) => console.error(`a thread ended (${error.message}): it is replaced`));
  // One task for each thread: they have all been loaded when these have been done.
  await Promise.all(Array.from({ length: workers }, () => pool.run(null, { name: 'wake' })));
  return {
    compute: async (request) => {
      const task = request.length < movedBytes ? request : move(request);
      return (await pool.run(task, { name: 'compute' })) as Uint8Array;
    },
    calibrate: async (payloadBytes) => (await pool.run(payloadBytes, { name: 'calibrate' })) as number,
    // Which thread dies is Piscina's choice: whichever gets the task.
    kill(index) {
      if (index >= workers) throw new RangeError(`there is no worker ${index}: use 0 to ${workers - 1}`);
      void pool.run(null, { name: 'crash' }).catch(() => {});
    },
    account: async () => ({ processes: [readProcessUsage()], workersLost }),
    close: () => pool.destroy(),
  };
}

export const threadOffload: ServerModel = {
  name: 'thread-offload',
  title: 'thread offload',
  description: 'one event loop accepts, reads and writes for all connections, a pool of N threads computes (Piscina)',
  classicName: 'half-sync/half-async',
  stevensRow: null,
  family: 'threads',
  isolates: (workers) => workers,
  interleavedUpTo: Number.POSITIVE_INFINITY,
  supports: () => ({ ok: true }),
  start: async (spec) => await startOffload(spec, await startThreads(spec)),
};

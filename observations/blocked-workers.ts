/**
 * What a worker takes that does nothing but wait in recv(2), on a connection of its own that never speaks: a thread of this
 * program, or a process. Memory is what was added by each while they started, of what comes from no file and so is shared with
 * nobody; processor time and context switches are those of the workers alone.
 */
import { setTimeout } from 'node:timers/promises';
import { readContextSwitches } from '../native/thread-state.ts';
import { setBlocking } from '../native/sockets.ts';
import { parseName } from '../protocol/flags.ts';
import { blockProcess, blockThread, type BlockedWorker } from './blocked-worker.ts';
import { connectPairs } from './connected-pairs.ts';
import { defineObservation, type Observing, type Seen } from './observation.ts';
import { requireWhole } from './whole-number.ts';
import { ownBytes } from './own-memory.ts';

const leastMs = 200;
const mostWorkers = 100;

const kinds = { thread: blockThread, process: blockProcess } as const;

export const blockedWorkers = defineObservation({
  name: 'blocked-workers',
  description:
    'threads or processes that wait in recv: memory of each, processor time of each in a second, context switches (count)',
  parameters: { worker: 'thread', workers: 10 },
  server: 'none',
  open: async ({ worker, workers: count }): Promise<Observing> => {
    const block = kinds[parseName('--set worker', worker, ['thread', 'process'])];
    requireWhole('workers', count, 1, mostWorkers);
    await using held = new AsyncDisposableStack();
    const { accepted } = held.use(connectPairs(count + 1));
    for (const fd of accepted) setBlocking(fd);
    const start = async (fd: number) => held.use(await block(fd));
    // The first one makes room that the others find made.
    await start(accepted[0] as number);
    const before = ownBytes(process.pid);
    const blocked: BlockedWorker[] = [];
    for (const fd of accepted.slice(1)) blocked.push(await start(fd));
    const apart = blocked.flatMap(({ pid }) => (pid === process.pid ? [] : [pid]));
    const bytes = [process.pid, ...apart].reduce((sum, pid) => sum + ownBytes(pid), 0) - before;
    const all = held.move();
    return {
      observe: (windowMs) => observe(blocked, bytes / count, Math.max(windowMs, leastMs)),
      [Symbol.asyncDispose]: () => all.disposeAsync(),
    };
  },
});

async function observe(blocked: readonly BlockedWorker[], bytes: number, windowMs: number): Promise<Seen> {
  const before = usageOf(blocked);
  const startMs = performance.now();
  await setTimeout(windowMs);
  const after = usageOf(blocked);
  const workerSeconds = (blocked.length * (performance.now() - startMs)) / 1000;
  return {
    bytes,
    // What is compared as a factor has to be above zero: nothing at all is told as a nanosecond.
    cpuNs: Math.max(1, (after.cpuNs - before.cpuNs) / workerSeconds),
    count: (after.switches - before.switches) / workerSeconds,
    facts: { 'seconds that workers waited, together': Number(workerSeconds.toFixed(1)) },
  };
}

function usageOf(blocked: readonly BlockedWorker[]): { readonly cpuNs: number; readonly switches: number } {
  let [cpuNs, switches] = [0, 0];
  for (const worker of blocked) {
    const switched = readContextSwitches(worker.pid, worker.threadId);
    const used = worker.readCpuNs();
    if (switched === null || used === null) throw new Error('a worker that waits in recv has ended');
    cpuNs += used;
    switches += switched.voluntary + switched.involuntary;
  }
  return { cpuNs, switches };
}

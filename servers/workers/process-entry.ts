/**
 * A child process of a server, with an event loop of its own; it is spoken to over its IPC channel. It ends with its
 * parent, also when that is killed: when the channel closes, it exits.
 */
import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { createCounters } from '../counters.ts';
import { holdResidentMemory } from '../resident-memory.ts';
import { isolateUsage, readProcessUsage } from '../usage.ts';
import { Duties } from './duties.ts';
import type { FromWorker, ToWorker, WorkerUsage } from './messages.ts';

holdResidentMemory();
const counters = createCounters();
const usage = (): WorkerUsage => ({
  isolate: isolateUsage(counters, performance.eventLoopUtilization()),
  process: readProcessUsage(),
});
/** A parent that is gone is dealt with at 'disconnect'. */
const say = (message: FromWorker): void => void process.send?.(message, undefined, undefined, () => {});

const duties = new Duties({
  counters,
  usage,
  say,
  leave: () => {
    if (!process.connected) return;
    // What it has counted would be gone with it.
    say({ kind: 'usage', usage: usage() });
    process.disconnect?.();
  },
  crash: () => process.kill(process.pid, 'SIGKILL'),
});

process.on('message', (message: ToWorker, socket: unknown) => duties.take(message, socket as Socket | undefined));
process.on('disconnect', () => process.exit(0));
// The parent may have been killed while this program was being loaded.
if (!process.connected) process.exit(0);
// Terminals send these to the whole process group; the parent decides, and tells.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

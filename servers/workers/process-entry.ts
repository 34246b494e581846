/**
 * A child process that serves the sockets it is sent over its IPC channel, in its own event loop. It ends with its
 * parent: when the channel closes, it exits.
 */
import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { calibrateWork } from '../calibrate.ts';
import { ConnectionGroup } from '../connection-group.ts';
import { createCounters } from '../counters.ts';
import { isolateUsage, readProcessUsage } from '../usage.ts';
import type { FromWorker, ToWorker } from './messages.ts';

const counters = createCounters();
let group: ConnectionGroup | undefined;

process.on('message', (message: ToWorker, handle: unknown) => {
  switch (message.kind) {
    case 'start':
      group = new ConnectionGroup(message.serving, counters);
      say({ kind: 'started' });
      break;
    case 'serve':
      // Undefined when the parent's copy was closed before it could be sent.
      if (handle !== undefined) group?.serve(handle as Socket);
      break;
    case 'usage':
      say({ kind: 'usage', usage: usage() });
      break;
    case 'calibrate':
      say({ kind: 'calibrated', nsPerIteration: calibrateWork(message.payloadBytes) });
      break;
    case 'close':
      void close(message.graceMs);
      break;
    case 'crash':
      process.kill(process.pid, 'SIGKILL');
  }
});
process.on('disconnect', () => process.exit(0));
// Terminals send these to the whole process group; the parent decides, and tells.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

async function close(graceMs: number): Promise<void> {
  await group?.close(graceMs);
  say({ kind: 'usage', usage: usage() });
  process.disconnect?.();
}

function usage() {
  return { isolate: isolateUsage(counters, performance.eventLoopUtilization()), process: readProcessUsage() };
}

function say(message: FromWorker): void {
  process.send?.(message);
}

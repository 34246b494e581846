/**
 * A child process that serves one connection, as its parent sees it. There is no channel between them: the child waits
 * in recv and send, and would not listen.
 */
import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { readChildProcess } from '../child-process-usage.ts';
import { interruption } from '../../native/signals.ts';
import type { ServingSpec } from '../connection-group.ts';
import { isolateUsage } from '../usage.ts';
import type { ConnectionWorker } from './connection-workers.ts';
import type { Row } from './row.ts';

/** What the child starts with, in JSON on its command line. */
export interface BlockingProcessStart {
  readonly serving: ServingSpec;
  readonly parentPid: number;
  /** Size of the shared memory, and the index of the child's row in it. */
  readonly memoryBytes: number;
  readonly index: number;
}

/** Where the child finds its connection, and the memory that it shares with its parent. */
export const connectionFd = 3;
export const memoryFd = 4;

/**
 * The socket is paused and unread; the parent's copy of it is closed. `memory` is the descriptor of the rows.
 * @throws when the system has no room for a process; the socket is still the caller's then
 */
export function startBlockingProcess(
  start: BlockingProcessStart,
  socket: Socket,
  memory: number,
  row: Row,
): ConnectionWorker {
  const startedMs = performance.now();
  const entry = fileURLToPath(new URL('../workers/blocking-process-entry.ts', import.meta.url));
  const child = spawn(process.execPath, [entry, JSON.stringify(start)], {
    // Its stdout would be the JSON lines of the program.
    stdio: ['ignore', 'ignore', 'inherit', socket, memory],
  });
  const ended = Promise.withResolvers<string | null>();
  child.on('error', (error) => ended.resolve(`a connection's process did not start: ${error.message}`));
  // Why, is said to 'error' only, and later.
  if (child.pid === undefined) throw new Error('no process can be started (descriptors, memory or processes run out)');
  // The child has its own by now, or never will. As long as we have ours, the peer would not see the child's FIN.
  socket.on('error', () => {});
  socket.destroy();
  child.on('exit', (code, signal) => {
    ended.resolve(code === 0 ? null : `a connection's process ended: ${signal ?? `exit code ${code}`}`);
  });
  const kill = (signal: NodeJS.Signals) => (): void => void child.kill(signal);
  return {
    ended: ended.promise,
    interrupt: kill(interruption),
    crash: kill('SIGKILL'),
    terminate: kill('SIGKILL'),
    usage() {
      const usage = child.pid === undefined ? null : readChildProcess(child.pid);
      const active = usage === null ? 0 : (usage.userNs + usage.systemNs) / 1e6;
      const idle = Math.max(0, performance.now() - startedMs - active);
      return { isolate: isolateUsage(row.counters, { active, idle }), process: usage };
    },
  };
}

/** A thread that serves one connection, as the main thread sees it. The descriptor stays the main thread's. */
import { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { interruptThread } from '../../native/signals.ts';
import { close, resetOnClose, SHUT_RDWR, shutdown } from '../../native/sockets.ts';
import type { ServingSpec } from '../connection-group.ts';
import { threadLimits } from '../connection-limit.ts';
import { blockingThreadUsage } from '../thread-usage.ts';
import type { ConnectionWorker } from './connection-workers.ts';
import type { Row } from './row.ts';

/** What the thread starts with. */
export interface BlockingThreadStart {
  readonly serving: ServingSpec;
  /** A blocking socket, open as long as the thread lives. */
  readonly fd: number;
  readonly memory: SharedArrayBuffer;
  /** Of its row in `memory`. */
  readonly index: number;
}

/** Closes the descriptor when the thread has ended. The process has to have a handler for `interruption`. */
export function startBlockingThread(start: BlockingThreadStart, row: Row): ConnectionWorker {
  const startedMs = performance.now();
  const worker = new Worker(new URL('../workers/blocking-thread-entry.ts', import.meta.url), {
    workerData: start,
    resourceLimits: threadLimits,
  });
  const ended = Promise.withResolvers<string | null>();
  let failure: Error | undefined;
  worker.on('error', (error: Error) => (failure = error));
  worker.on('exit', () => {
    // Never served: it is refused.
    if (row.threadId === 0) resetOnClose(start.fd);
    close(start.fd);
    ended.resolve(failure === undefined ? null : `a connection's thread ended: ${failure.message}`);
  });
  return {
    ended: ended.promise,
    interrupt() {
      if (row.threadId !== 0) interruptThread(row.threadId);
    },
    // It throws when it hears the command.
    crash() {},
    terminate() {
      shutdown(start.fd, SHUT_RDWR);
      void worker.terminate();
    },
    usage: () => ({ isolate: blockingThreadUsage(row.counters, row.threadId, startedMs), process: null }),
  };
}

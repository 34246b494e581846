/**
 * A thread or a process that waits in recv(2) on one connection and does nothing else. It ends when the connection does:
 * nobody can end a thread of Node that is in a system call, and nobody should.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { processCpuNs, threadCpuNs } from '../native/clocks.ts';
import { SHUT_RDWR, shutdown } from '../native/sockets.ts';

const entry = new URL('blocked-worker-entry.ts', import.meta.url);

export interface BlockedWorker extends AsyncDisposable {
  readonly pid: number;
  /** Its thread that waits. */
  readonly threadId: number;
  /** Null when it has ended. */
  readCpuNs(): number | null;
}

/** Resolves when it is about to wait. @param fd blocking; it stays the caller's, who closes it when the worker has ended */
export async function blockThread(fd: number): Promise<BlockedWorker> {
  const worker = new Worker(entry, { workerData: fd });
  const ended = once(worker, 'exit');
  const [threadId] = (await orEnd(once(worker, 'message'), ended)) as [number];
  return {
    pid: process.pid,
    threadId,
    readCpuNs: () => threadCpuNs(threadId),
    async [Symbol.asyncDispose]() {
      shutdown(fd, SHUT_RDWR);
      await ended;
    },
  };
}

/** The same with a process, which has the descriptor as its fourth. */
export async function blockProcess(fd: number): Promise<BlockedWorker> {
  const child = spawn(process.execPath, [fileURLToPath(entry)], { stdio: ['ignore', 'pipe', 'inherit', fd] });
  const ended = once(child, 'exit');
  await orEnd(once(child.stdout as NonNullable<typeof child.stdout>, 'data'), ended);
  const pid = child.pid as number;
  return {
    pid,
    threadId: pid,
    readCpuNs: () => processCpuNs(pid),
    async [Symbol.asyncDispose]() {
      shutdown(fd, SHUT_RDWR);
      await ended;
    },
  };
}

/** What it says first. @throws Error when it ends before */
function orEnd(said: Promise<unknown[]>, ended: Promise<unknown[]>): Promise<unknown[]> {
  const early = ended.then(([code]) =>
    Promise.reject(new Error(`a worker ended with ${String(code)} before it waited`)),
  );
  return Promise.race([said, early]);
}

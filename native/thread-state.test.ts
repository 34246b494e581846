/** Threads and processes that run, and some that have ended. Linux only. */
import type { Buffer } from 'node:buffer';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { libcUnavailable } from './availability.ts';
import { currentThreadId } from './clocks.ts';
import { sleep } from './sleep.ts';
import { isProcessAlive, isThreadAlive, isThreadAsleep, readContextSwitches } from './thread-state.ts';

/** A worker that waits for messages, and its number. */
async function startWorker() {
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads');
    parentPort.on('message', () => {});
    parentPort.postMessage(Number(require('node:fs').readlinkSync('/proc/thread-self').split('/').at(-1)));`,
    { eval: true },
  );
  const [threadId] = (await once(worker, 'message')) as [number];
  return { worker, threadId };
}

/** `cat`, which ends with its input. */
function startCat() {
  const child = spawn('cat', { stdio: ['pipe', 'ignore', 'inherit'] });
  return { child, pid: child.pid as number };
}

describe.skipIf(libcUnavailable !== null)('a thread', () => {
  test('is alive until it has ended', async () => {
    expect(isThreadAlive(currentThreadId())).toBe(true);
    const { worker, threadId } = await startWorker();
    expect(isThreadAlive(threadId)).toBe(true);
    await worker.terminate();
    await expect.poll(() => isThreadAlive(threadId)).toBe(false);
    expect(readContextSwitches(process.pid, threadId)).toBeNull();
  });

  test('is asleep while it waits, and not while it runs', async () => {
    const { worker, threadId } = await startWorker();
    await expect.poll(() => isThreadAsleep(process.pid, threadId)).toBe(true);
    expect(isThreadAsleep(process.pid, currentThreadId())).toBe(false);
    await worker.terminate();
    await expect.poll(() => isThreadAlive(threadId)).toBe(false);
    expect(isThreadAsleep(process.pid, threadId)).toBe(false);
  });

  test('of another process is not one of ours', async () => {
    const { child, pid } = startCat();
    expect(isThreadAlive(pid)).toBe(false);
    child.stdin.end();
    await once(child, 'exit');
  });
});

describe.skipIf(libcUnavailable !== null)('a process', () => {
  test('is alive until it has ended', async () => {
    expect(isProcessAlive(process.pid)).toBe(true);
    const { child, pid } = startCat();
    expect(isProcessAlive(pid)).toBe(true);
    child.stdin.end();
    await once(child, 'exit');
    expect(isProcessAlive(pid)).toBe(false);
    expect([readContextSwitches(pid), readContextSwitches(pid, pid)]).toEqual([null, null]);
  });

  test('is dead when it has ended and nobody has waited for it', async () => {
    // The shell becomes cat, which has a child then that it knows nothing of, and never waits for.
    const script = 'read line <&3 & echo $!; exec cat';
    const parent = spawn('sh', ['-c', script], {
      stdio: ['pipe', 'pipe', 'inherit', 'pipe'],
    }) as ChildProcessByStdio<Writable, Readable, null>;
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    parent.stdin.write('cat is there\n');
    await once(parent.stdout, 'data');
    expect(isProcessAlive(pid)).toBe(true);
    (parent.stdio[3] as Writable).end('end\n');
    await expect.poll(() => isProcessAlive(pid)).toBe(false);
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    parent.stdin.end();
    await once(parent, 'exit');
  });

  test('may have a name that looks like the end of a name', () => {
    const before = process.title;
    process.title = 'a) Z (b';
    try {
      expect(readFileSync(`/proc/${process.pid}/stat`, 'latin1')).toContain('(a) Z (b)');
      expect(isProcessAlive(process.pid)).toBe(true);
    } finally {
      process.title = before;
    }
  });
});

describe.skipIf(libcUnavailable !== null)('context switches', () => {
  const voluntary = (threadId?: number) => readContextSwitches(process.pid, threadId)?.voluntary as number;

  test('are counted for each thread, and for all of them', async () => {
    const { worker, threadId } = await startWorker();
    const thread = currentThreadId();
    const before = { thread: voluntary(thread), other: voluntary(threadId), all: voluntary() };
    for (let i = 0; i < 20; i++) sleep(1);
    expect(voluntary(thread)).toBeGreaterThanOrEqual(before.thread + 20);
    expect(voluntary(threadId)).toBeLessThan(before.other + 20);
    expect(voluntary()).toBeGreaterThanOrEqual(before.all + 20);
    expect(voluntary()).toBeGreaterThanOrEqual(voluntary(thread) + voluntary(threadId));
    expect(readContextSwitches(process.pid, thread)?.involuntary).toBeGreaterThanOrEqual(0);
    await worker.terminate();
  });

  test('of another process can be read while it lives', async () => {
    const { child, pid } = startCat();
    await expect.poll(() => readContextSwitches(pid)?.voluntary).toBeGreaterThan(0);
    expect(readContextSwitches(pid, pid)).toEqual(readContextSwitches(pid));
    child.stdin.end();
    await once(child, 'exit');
  });
});

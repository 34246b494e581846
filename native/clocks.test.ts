/** Processor clocks of other processes and threads. Linux only. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { libcUnavailable } from './availability.ts';
import { currentThreadId, processCpuNs, threadCpuNs } from './clocks.ts';

function burn(ms: number): void {
  const start = process.cpuUsage();
  while (process.cpuUsage(start).user < ms * 1000);
}

describe.skipIf(libcUnavailable !== null)('a processor clock', () => {
  test('of this process and this thread goes on while they work', () => {
    const before = { process: processCpuNs(process.pid) as number, thread: threadCpuNs(currentThreadId()) as number };
    burn(20);
    expect(processCpuNs(process.pid)).toBeGreaterThan(before.process + 15e6);
    expect(threadCpuNs(currentThreadId())).toBeGreaterThan(before.thread + 10e6);
    expect(threadCpuNs(currentThreadId())).toBeLessThanOrEqual(processCpuNs(process.pid) as number);
  });

  test('of a child can be read while it lives, and not after', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume(); process.stdout.write("up")'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    await once(child.stdout, 'data');
    const pid = child.pid as number;
    expect(processCpuNs(pid)).toBeGreaterThan(1e6);
    child.stdin.end();
    await once(child, 'exit');
    expect(processCpuNs(pid)).toBeNull();
  });
});

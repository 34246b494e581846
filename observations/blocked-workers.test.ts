import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { libcUnavailable } from '../native/availability.ts';
import { isProcessAlive, isThreadAlive } from '../native/thread-state.ts';
import { observing } from '../test/observing.ts';
import { blockedWorkers } from './blocked-workers.ts';
import { blockProcess, blockThread } from './blocked-worker.ts';
import { connectPairs } from './connected-pairs.ts';
import { setBlocking } from '../native/sockets.ts';

const descriptors = () => readdirSync('/proc/self/fd').length;

describe.skipIf(libcUnavailable !== null)('workers that wait in recv', () => {
  test.each(['thread', 'process'])('are looked at as a %s, and take memory', async (worker) => {
    await using open = await observing(blockedWorkers, { worker, workers: 2 });
    const { bytes, cpuNs, count } = await open.observe(1);
    expect(bytes).toBeGreaterThan(100_000);
    expect(cpuNs).toBeGreaterThanOrEqual(1);
    expect(count).toBeGreaterThanOrEqual(0);
  });

  test.each([
    ['thread', blockThread, isThreadAlive],
    ['process', blockProcess, isProcessAlive],
  ] as const)('as a %s run until their connection ends', async (_, block, isAlive) => {
    using pairs = connectPairs(1);
    const [fd = -1] = pairs.accepted;
    setBlocking(fd);
    const worker = await block(fd);
    expect(isAlive(worker.threadId)).toBe(true);
    await worker[Symbol.asyncDispose]();
    await expect.poll(() => isAlive(worker.threadId)).toBe(false);
  });

  test('leave no descriptor behind', async () => {
    const before = descriptors();
    await (await observing(blockedWorkers, { worker: 'thread', workers: 2 }))[Symbol.asyncDispose]();
    expect(descriptors()).toBe(before);
  });
});

test.each([
  [{ worker: 'fiber' }, '--set worker fiber: unknown; use one of thread, process'],
  [{ workers: 0 }, '--set workers=0: use a whole number from 1 to 100'],
  [{ workers: 101 }, '--set workers=101: use a whole number from 1 to 100'],
])('refuses %j', async (parameters, message) => {
  await expect(observing(blockedWorkers, parameters)).rejects.toThrow(message);
});

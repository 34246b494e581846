/** A word of shared memory that this process and another one wait for. Linux only. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { libcUnavailable } from './availability.ts';
import { futexNumber, futexOf } from './futex.ts';
import { createSharedMemory, mapSharedMemory } from './shared-memory.ts';
import { close } from './sockets.ts';

const bytes = 4096;
const opened: number[] = [];
afterEach(() => {
  for (const fd of opened.splice(0)) close(fd);
});

function share() {
  const fd = createSharedMemory(bytes);
  opened.push(fd);
  const memory = mapSharedMemory(fd, bytes);
  return { fd, words: new Int32Array(memory), futex: futexOf(memory) };
}

const moduleUrl = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);

/** Longer than a test may last: whoever waits so long was not released by the time. */
const longMs = 120_000;

/** A Node program with the memory as `words`, its futex as `futex`, and `longMs`. */
function start(fd: number, source: string) {
  const program = `import { futexOf } from ${moduleUrl('futex.ts')};
    import { mapSharedMemory } from ${moduleUrl('shared-memory.ts')};
    const memory = mapSharedMemory(3, ${bytes});
    const [words, futex, longMs] = [new Int32Array(memory), futexOf(memory), ${longMs}];
    ${source}`;
  return spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit', fd] });
}

describe.skipIf(libcUnavailable !== null)('a futex', () => {
  test('releases a process that waits when another one wakes it, though the word is the same', async () => {
    const { fd, words, futex } = share();
    const child = start(fd, 'futex.wait(5, -1, longMs);');
    words[5] = -1;
    const ended = once(child, 'exit');
    // It may not wait yet: a wake that nobody waits for is lost. It leaves by a wake, or after the test has failed.
    while (child.exitCode === null && child.signalCode === null) {
      futex.wake(5);
      await setImmediate();
    }
    expect(await ended).toEqual([0, null]);
  });

  test('passes a turn between two processes, and none is lost', async () => {
    const turns = 200;
    const { fd, words, futex } = share();
    const child = start(
      fd,
      `for (let turn = 1; turn < ${turns}; turn += 2) {
        while (Atomics.load(words, 0) !== turn) futex.wait(0, turn - 1, longMs);
        Atomics.store(words, 0, turn + 1);
        futex.wake(0);
      }`,
    );
    const ended = once(child, 'exit');
    for (let turn = 0; turn < turns; turn += 2) {
      Atomics.store(words, 0, turn + 1);
      futex.wake(0);
      while (Atomics.load(words, 0) !== turn + 2) futex.wait(0, turn + 1, longMs);
    }
    expect(await ended).toEqual([0, null]);
    expect(words[0]).toBe(turns);
  });

  test('does not wait for a word that has another value', () => {
    const { words, futex } = share();
    words[3] = 2;
    const before = performance.now();
    futex.wait(3, 1, longMs);
    expect(performance.now() - before).toBeLessThan(longMs);
  });

  test.each([0, 0.25, 1, 20.75, 1000.5])('waits for %d ms and no less, when nobody wakes it', (timeoutMs) => {
    const { futex } = share();
    const before = performance.now();
    futex.wait(0, 0, timeoutMs);
    expect(performance.now() - before).toBeGreaterThanOrEqual(timeoutMs);
  });

  test('says so when the word is not in memory, or the time is negative', () => {
    const { futex } = share();
    const outside = -(2 ** 40);
    expect(() => futex.wait(outside, 0, 1)).toThrow('futex: EFAULT');
    expect(() => futex.wake(outside)).toThrow('futex: EFAULT');
    expect(() => futex.wait(0, 0, -1)).toThrow('futex: EINVAL');
  });
});

test('the number of the call is known for two architectures, and not made up for others', () => {
  expect([futexNumber('x64'), futexNumber('arm64')]).toEqual([202, 98]);
  expect(() => futexNumber('riscv64')).toThrow(
    'futex(2) cannot be called: its number is known for x64 and arm64, this is riscv64',
  );
});

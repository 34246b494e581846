/** Memory that is mapped twice, in this process and in another one, and memory that cannot be had. Linux only. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { libcUnavailable } from './availability.ts';
import { createSharedMemory, mapSharedMemory } from './shared-memory.ts';
import { close } from './sockets.ts';

const opened: number[] = [];
afterEach(() => {
  for (const fd of opened.splice(0)) close(fd);
});

function create(bytes: number): number {
  const fd = createSharedMemory(bytes);
  opened.push(fd);
  return fd;
}

const module = JSON.stringify(new URL('shared-memory.ts', import.meta.url).href);

/** What a Node program prints, whose descriptor 3 is the given one. */
function run(source: string, fd: number, prefix: readonly string[] = []): string {
  const [command, ...args] = [...prefix, process.execPath, '--input-type=module', '-e', source];
  return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit', fd] });
}

describe.skipIf(libcUnavailable !== null)('shared memory', () => {
  test('is zero, and the same wherever it is mapped', () => {
    const fd = create(8192);
    const [one, other] = [new Uint8Array(mapSharedMemory(fd, 8192)), new Uint8Array(mapSharedMemory(fd, 8192))];
    expect(one).toEqual(new Uint8Array(8192));
    one[8191] = 7;
    expect(other[8191]).toBe(7);
  });

  test('is the same in a process that has its descriptor', () => {
    const fd = create(4096);
    const words = new Int32Array(mapSharedMemory(fd, 4096));
    words[0] = 41;
    const source = `import { mapSharedMemory } from ${module};
      const words = new Int32Array(mapSharedMemory(3, 4096));
      words[1] = words[0] + 1;`;
    run(source, fd);
    expect(words[1]).toBe(42);
  });

  test('is mapped after its descriptor is closed', () => {
    const fd = createSharedMemory(4096);
    const words = new Int32Array(mapSharedMemory(fd, 4096));
    close(fd);
    words[5] = 5;
    expect(words[5]).toBe(5);
  });

  test('has its pages from the beginning, and its descriptor is not inherited', () => {
    const fd = create(1 << 20);
    const { size, blocks } = statSync(`/proc/self/fd/${fd}`);
    expect([size, blocks * 512]).toEqual([1 << 20, 1 << 20]);
    const flags = /^flags:\s*(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1];
    expect(Number.parseInt(flags ?? '', 8) & 0o2000000).not.toBe(0);
  });
});

describe.skipIf(libcUnavailable !== null)('shared memory that cannot be had says what, why, and what to do:', () => {
  const descriptors = () => readdirSync('/proc/self/fd').length;

  test('more than the machine has', () => {
    expect(() => createSharedMemory(2 ** 45)).toThrow(
      /^shared memory of 35184372088832 bytes cannot be had: \d+ bytes are available; end other programs or ask for less$/,
    );
  });

  test.each([0, -1])('%i bytes, and no descriptor is left', (bytes) => {
    const before = descriptors();
    expect(() => createSharedMemory(bytes)).toThrow(
      `shared memory of ${bytes} bytes cannot be had: fallocate: EINVAL; ask for a whole number of bytes above 0`,
    );
    expect(descriptors()).toBe(before);
  });

  test.each([
    ['--fsize=4096', 'fallocate: EFBIG; raise the limit of file sizes (ulimit -f) or ask for less'],
    ['--nofile=64', 'memfd_create: EMFILE; raise the limit of descriptors (ulimit -n)'],
  ])('in a process with the limit %s', (limit, why) => {
    const source = `import { openSync } from 'node:fs';
      import { createSharedMemory } from ${module};
      const wanted = ${limit.startsWith('--nofile')} ? 100 : 0;
      try {
        for (let i = 0; i < wanted; i++) openSync('/dev/null');
      } catch {}
      try {
        createSharedMemory(8192);
      } catch (error) {
        process.stdout.write(error.message);
      }`;
    expect(run(source, 2, ['prlimit', limit])).toBe(`shared memory of 8192 bytes cannot be had: ${why}`);
  });

  test('by a descriptor that is none', () => {
    expect(() => mapSharedMemory(-1, 4096)).toThrow(
      'shared memory of 4096 bytes cannot be had: mmap: EBADF; give the descriptor that createSharedMemory returned',
    );
  });
});

import { describe, expect, test } from 'vitest';
import { madeUpKernel } from '../test/made-up-kernel.ts';
import { connectionLimit, processCost, sayLimit, threadCost, type WorkerCost } from './connection-limit.ts';

/** Enough of everything. */
const ample = {
  '/proc/self/limits':
    'Max processes             96365                96365                processes\nMax open files   1048576   1048576   files',
  '/proc/sys/vm/max_map_count': '65530',
};

function limitOf(cost: WorkerCost, files: Readonly<Record<string, string>> = {}, memoryBytes = 1e12) {
  const kernel = madeUpKernel({ ...ample, ...files });
  return connectionLimit(cost, { read: (path) => kernel.read(path), availableMemory: () => memoryBytes });
}

describe('a worker for each connection:', () => {
  test('512 where the machine would carry more, also where the kernel tells nothing', () => {
    const round = { connections: 512, boundBy: 'a round number, the machine would carry more' };
    expect(limitOf(threadCost)).toEqual(round);
    expect(connectionLimit(processCost, { read: () => null, availableMemory: () => 1e12 })).toEqual(round);
  });

  test('half of what there is enough for, and what that is', () => {
    expect(sayLimit(limitOf(processCost, {}, 6e9))).toBe('at most 100 at once on this machine: memory');
    expect(limitOf(threadCost, { '/proc/self/limits': 'Max open files  1024  1048576  files' })).toEqual({
      connections: 73,
      boundBy: 'descriptors (ulimit -n)',
    });
    expect(limitOf(threadCost, { '/proc/sys/vm/max_map_count': '4000' })).toEqual({
      connections: 50,
      boundBy: 'memory maps (vm.max_map_count)',
    });
  });

  const tasks = 'processes and threads (ulimit -u, pids.max)';

  test('a process has several threads, and each counts against the limits of processes', () => {
    const limits = { '/proc/self/limits': 'Max processes   220   220   processes' };
    expect(limitOf(threadCost, limits)).toEqual({ connections: 110, boundBy: tasks });
    expect(limitOf(processCost, limits)).toEqual({ connections: 10, boundBy: tasks });
  });

  test('one at least', () => {
    expect(limitOf(processCost, {}, 1000)).toEqual({ connections: 1, boundBy: 'memory' });
  });

  test.each([
    [
      'version 2, of the tightest level',
      {
        '/proc/self/cgroup': '0::/system.slice/bench.service\n',
        '/sys/fs/cgroup/system.slice/pids.max': '300\n',
        '/sys/fs/cgroup/system.slice/pids.current': '200\n',
        '/sys/fs/cgroup/system.slice/bench.service/pids.max': 'max\n',
        '/sys/fs/cgroup/system.slice/bench.service/pids.current': '20\n',
      },
    ],
    [
      'version 1, where the path is that of the host',
      {
        '/proc/self/cgroup': '8:pids:/docker/c6bb\n1:cpu:/docker/c6bb\n0::/\n',
        '/sys/fs/cgroup/pids/pids.max': '120\n',
        '/sys/fs/cgroup/pids/pids.current': '20\n',
      },
    ],
  ])('what the control groups leave: %s', (_, files) => {
    expect(limitOf(threadCost, files)).toEqual({ connections: 50, boundBy: tasks });
  });

  test('no limit of a control group that has none', () => {
    const files = { '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/pids.max': 'max\n' };
    expect(limitOf(threadCost, files).connections).toBe(512);
  });
});

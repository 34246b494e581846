import { describe, expect, test } from 'vitest';
import { madeUpKernel } from '../../test/made-up-kernel.ts';
import { processorsAllowed, readCgroup, readThrottling } from './cgroup.ts';

const none = madeUpKernel({});

/** A service below a slice, version 2. */
const version2 = {
  '/proc/self/cgroup': '0::/system.slice/bench.service',
  '/sys/fs/cgroup/system.slice/cpu.max': '150000 100000',
  '/sys/fs/cgroup/system.slice/memory.max': 'max',
  '/sys/fs/cgroup/system.slice/cpu.stat': 'usage_usec 90\nnr_periods 40\nnr_throttled 3\nthrottled_usec 700',
  '/sys/fs/cgroup/system.slice/bench.service/cpu.max': 'max 100000',
  '/sys/fs/cgroup/system.slice/bench.service/memory.max': '2147483648',
  '/sys/fs/cgroup/system.slice/bench.service/cpu.stat': 'usage_usec 80\nnr_periods 0\nnr_throttled 0\nthrottled_usec 0',
};

/** A container, version 1: the path of the host leads nowhere in it. */
const version1 = {
  '/proc/self/cgroup': '4:memory:/docker/c6bb\n2:cpu,cpuacct:/docker/c6bb\n0::/',
  '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '50000',
  '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000',
  '/sys/fs/cgroup/cpu/cpu.stat': 'nr_periods 10\nnr_throttled 2\nthrottled_time 123456',
  '/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712',
};

describe('limits of control groups', () => {
  test('are unknown where there are no control groups', () => {
    expect(readCgroup(none)).toEqual({ version: null, cpuMax: null, memoryMax: null });
  });

  test('of version 2 are the tightest of all levels', () => {
    expect(readCgroup(madeUpKernel(version2))).toEqual({
      version: 2,
      cpuMax: '150000 100000',
      memoryMax: '2147483648',
    });
  });

  test('of version 1 are found where the path is that of the host', () => {
    expect(readCgroup(madeUpKernel(version1))).toEqual({ version: 1, cpuMax: '50000 100000', memoryMax: 'max' });
  });

  test('of version 1 are spelled as in version 2 when there are none', () => {
    const unlimited = { ...version1, '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1' };
    expect(readCgroup(madeUpKernel(unlimited)).cpuMax).toBe('max 100000');
  });
});

test.each([
  ['150000 100000', 1.5],
  ['max 100000', null],
  [null, null],
])('%s allows %s processors', (cpuMax, processors) => {
  expect(processorsAllowed(cpuMax)).toBe(processors);
});

describe('throttling', () => {
  test('is unknown where nothing counts it', () => {
    expect(readThrottling(none)).toBeNull();
  });

  test('of version 2 is counted in microseconds, at every level', () => {
    expect(readThrottling(madeUpKernel(version2))).toEqual({
      periods: 40,
      throttledPeriods: 3,
      throttledNs: 700_000,
    });
  });

  test('of version 1 is counted in nanoseconds', () => {
    expect(readThrottling(madeUpKernel(version1))).toEqual({ periods: 10, throttledPeriods: 2, throttledNs: 123_456 });
  });
});

/** Machines that nobody here owns, as their kernels describe them. */
import { expect, test } from 'vitest';
import { madeUpKernel } from '../../test/made-up-kernel.ts';
import { readTopology, relationOf } from './topology.ts';

/** Two cores of two threads on each of two caches: 0 and 4 are one core. */
const twoCaches = madeUpKernel(
  Object.fromEntries(
    Array.from({ length: 8 }, (_, cpu) => {
      const folder = `/sys/devices/system/cpu/cpu${cpu}`;
      const core = `${cpu % 4},${(cpu % 4) + 4}`;
      const cache = cpu % 4 < 2 ? '0-1,4-5' : '2-3,6-7';
      return [
        [`${folder}/topology/core_cpus_list`, core],
        [`${folder}/cache/index0/level`, '1'],
        [`${folder}/cache/index0/shared_cpu_list`, core],
        // The kernel numbers caches as it finds them.
        [`${folder}/cache/index1/level`, '3'],
        [`${folder}/cache/index1/shared_cpu_list`, cache],
        [`${folder}/cache/index2/level`, '2'],
        [`${folder}/cache/index2/shared_cpu_list`, core],
      ] as const;
    }).flat(),
  ),
);

test('cores and caches are told by their processors', () => {
  expect(readTopology([1, 6], twoCaches)).toEqual([
    { cpu: 1, core: [1, 5], cache: [0, 1, 4, 5] },
    { cpu: 6, core: [2, 6], cache: [2, 3, 6, 7] },
  ]);
});

test.each([
  [3, 3, 'same'],
  [0, 4, 'sibling'],
  [0, 1, 'near'],
  [0, 5, 'near'],
  [0, 2, 'far'],
  [7, 4, 'far'],
] as const)('%d and %d are %s', (one, other, relation) => {
  const topology = readTopology([0, 1, 2, 3, 4, 5, 6, 7], twoCaches);
  expect(relationOf(topology, one, other)).toBe(relation);
  expect(relationOf(topology, other, one)).toBe(relation);
});

test('an older kernel calls the threads of a core siblings', () => {
  const kernel = madeUpKernel({ '/sys/devices/system/cpu/cpu0/topology/thread_siblings_list': '0-1' });
  expect(relationOf(readTopology([0, 1], kernel), 0, 1)).toBe('sibling');
});

test('where the kernel does not tell of caches, two processors are two', () => {
  const cores = { '/sys/devices/system/cpu/cpu0/topology/core_cpus_list': '0' };
  for (const kernel of [madeUpKernel({}), madeUpKernel(cores)]) {
    const topology = readTopology([0, 1], kernel);
    expect(relationOf(topology, 0, 1)).toBe('apart');
    expect(relationOf(topology, 1, 1)).toBe('same');
  }
});

test('what is no list of processors tells nothing', () => {
  const kernel = madeUpKernel({ '/sys/devices/system/cpu/cpu0/topology/core_cpus_list': 'none' });
  expect(readTopology([0], kernel)).toEqual([{ cpu: 0, core: null, cache: null }]);
});

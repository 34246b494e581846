/** Claim 16: what a thread takes that waits in a read. */
import type { DeclaredClaim } from './claim.ts';

const arm = 'blocked thread';

/** A hundred of them: 1 % of a processor. In a second, of one. */
const mostCpuNs = (0.01 * 1e9) / 100;

export const blockedThreadClaim: DeclaredClaim = {
  number: 16,
  name: 'blocked-thread',
  section: 'When Sockets Die',
  says: 'A thread that is blocked in a read, and holds no lock meanwhile, is not really consuming much in the way of resources.',
  test: 'Ten connections that never speak, with a thread for each that waits in recv: processor time and context switches of the threads in a second, and memory that each added.',
  mechanism:
    'A thread that sleeps in the kernel is on no run queue: it takes no processor time and is not switched to until data arrive. Its memory stays: a thread of Node has a JavaScript engine and a heap of its own, megabytes of it, where a thread in C keeps a kernel stack and those pages of its own stack that it has touched.',
  sources: ['recv(2)', 'sched(7)', 'pthread_attr_setstacksize(3)', 'Node: worker_threads, resourceLimits'],
  figures: {
    cpuNs: 'Processor time per second (1 ns: none)',
    count: 'Context switches per second',
    bytes: 'Memory of each',
  },
  observed: [
    {
      name: arm,
      setup: { observation: 'blocked-workers', parameters: { worker: 'thread', workers: 10 }, takesMs: 220 },
    },
  ],
  predictions: [
    {
      text: 'a hundred of them together take no more than 1 % of a processor',
      of: { arm, metric: 'cpuNs' },
      most: mostCpuNs,
    },
    {
      text: 'they are left alone: less than one context switch in a second',
      of: { arm, metric: 'count' },
      most: 1,
    },
    {
      text: 'each takes no more than 1 MiB of memory: a thousand fit into a GiB',
      of: { arm, metric: 'bytes' },
      most: 2 ** 20,
    },
  ],
};

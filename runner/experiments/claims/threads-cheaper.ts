/** Claim 2: what a thread saves that a process pays for. */
import type { DeclaredClaim, Figure } from './claim.ts';

const of = (arm: string, metric: string): Figure => ({
  from: { experiment: 'churn', group: '10 connections at once' },
  arm,
  metric,
});

const idle = { thread: 'idle thread', process: 'idle process' } as const;
const idleSetup = (worker: keyof typeof idle) => ({
  observation: 'blocked-workers',
  parameters: { worker, workers: 10 },
  takesMs: 220,
});

export const threadsCheaperClaim: DeclaredClaim = {
  number: 2,
  name: 'threads-cheaper',
  section: 'When Sockets Die',
  says: 'Threads are more efficient than processes, partly because they avoid the overhead of recycling resources automatically.',
  test: 'A thread for each connection against a process for each: processor time and connections per second with ten connections at once that are replaced after one exchange, and the memory that each adds for a connection that never speaks.',
  mechanism:
    'A thread of Node shares its process’s address space, descriptors and loaded program, so that the kernel sets up and takes down less. It still has a JavaScript engine and heap of its own, as a process has: the saving is a share of the cost, and no order of magnitude.',
  sources: ['clone(2), CLONE_VM and CLONE_FILES', 'pthreads(7)', 'Node: src/node_worker.cc, lib/child_process.js'],
  figures: { bytes: 'Memory of each' },
  observed: [
    { name: idle.thread, setup: idleSetup('thread') },
    { name: idle.process, setup: idleSetup('process') },
  ],
  predictions: [
    {
      text: 'a thread takes less processor time for a connection than a process',
      of: of('thread-per-connection', 'cpuNsPerConnection'),
      against: of('process-per-connection', 'cpuNsPerConnection'),
      most: 0,
    },
    {
      text: 'threads serve more connections per second than processes',
      of: of('thread-per-connection', 'connectionsPerSecond'),
      against: of('process-per-connection', 'connectionsPerSecond'),
      least: 1,
    },
    {
      text: 'a thread takes less memory for an idle connection than a process',
      of: { arm: idle.thread, metric: 'bytes' },
      against: { arm: idle.process, metric: 'bytes' },
      most: 0,
    },
  ],
};

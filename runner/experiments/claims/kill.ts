/** Claim 17: what becomes of what a thread held when it is killed. */
import type { DeclaredClaim, ObservedArm } from './claim.ts';

const holders = 3;
const withinMs = 250;

const arm = (
  name: string,
  set: { readonly holder: string; readonly held: string; readonly state: string },
  takesMs: number,
): ObservedArm => ({
  name,
  setup: {
    observation: 'kill',
    parameters: { ...set, holders, withinMs },
    // Judged is whether such a socket is given back, and not when: the looks may go on beside others.
    ...(set.holder === 'thread' && set.held === 'libc-socket' && { overlaps: true as const }),
    takesMs,
  },
});

const nodeWaiting = arm(
  'thread, socket of node:net, waiting',
  { holder: 'thread', held: 'node-socket', state: 'waiting' },
  330,
);
const nodeComputing = arm(
  'thread, socket of node:net, computing',
  { holder: 'thread', held: 'node-socket', state: 'computing' },
  240,
);
const libcWaiting = arm(
  'thread, socket of libc, waiting',
  { holder: 'thread', held: 'libc-socket', state: 'waiting' },
  430,
);
const libcBlocked = arm(
  'thread, socket of libc, blocked in recv',
  { holder: 'thread', held: 'libc-socket', state: 'blocked' },
  410,
);
const lock = arm('thread, lock, computing', { holder: 'thread', held: 'lock', state: 'computing' }, 180);
const killedProcess = arm(
  'process, socket of libc, blocked in recv',
  { holder: 'process', held: 'libc-socket', state: 'blocked' },
  240,
);

export const killClaim: DeclaredClaim = {
  number: 17,
  name: 'kill',
  section: 'When Sockets Die',
  says: 'Do not try to kill a thread: threads are more efficient than processes because they do without the automatic recycling of resources, so if a thread is killed after all, the whole process is likely to be screwed up.',
  test: `${holders} threads are ended with worker.terminate(), or ${holders} processes with SIGKILL, each with a connection or a lock. Counted are the peers that see no end of their connection within ${withinMs} ms and the locks that stay locked (share), and the descriptors that stay open in the process that goes on (count).`,
  mechanism:
    'worker.terminate() stops the thread’s JavaScript, and Node closes what its event loop has open: sockets of node:net. Descriptors from elsewhere belong to the process and stay open, shared memory stays as it is, and a system call that blocks is not interrupted: the thread ends when it returns. Of a process the kernel closes every descriptor.',
  sources: [
    'Node.js documentation, worker_threads: worker.terminate(), trackUnmanagedFds',
    'Node.js, src/node_worker.cc',
    'pthread_cancel(3)',
    'pthread_mutexattr_setrobust(3)',
    '_exit(2)',
  ],
  figures: { share: 'Not given back', count: 'Descriptors left open', durationNs: 'Until the peer sees the end' },
  observed: [nodeWaiting, nodeComputing, libcWaiting, libcBlocked, lock, killedProcess],
  predictions: [
    {
      text: `of ${holders} sockets of libc that terminated threads had, at least half stay open`,
      of: { arm: libcWaiting.name, metric: 'count' },
      least: holders / 2,
    },
    {
      text: 'of threads that are terminated while they block in recv, at least half of the peers see no end',
      of: { arm: libcBlocked.name, metric: 'share' },
      least: 0.5,
    },
    {
      text: 'at least half of the locks that terminated threads had stay locked',
      of: { arm: lock.name, metric: 'share' },
      least: 0.5,
    },
    {
      text: 'nor is a socket of node:net given back: at least half of the peers of terminated threads see no end',
      of: { arm: nodeWaiting.name, metric: 'share' },
      least: 0.5,
    },
    {
      text: 'a process recycles by itself: fewer than half of the peers of killed processes see no end',
      of: { arm: killedProcess.name, metric: 'share' },
      most: 0.5,
    },
  ],
};

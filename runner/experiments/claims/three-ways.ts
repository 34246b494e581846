/** Claim 1: a thread, a process, or one thread that multiplexes. */
import type { DeclaredClaim, Figure } from './claim.ts';

const churn = { experiment: 'churn', group: '10 connections at once' } as const;
const cpuOf = (arm: string): Figure => ({ from: churn, arm, metric: 'cpuNsPerConnection' });
const rateOf = (arm: string): Figure => ({ from: churn, arm, metric: 'connectionsPerSecond' });

/** A processor serves at least one connection in this time, or nobody would call it serving. */
const mostNs = 1e9;

export const threeWaysClaim: DeclaredClaim = {
  number: 1,
  name: 'three-ways',
  section: 'Creating a Socket',
  says: 'A server’s loop can work in three general ways: a thread for each client socket, a process for each, or non-blocking sockets that one thread multiplexes. Editions for Python 2 add, under “Performance”, that the last is without question the fastest.',
  test: 'Ten connections at once, each replaced after one exchange, served in each of the three ways: processor time of the server per connection, and connections per second.',
  mechanism:
    'All three serve. A thread or process for each connection pays for a JavaScript engine that starts and ends with it, tens of milliseconds; a multiplexing thread pays for the system calls alone. Where threads are cheap to start, as in C, the distance is much shorter.',
  sources: [
    'epoll(7), select(2)',
    'Node: src/node_worker.cc, child_process.fork',
    'UNIX Network Programming vol. 1, 3rd ed., chapter 30',
  ],
  observed: [],
  predictions: [
    {
      text: 'a thread for each connection serves: at least one connection for each second of processor time',
      of: cpuOf('thread-per-connection'),
      most: mostNs,
    },
    {
      text: 'a process for each connection serves: at least one connection for each second of processor time',
      of: cpuOf('process-per-connection'),
      most: mostNs,
    },
    {
      text: 'one thread that multiplexes serves: at least one connection for each second of processor time',
      of: cpuOf('event-loop'),
      most: mostNs,
    },
    {
      text: 'multiplexing takes less processor time for a connection than a thread for each',
      of: cpuOf('event-loop'),
      against: cpuOf('thread-per-connection'),
      most: 0,
    },
    {
      text: 'multiplexing takes less processor time for a connection than a process for each',
      of: cpuOf('event-loop'),
      against: cpuOf('process-per-connection'),
      most: 0,
    },
    {
      text: 'multiplexing serves more connections per second than a thread for each',
      of: rateOf('event-loop'),
      against: rateOf('thread-per-connection'),
      least: 1,
    },
  ],
};

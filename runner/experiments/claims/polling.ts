/** Claim 18: to try all connections in turn, or to wait in select. */
import type { DeclaredClaim, Figure } from './claim.ts';

const ways = { 'busy polling': 'busy', select: 'select', poll: 'poll', epoll: 'epoll', Node: 'node' } as const;
type Way = keyof typeof ways;

const takesMs = 210;

function arm(way: Way, idle: number) {
  const parameters = { way: ways[way], idle };
  return { name: nameOf(way, idle), setup: { observation: 'polling', parameters, takesMs } };
}

function nameOf(way: Way, idle: number): string {
  return `${way}, ${idle} idle`;
}

const cpuOf = (way: Way, idle: number): Figure => ({ arm: nameOf(way, idle), metric: 'cpuNs' });

export const pollingClaim: DeclaredClaim = {
  number: 18,
  name: 'polling',
  section: 'Non-blocking Sockets',
  says: 'Whoever checks return codes of non-blocking calls in a loop gets a program that is large, buggy and eats processor time; use select.',
  test: 'One thread receives a message every 10 ms on one connection, beside 1, 100 or 900 idle ones: processor time of a message, and calls of recv that find nothing, with recv tried on all in turn without end, and with a wait in select, poll or epoll, or by sockets of Node, whose libuv waits in epoll. How large or buggy such programs are is not measured.',
  mechanism:
    'Whoever never waits takes a whole processor, whatever comes. select sleeps until something does; but for every wait it is told of all descriptors, and the kernel looks at each of them, up to twice: what epoll, which keeps the set, spares. Beyond descriptor 1,023 glibc’s fd_set has no bits, so that about a thousand connections are the most that it serves.',
  sources: [
    'select(2), “BUGS” and FD_SETSIZE',
    'fs/select.c: do_select',
    'epoll(7)',
    'Banga, Mogul and Druschel, USENIX 1999',
  ],
  figures: { cpuNs: 'Processor time per message', count: 'Calls of recv per message' },
  observed: [
    arm('busy polling', 1),
    arm('select', 1),
    arm('busy polling', 100),
    arm('select', 100),
    arm('select', 900),
    arm('poll', 900),
    arm('epoll', 900),
    arm('Node', 900),
  ],
  predictions: [
    {
      text: 'polling is work for nothing: with 100 idle connections at least 9 of 10 calls of recv find nothing',
      of: { arm: nameOf('busy polling', 100), metric: 'share' },
      least: 0.9,
    },
    {
      text: 'select spares that: with 100 idle connections at most 1 of 10 calls of recv finds nothing',
      of: { arm: nameOf('select', 100), metric: 'share' },
      most: 0.1,
    },
    {
      text: 'with 1 idle connection polling takes at least 10 times the processor time of select',
      of: cpuOf('busy polling', 1),
      against: cpuOf('select', 1),
      least: 10,
    },
    {
      text: 'with 100 idle connections polling takes at least 10 times the processor time of select',
      of: cpuOf('busy polling', 100),
      against: cpuOf('select', 100),
      least: 10,
    },
    {
      text: 'select is the answer with 900 idle connections too: it takes no more than twice the processor time of epoll',
      of: cpuOf('select', 900),
      against: cpuOf('epoll', 900),
      most: 2,
    },
  ],
};

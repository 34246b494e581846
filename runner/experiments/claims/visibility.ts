/** Claim 5: from where a server can be reached, by the address that it is bound to. */
import type { DeclaredClaim, ObservedArm } from './claim.ts';

const connects = 20;

type Bound = 'loopback' | 'own' | 'all';
type Seeker = 'inside' | 'outside';

const places = { loopback: 'localhost', own: 'the own address', all: 'all addresses' } as const;
const nameOf = (listen: Bound, from: Seeker) => `bound to ${places[listen]}, sought from ${from}`;

const arm = (listen: Bound, from: Seeker): ObservedArm => ({
  name: nameOf(listen, from),
  setup: {
    observation: 'connect',
    parameters: { connects },
    server: { model: 'event-loop', listen },
    network: from === 'inside' ? 'inside' : 'link',
    takesMs: 20,
  },
});

/** Nobody says of it that it would be reached; most expect it. */
const ownAtLocalhost: ObservedArm = {
  name: 'bound to the own address, sought at 127.0.0.1',
  setup: { ...arm('own', 'inside').setup, parameters: { connects, address: '127.0.0.1' } },
};

/** As the HOWTO has it. What the name stands for is the machine's affair, so it is looked at outside of the namespaces. */
const hostName: ObservedArm = {
  name: 'bound to the name of the host',
  setup: { observation: 'host-name', parameters: { sockets: connects }, takesMs: 30 },
};

const reached = (listen: Bound, from: Seeker) => ({ arm: nameOf(listen, from), metric: 'share' });

export const visibilityClaim: DeclaredClaim = {
  number: 5,
  name: 'visibility',
  section: 'Creating a Socket',
  says: 'Bound to localhost a server is visible within the same machine only. Bound to the name of its host it is visible to the outside world, and bound to no address in particular it is reachable by any address that the machine has.',
  test: `${connects} connects at once, each with one exchange: from another network namespace to the server's own address, and from beside the server; the server is bound to 127.0.0.1, to its own address, or to 0.0.0.0. And ${connects} sockets that are bound to what the name of this host is looked up as: which have an address that is not loopback?`,
  mechanism:
    'A request is for an address and a port, and the kernel looks for a listening socket that is bound to this address or to none. What is sent to 127.0.0.1 never leaves the machine, and one who asks for the own address, at which nobody listens, is refused with a reset. Which address a name stands for is told by /etc/hosts first on most systems, and installers write it there with one of the loopback network (Debian: 127.0.1.1). Refused is, beside a server that is bound to the own address alone, one who asks for 127.0.0.1.',
  sources: [
    'ip(7): INADDR_LOOPBACK, INADDR_ANY',
    'hosts(5), getaddrinfo(3)',
    'RFC 1122, section 3.2.1.3 (g)',
    'RFC 9293, section 3.10.7.1',
  ],
  figures: { share: 'Connects that reach it; of the name: not loopback' },
  // 80 connects of each arm.
  mostRounds: 4,
  observed: [
    ...(['loopback', 'own', 'all'] as const).flatMap((listen) => [arm(listen, 'inside'), arm(listen, 'outside')]),
    ownAtLocalhost,
    hostName,
  ],
  predictions: [
    {
      text: 'bound to localhost it is visible inside: nine of ten connects reach it, or more',
      of: reached('loopback', 'inside'),
      least: 0.9,
    },
    {
      text: 'bound to localhost it is not visible outside: one of ten connects reaches it, or fewer',
      of: reached('loopback', 'outside'),
      most: 0.1,
    },
    {
      text: 'bound to the name of the host it has an address that is not loopback: nine of ten, or more',
      of: { arm: hostName.name, metric: 'share' },
      least: 0.9,
    },
    {
      text: 'bound to an address of the host that is not loopback it is visible outside: nine of ten, or more',
      of: reached('own', 'outside'),
      least: 0.9,
    },
    {
      text: 'bound to all addresses it is visible inside, at 127.0.0.1: nine of ten, or more',
      of: reached('all', 'inside'),
      least: 0.9,
    },
    {
      text: 'bound to all addresses it is visible outside: nine of ten, or more',
      of: reached('all', 'outside'),
      least: 0.9,
    },
  ],
};

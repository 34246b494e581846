/** Claim 4: what loopback saves. */
import { quiteABit, type DeclaredClaim, type Figure } from './claim.ts';

const of = (arm: string, metric: string): Figure => ({
  from: { experiment: 'paths', group: '64 connections' },
  arm,
  metric,
});

export const loopbackShortcutClaim: DeclaredClaim = {
  number: 4,
  name: 'loopback-shortcut',
  section: 'IPC',
  says: 'A server that two processes of one machine talk over should be bound to localhost: on most platforms this takes a shortcut around a couple of layers of network code, and is quite a bit faster.',
  test: 'The same server and client over loopback, and over a pair of virtual interfaces (veth) between two network namespaces, where every segment is routed, resolved and sent like a packet; and, on one machine, over its own address, which is what one would bind to otherwise. 64 connections, 64 B.',
  mechanism:
    'On Linux loopback is a network device like others: a segment goes through TCP, IP, routing and the packet filter on both, and loopback saves the link layer and the hand-over between two devices, a small part of what a message costs. A server that is bound to the machine’s own address is reached over loopback too: the address decides who can connect, and not the way.',
  sources: ['drivers/net/loopback.c', 'drivers/net/veth.c', 'ip-route(8): local routes', 'veth(4)'],
  observed: [],
  predictions: [
    {
      text: 'without the shortcut a message costs the server at least a quarter more processor time',
      of: of('veth', 'cpuNsPerMessage'),
      against: of('loopback', 'cpuNsPerMessage'),
      least: quiteABit,
    },
    {
      text: 'with the shortcut at least a quarter more messages go through',
      of: of('loopback', 'messagesPerSecond'),
      against: of('veth', 'messagesPerSecond'),
      least: quiteABit,
    },
    {
      text: 'bound to the machine’s own address instead, a message costs the server at least a quarter more processor time',
      of: of('own-address', 'cpuNsPerMessage'),
      against: of('loopback', 'cpuNsPerMessage'),
      least: quiteABit,
    },
  ],
};

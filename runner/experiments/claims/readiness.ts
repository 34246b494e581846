/** Claim 19: what a socket that is told to be readable or writable is good for. */
import type { DeclaredClaim } from './claim.ts';

const threads = 4;
/** What a loop takes that serves others of its list before this one. */
const laterMs = 1;

const readable = (name: string, set: Readonly<Record<string, string | number>>, takesMs: number) => ({
  name,
  setup: { observation: 'readability', parameters: set, takesMs },
});
const writable = (name: string, set: Readonly<Record<string, string | number>>) => ({
  name,
  setup: { observation: 'writability', parameters: set, takesMs: 100 },
});

const connection = readable('recv, 1 thread', { connections: 16, times: 100 }, 200);
const connectionShared = readable(
  `recv, ${threads} threads, ${laterMs} ms later`,
  { watchers: threads, laterMs, times: 50 },
  300,
);
const listener = readable(`accept, 1 thread, ${laterMs} ms later`, { socket: 'listener', laterMs, times: 100 }, 250);
const listenerShared = readable(
  `accept, ${threads} threads, ${laterMs} ms later`,
  { socket: 'listener', watchers: threads, laterMs, times: 50 },
  300,
);
const listenerAtOnce = readable(
  `accept, ${threads} threads, at once`,
  { socket: 'listener', watchers: threads, times: 100 },
  250,
);
const listenerExclusive = readable(
  `accept, ${threads} threads, EPOLLEXCLUSIVE, ${laterMs} ms later`,
  { socket: 'listener', watchers: threads, call: 'epoll-exclusive', laterMs, times: 50 },
  300,
);
const listenerReset = readable('accept, 1 thread, reset before', { socket: 'reset-listener', times: 100 }, 120);
const idle = writable('send, idle peer', { peer: 'idle', connections: 200 });
const stalled = writable('send, peer that does not read', { peer: 'stalled', connections: 4 });
const reading = writable('send, peer that reads', { peer: 'reading', connections: 4, sends: 1000 });

export const readinessClaim: DeclaredClaim = {
  number: 19,
  name: 'readiness',
  section: 'Non-blocking Sockets',
  says: 'If a socket is in the readable list, one can be as close to certain as one ever gets that recv returns something, and that accept works. One in the writable list takes something, and any reasonably healthy socket is writable, since that means only that there is buffer space.',
  test: `Descriptors are watched by one thread or ${threads}, which take at once or ${laterMs} ms later, as a loop does that serves others before. Counted is how often the recv or accept that follows has nothing (EAGAIN); of sending, how many connections are not writable, and with a peer that reads, how often a writable one takes nothing.`,
  mechanism:
    'Readiness is about the moment when the kernel looks. For one reader nothing changes until it reads. Where several watch a socket, all who wait are woken and the first takes what is there; EPOLLEXCLUSIVE wakes fewer. TCP is writable when a good part of its send buffer is free, so that a send takes something, though perhaps not all.',
  sources: [
    'poll(2)',
    'select(2), BUGS',
    'accept(2), NOTES',
    'epoll_ctl(2), EPOLLEXCLUSIVE',
    'include/net/sock.h: sk_stream_is_writeable',
    'net/ipv4/tcp.c: tcp_poll',
  ],
  figures: { share: 'Nothing there' },
  observed: [
    connection,
    connectionShared,
    listener,
    listenerAtOnce,
    listenerShared,
    listenerExclusive,
    listenerReset,
    idle,
    stalled,
    reading,
  ],
  predictions: [
    {
      text: 'a readable connection has something, or its end: fewer than 1 in 1,000 recvs have nothing',
      of: { arm: connection.name, metric: 'share' },
      most: 0.001,
    },
    {
      text: `also where ${threads} threads watch it, each of which takes ${laterMs} ms later, as one that serves others before`,
      of: { arm: connectionShared.name, metric: 'share' },
      most: 0.001,
    },
    {
      text: 'a readable listening socket has a connection: fewer than 1 in 100 accepts have nothing',
      of: { arm: listener.name, metric: 'share' },
      most: 0.01,
    },
    {
      text: `also where ${threads} threads watch the listening socket, and take ${laterMs} ms later`,
      of: { arm: listenerShared.name, metric: 'share' },
      most: 0.01,
    },
    {
      text: 'any healthy connection is writable: fewer than 1 in 100 idle ones are not',
      of: { arm: idle.name, metric: 'share' },
      most: 0.01,
    },
    {
      text: 'a writable connection takes something: fewer than 1 in 1,000 sends take nothing while its peer reads',
      of: { arm: reading.name, metric: 'share' },
      most: 0.001,
    },
  ],
};

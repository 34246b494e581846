/**
 * How an exchange ends at the peer when a server has written its reply and closes: at once, after shutdown, or after shutdown and
 * reading to the peer's end (a lingering close). A close with unread input sends RST where it would send FIN (RFC 1122, section
 * 4.2.2.13; RFC 2525, section 2.17), and drops what was not sent yet.
 *
 *     peer    connect, request                           read the reply to its end
 *     server               read it, or not · reply · close
 *
 * The peer reads only when the server has closed, which is the worst case of a slow reader; a lingering close has to wait for it.
 */
import { Buffer } from 'node:buffer';
import { constants } from 'node:os';
import { setOut, socketAddress } from '../native/client-sockets.ts';
import { check, lastErrno, systemError } from '../native/libc.ts';
import {
  acceptConnection,
  boundEndpoint,
  close as closeDescriptor,
  copyOf,
  MSG_DONTWAIT,
  MSG_NOSIGNAL,
  openListener,
  recv,
  send,
  SHUT_WR,
  shutdown,
} from '../native/sockets.ts';
import { parseName } from '../protocol/flags.ts';
import { awaitReadable } from './await-readable.ts';
import { tcpCounters } from './kernel-counters.ts';
import { defineObservation, type Seen } from './observation.ts';
import { requireWhole } from './whole-number.ts';

const { EAGAIN, ECONNRESET } = constants.errno;

const ways = ['close', 'shutdown', 'linger'] as const;
type Way = (typeof ways)[number];

/** On loopback a FIN or RST is at the peer when close returns; this is for machines that are busy. */
const silenceMs = 200;
const mostBytes = 2 ** 20;
const mostExchanges = 200;
const request = Buffer.from('request');
const reply = Buffer.alloc(mostBytes);
const input = Buffer.alloc(2 ** 16);

export const close = defineObservation({
  name: 'close',
  description:
    'a server replies and closes (way close, shutdown or linger): peers without the whole reply and its end (share), whole replies (count)',
  parameters: { way: 'close', unread: false, copied: false, replyBytes: 1024, exchanges: 20 },
  server: 'none',
  open: async ({ way, unread, copied, replyBytes, exchanges }) => {
    const known = parseName('--set way', way, ways);
    requireWhole('replyBytes', replyBytes, 1, mostBytes);
    requireWhole('exchanges', exchanges, 1, mostExchanges);
    return {
      observe: async () => endsOf({ way: known, unread, copied, replyBytes }, exchanges),
      [Symbol.asyncDispose]: async () => {},
    };
  },
});

interface Situation {
  readonly way: Way;
  /** Whether the request is still in the receive buffer when the server closes. */
  readonly unread: boolean;
  /** Whether another descriptor stays open, as that of a parent process does. */
  readonly copied: boolean;
  readonly replyBytes: number;
}

/** How the input of a peer ended, and how much of the reply it had by then. */
interface End {
  readonly how: 'end' | 'reset' | 'none';
  readonly bytes: number;
}

function endsOf(situation: Situation, exchanges: number): Seen {
  const open = new Set<number>();
  try {
    const listener = owned(open, openListener({ kind: 'tcp', host: '127.0.0.1', port: 0 }, exchanges, 'non-blocking'));
    const to = socketAddress(boundEndpoint(listener));
    const before = abortsOnClose();
    const pairs = Array.from({ length: exchanges }, () => {
      const peer = owned(open, setOut(to, null));
      const server = owned(open, check('accept', acceptConnection(listener, 'non-blocking')));
      replyOn(server, peer, situation);
      if (situation.copied) owned(open, check('fcntl', copyOf(server)));
      if (situation.way !== 'close') check('shutdown', shutdown(server, SHUT_WR));
      if (situation.way !== 'linger') disown(open, server);
      return { peer, server };
    });
    const silentAtMs = performance.now() + silenceMs;
    const ends = pairs.map(({ peer, server }) => {
      // Where no end comes, all of them wait for the same time.
      const end = readToEnd(peer, situation.copied ? Math.max(1, silentAtMs - performance.now()) : silenceMs);
      if (situation.way === 'linger') lingerOn(open, server, peer);
      return end;
    });
    return seenOf(ends, situation, before === null ? null : (abortsOnClose() ?? before) - before);
  } finally {
    for (const fd of open) closeDescriptor(fd);
  }
}

/** The request comes, is read or not, and the whole reply is the kernel's. */
function replyOn(server: number, peer: number, { unread, replyBytes }: Situation): void {
  check('send', send(peer, request, request.length, MSG_NOSIGNAL));
  if (!awaitReadable([server], silenceMs).has(server)) throw new Error(`no request came in ${silenceMs} ms`);
  if (!unread) check('recv', recv(server, input, request.length, MSG_DONTWAIT));
  const taken = check('send', send(server, reply, replyBytes, MSG_DONTWAIT | MSG_NOSIGNAL));
  if (taken < replyBytes) {
    throw new Error(
      `the kernel took ${taken} of ${replyBytes} B of a reply: set replyBytes to fewer, or let send buffers grow (net.ipv4.tcp_wmem)`,
    );
  }
}

/** Until the end of its input, or until nothing has come for so long. */
function readToEnd(fd: number, waitMs: number): End {
  let bytes = 0;
  for (;;) {
    const received = recv(fd, input, input.length, MSG_DONTWAIT);
    if (received === 0) return { how: 'end', bytes };
    if (received > 0) {
      bytes += received;
      continue;
    }
    const error = lastErrno();
    if (error === ECONNRESET) return { how: 'reset', bytes };
    if (error !== EAGAIN) throw systemError('recv');
    if (!awaitReadable([fd], Math.ceil(waitMs)).has(fd)) return { how: 'none', bytes };
  }
}

/** The peer is through and closes; the server reads up to that, and closes too. */
function lingerOn(open: Set<number>, server: number, peer: number): void {
  disown(open, peer);
  const { how } = readToEnd(server, silenceMs);
  if (how === 'none') throw new Error(`the end of a peer that has closed did not come in ${silenceMs} ms`);
  disown(open, server);
}

function seenOf(ends: readonly End[], { replyBytes }: Situation, aborts: number | null): Seen {
  const count = (holds: (end: End) => boolean) => ends.filter(holds).length;
  const whole = ({ bytes }: End) => bytes === replyBytes;
  const fine = count((end) => whole(end) && end.how === 'end');
  return {
    share: { events: ends.length - fine, of: ends.length },
    count: count(whole),
    bytes: ends.reduce((sum, { bytes }) => sum + bytes, 0) / ends.length,
    facts: {
      'peers that saw ECONNRESET': count(({ how }) => how === 'reset'),
      'peers that saw no end': count(({ how }) => how === 'none'),
      ...(aborts === null ? {} : { TcpExtTCPAbortOnClose: aborts }),
    },
  };
}

/** Connections that were reset because they were closed with unread input; null where the kernel does not tell. */
function abortsOnClose(): number | null {
  return tcpCounters()?.get('TCPAbortOnClose') ?? null;
}

function owned(open: Set<number>, fd: number): number {
  open.add(fd);
  return fd;
}

function disown(open: Set<number>, fd: number): void {
  open.delete(fd);
  closeDescriptor(fd);
}

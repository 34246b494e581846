/**
 * Stream sockets as descriptors: what socket(7), tcp(7), ipv6(7) and unix(7) offer, for servers that call accept, recv
 * and send by themselves. Calls of the measured path hand on what the system says (-1, and why in `lastErrno`); the
 * others throw. A descriptor has one owner, who closes it, in whichever thread that is.
 */
import { Buffer } from 'node:buffer';
import { isIP } from 'node:net';
import type { Endpoint } from '../protocol/endpoint.ts';
import { check, libcFunction } from './libc.ts';

const AF_UNIX = 1;
const AF_INET = 2;
const AF_INET6 = 10;
const SOCK_STREAM = 1;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
const SOL_SOCKET = 1;
const SO_REUSEADDR = 2;
const SO_LINGER = 13;
const SO_RCVTIMEO = 20;
const SO_SNDTIMEO = 21;
const IPPROTO_TCP = 6;
const TCP_NODELAY = 1;
const F_DUPFD_CLOEXEC = 1030;
const TCP_CORK = 3;
const F_GETFL = 3;
const F_SETFL = 4;
const O_NONBLOCK = 0o4000;

/** recv does not wait, whatever the socket's own mode. */
export const MSG_DONTWAIT = 0x40;
/** send into a connection that is gone is an error (EPIPE), not a signal that ends the process. */
export const MSG_NOSIGNAL = 0x4000;
export const SHUT_WR = 1;
export const SHUT_RDWR = 2;

type Bytes = Uint8Array | BigInt64Array | Int32Array;

const socket = libcFunction('int socket(int domain, int type, int protocol)') as (
  domain: number,
  type: number,
  protocol: number,
) => number;
const bind = libcFunction('int bind(int fd, const void *address, uint length)') as (
  fd: number,
  address: Bytes,
  length: number,
) => number;
const listen = libcFunction('int listen(int fd, int backlog)') as (fd: number, backlog: number) => number;
const accept4 = libcFunction('int accept4(int fd, void *address, void *length, int flags)') as (
  fd: number,
  address: null,
  length: null,
  flags: number,
) => number;
const getsockname = libcFunction('int getsockname(int fd, void *address, void *length)') as (
  fd: number,
  address: Bytes,
  length: Bytes,
) => number;
const setsockopt = libcFunction('int setsockopt(int fd, int level, int name, const void *value, uint length)') as (
  fd: number,
  level: number,
  name: number,
  value: Bytes,
  length: number,
) => number;
const fcntl = libcFunction('int fcntl(int fd, int command, ...)') as (
  fd: number,
  command: number,
  type: 'int',
  argument: number,
) => number;
const inetPton = libcFunction('int inet_pton(int family, const char *text, void *address)') as (
  family: number,
  text: string,
  address: Bytes,
) => number;
const inetNtop = libcFunction('void *inet_ntop(int family, const void *address, void *text, uint length)') as (
  family: number,
  address: Bytes,
  text: Bytes,
  length: number,
) => bigint | null;

/** Bytes received, 0 when the peer has shut down its side, -1 for an error (recv(2)). There is no ssize_t in koffi. */
export const recv = libcFunction('long recv(int fd, void *buffer, size_t length, int flags)') as (
  fd: number,
  buffer: Uint8Array,
  length: number,
  flags: number,
) => number;

/** Bytes that the kernel took, or -1 (send(2)). */
export const send = libcFunction('long send(int fd, const void *buffer, size_t length, int flags)') as (
  fd: number,
  buffer: Uint8Array,
  length: number,
  flags: number,
) => number;

/** shutdown(2). Wakes whoever blocks on the socket in another thread; fails when the connection is gone already. */
export const shutdown = libcFunction('int shutdown(int fd, int how)') as (fd: number, how: number) => number;

/** close(2). The number is free from then on, also when it fails. */
export const close = libcFunction('int close(int fd)') as (fd: number) => number;

/**
 * One more descriptor of the same open file, or -1 (dup(2)). What close(2) does to a connection it does when the last of them
 * is closed; shutdown(2) does it for all of them.
 */
export function copyOf(fd: number): number {
  return fcntl(fd, F_DUPFD_CLOEXEC, 'int', 0);
}

/** Whether calls on a descriptor wait. It belongs to the open file: all copies of the descriptor share it. */
export type Waiting = 'blocking' | 'non-blocking';

/**
 * A listening socket. `endpoint` names an address, not a host: port 0 and host names are the caller's.
 * @throws SystemError when the address cannot be had.
 */
export function openListener(endpoint: Endpoint, backlog: number, waiting: Waiting): number {
  const address = encodeAddress(endpoint);
  const type = SOCK_STREAM | SOCK_CLOEXEC | (waiting === 'blocking' ? 0 : SOCK_NONBLOCK);
  const fd = check('socket', socket(address.readUInt16LE(), type, 0));
  try {
    // As libuv does: a port whose last connections are in TIME_WAIT can be had again.
    if (endpoint.kind === 'tcp') setOption(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    check('bind', bind(fd, address, address.length));
    check('listen', listen(fd, backlog));
    return fd;
  } catch (error) {
    close(fd);
    throw error;
  }
}

/** The next connection, or -1 (accept4(2)). */
export function acceptConnection(listener: number, waiting: Waiting): number {
  return accept4(listener, null, null, SOCK_CLOEXEC | (waiting === 'blocking' ? 0 : SOCK_NONBLOCK));
}

/** Small segments go out at once (tcp(7)). Fails on other sockets, which have nothing like it, and need not. */
export function setNoDelay(fd: number): void {
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, one, one.byteLength);
}

/** Segments that are not full wait for more, until it is taken off again (TCP_CORK, tcp(7)). @throws SystemError */
export function setCork(fd: number, isCorked: boolean): void {
  setOption(fd, IPPROTO_TCP, TCP_CORK, isCorked ? 1 : 0);
}

/** The close that follows resets the connection and drops what was not sent (SO_LINGER with zero, socket(7)). */
export function resetOnClose(fd: number): void {
  setsockopt(fd, SOL_SOCKET, SO_LINGER, Int32Array.of(1, 0), 8);
}

/**
 * How long a blocking recv or send waits before it fails with EAGAIN. Any limit has a second effect: a signal makes
 * the call fail with EINTR even where the handler was installed with SA_RESTART, as libuv's are (signal(7)).
 */
export function setTimeouts(fd: number, receiveMs: number, sendMs: number): void {
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, timeval(receiveMs), 16);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, timeval(sendMs), 16);
}

/** Makes calls on an accepted socket of Node's wait, which are all non-blocking. */
export function setBlocking(fd: number): void {
  const flags = check('fcntl', fcntl(fd, F_GETFL, 'int', 0));
  check('fcntl', fcntl(fd, F_SETFL, 'int', flags & ~O_NONBLOCK));
}

/**
 * Moves a descriptor to the first free number from `least` on, so that low ones are left to whoever needs them, as select(2)
 * does. @throws SystemError where the process may not have such a number; the descriptor is then where it was
 */
export function moveDescriptor(fd: number, least: number): number {
  const moved = check(`fcntl(F_DUPFD) from ${least} on`, fcntl(fd, F_DUPFD_CLOEXEC, 'int', least));
  close(fd);
  return moved;
}

/** The address that a TCP socket is bound to, with the port that the system chose. */
export function boundEndpoint(fd: number): Endpoint & { kind: 'tcp' } {
  const address = Buffer.alloc(sockaddrIn6Bytes);
  check('getsockname', getsockname(fd, address, Int32Array.of(address.length)));
  const family = address.readUInt16LE();
  const text = Buffer.alloc(46);
  inetNtop(family, address.subarray(family === AF_INET ? 4 : 8), text, text.length);
  return { kind: 'tcp', host: text.toString('latin1', 0, text.indexOf(0)), port: address.readUInt16BE(2) };
}

const one = Int32Array.of(1);

function setOption(fd: number, level: number, name: number, value: number): void {
  check('setsockopt', setsockopt(fd, level, name, Int32Array.of(value), 4));
}

/** struct timeval; zero would mean no limit. */
function timeval(ms: number): BigInt64Array {
  const us = BigInt(Math.max(1, Math.ceil(ms * 1000)));
  return BigInt64Array.of(us / 1_000_000n, us % 1_000_000n);
}

const sockaddrInBytes = 16;
const sockaddrIn6Bytes = 28;

/**
 * struct sockaddr_in, sockaddr_in6 or sockaddr_un, which begin with the family (ip(7), ipv6(7), unix(7)).
 * @throws RangeError for a host that is a name, and no address
 */
export function encodeAddress(endpoint: Endpoint): Buffer {
  if (endpoint.kind === 'unix') {
    const path = Buffer.from(`${endpoint.path}\0`);
    const address = Buffer.alloc(2 + path.length);
    address.writeUInt16LE(AF_UNIX);
    path.copy(address, 2);
    return address;
  }
  const isV6 = isIP(endpoint.host) === 6;
  const family = isV6 ? AF_INET6 : AF_INET;
  const address = Buffer.alloc(isV6 ? sockaddrIn6Bytes : sockaddrInBytes);
  address.writeUInt16LE(family);
  address.writeUInt16BE(endpoint.port, 2);
  if (inetPton(family, endpoint.host, address.subarray(isV6 ? 8 : 4)) !== 1) {
    throw new RangeError(`${endpoint.host} is not an address`);
  }
  return address;
}

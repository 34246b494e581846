/**
 * Sockets that connect to a server, for a client that drives thousands of them by itself. None of them waits. Where
 * bytes lie is told by address (`addressOf` in pipes.ts): koffi hands on numbers the shortest way, and what is measured
 * with these calls should not be koffi. A descriptor has one owner, who closes it (`close` in sockets.ts).
 */
import type { Buffer } from 'node:buffer';
import { constants } from 'node:os';
import type { Endpoint } from '../protocol/endpoint.ts';
import { check, lastErrno, libcFunction, systemError } from './libc.ts';
import { addressOf } from './pipes.ts';
import { close, encodeAddress, setNoDelay } from './sockets.ts';

const AF_UNIX = 1;
const SOCK_STREAM = 1;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
const SOL_SOCKET = 1;
const SO_ERROR = 4;
const IPPROTO_IP = 0;
const IP_BIND_ADDRESS_NO_PORT = 24;

const socket = libcFunction('int socket(int domain, int type, int protocol)') as (
  domain: number,
  type: number,
  protocol: number,
) => number;
const bind = libcFunction('int bind(int fd, size_t address, uint length)') as (
  fd: number,
  address: number,
  length: number,
) => number;
const connect = libcFunction('int connect(int fd, size_t address, uint length)') as (
  fd: number,
  address: number,
  length: number,
) => number;
const getsockopt = libcFunction('int getsockopt(int fd, int level, int name, size_t value, size_t length)') as (
  fd: number,
  level: number,
  name: number,
  value: number,
  length: number,
) => number;
const setsockopt = libcFunction('int setsockopt(int fd, int level, int name, size_t value, uint length)') as (
  fd: number,
  level: number,
  name: number,
  value: number,
  length: number,
) => number;

/** recv(2) with the address of the buffer: see `recv` in sockets.ts. */
export const receiveAt = libcFunction('long recv(int fd, size_t address, size_t length, int flags)') as (
  fd: number,
  address: number,
  length: number,
  flags: number,
) => number;

/** send(2) with the address of the bytes: see `send` in sockets.ts. */
export const sendAt = libcFunction('long send(int fd, size_t address, size_t length, int flags)') as (
  fd: number,
  address: number,
  length: number,
  flags: number,
) => number;

/** Where a socket leads to or comes from, as the kernel reads it. */
export interface SocketAddress {
  readonly endpoint: Endpoint;
  /** struct sockaddr; `location` is good as long as somebody has this. */
  readonly bytes: Buffer;
  readonly location: number;
}

/** @throws RangeError for a host that is a name, and no address */
export function socketAddress(endpoint: Endpoint): SocketAddress {
  const bytes = encodeAddress(endpoint);
  return { endpoint, bytes, location: addressOf(bytes) };
}

const option = new Int32Array(new ArrayBuffer(8));
const optionLocation = addressOf(new Uint8Array(option.buffer));
const optionBytes = 4;

/**
 * A socket on its way to an address, maybe from one of ours: it can be written to when it is there, or has failed.
 * Small segments go out at once (TCP_NODELAY). @throws SystemError when it cannot even set out
 */
export function setOut(to: SocketAddress, from: SocketAddress | null): number {
  const family = to.bytes.readUInt16LE();
  const fd = check('socket', socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  try {
    if (family !== AF_UNIX) setNoDelay(fd);
    if (from !== null) bindAddress(fd, from);
    if (connect(fd, to.location, to.bytes.length) === -1 && lastErrno() !== constants.errno.EINPROGRESS) {
      throw systemError('connect');
    }
    return fd;
  } catch (error) {
    close(fd);
    throw error;
  }
}

/** Why the connection could not be had or was lost, as an error number, or 0 (SO_ERROR, socket(7)). Told once. */
export function pendingError(fd: number): number {
  option[0] = 0;
  option[1] = optionBytes;
  check('getsockopt', getsockopt(fd, SOL_SOCKET, SO_ERROR, optionLocation, optionLocation + optionBytes));
  return option[0];
}

/**
 * The port is left to connect(2), which knows where to and takes one that is free for this server
 * (IP_BIND_ADDRESS_NO_PORT, ip(7)); bind(2) would take one that is free altogether, and those are used up earlier.
 */
function bindAddress(fd: number, from: SocketAddress): void {
  option[0] = 1;
  setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, optionLocation, optionBytes);
  check('bind', bind(fd, from.location, from.bytes.length));
}

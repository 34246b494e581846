/**
 * Pipes, pairs of sockets and named pipes as blocking descriptors, and read(2) and write(2) on them by the address of
 * the bytes. A descriptor has one owner, who closes it (`close` in sockets.ts).
 */
import koffi from 'koffi';
import { check, libcFunction } from './libc.ts';

const O_CLOEXEC = 0o2000000;
const AF_UNIX = 1;
const SOCK_STREAM = 1;
const SOCK_CLOEXEC = 0o2000000;

const pipe2 = libcFunction('int pipe2(void *fds, int flags)') as (fds: Int32Array, flags: number) => number;
const socketpair = libcFunction('int socketpair(int domain, int type, int protocol, void *fds)') as (
  domain: number,
  type: number,
  protocol: number,
  fds: Int32Array,
) => number;
const mkfifo = libcFunction('int mkfifo(const char *path, uint mode)') as (path: string, mode: number) => number;

/**
 * Bytes read, 0 when nobody can write any more, -1 for an error (read(2)). Blocks until there is something. The address
 * is a number and no pointer: koffi then calls it the shortest way. There is no ssize_t in koffi.
 */
export const read = libcFunction('long read(int fd, size_t address, size_t length)') as (
  fd: number,
  address: number,
  length: number,
) => number;

/**
 * Bytes written, or -1 (write(2)). Blocks until all of them are taken, unless a signal comes in the middle. Where nobody
 * reads any more it fails with EPIPE: Node ignores SIGPIPE.
 */
export const write = libcFunction('long write(int fd, size_t address, size_t length)') as (
  fd: number,
  address: number,
  length: number,
) => number;

/** A pipe (pipe(7)): what is written to one descriptor is read from the other. @throws SystemError without descriptors. */
export function openPipe(): { readonly read: number; readonly write: number } {
  const fds = new Int32Array(2);
  check('pipe2', pipe2(fds, O_CLOEXEC));
  return { read: fds[0] as number, write: fds[1] as number };
}

/** Two stream sockets that are connected with each other (socketpair(2)). @throws SystemError without descriptors. */
export function openSocketPair(): readonly [number, number] {
  const fds = new Int32Array(2);
  check('socketpair', socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds));
  return [fds[0] as number, fds[1] as number];
}

/** A pipe with a name (fifo(7)), for this user alone. @throws SystemError when the path exists or cannot be had. */
export function makeFifo(path: string): void {
  check('mkfifo', mkfifo(path, 0o600));
}

/**
 * Where the bytes lie, for `read` and `write`. The address is good for as long as the caller has a reference to the
 * bytes or their ArrayBuffer, which must not be resized or transferred: a call with an address keeps nothing alive.
 *
 * The garbage collector moves objects, and with them the elements of typed arrays of up to 64 bytes, which V8 keeps
 * inside of the object. Memory of an ArrayBuffer stays where it is, and asking for `buffer` gives even those arrays one,
 * for good.
 */
export function addressOf(bytes: Uint8Array): number {
  return Number(koffi.address(bytes.buffer)) + bytes.byteOffset;
}

/**
 * Waiting for many descriptors at once: select(2), poll(2), epoll(7), and an eventfd(2) to be woken by. Sets and lists
 * are the caller's own memory in the kernel's layout, so that a wait allocates nothing. A wait returns how many are
 * ready, or -1: see `readyCount`.
 */
import { constants, endianness } from 'node:os';
import { check, lastErrno, libcFunction, systemError } from './libc.ts';

/**
 * What a wait returned, with 0 where a signal cut it short; -1 where the kernel has no memory for it, or for what it
 * hands back, at the moment. @throws SystemError for anything else.
 */
export function readyCount(call: string, result: number): number {
  if (result !== -1) return result;
  const { EINTR, ENOMEM } = constants.errno;
  if (lastErrno() === EINTR) return 0;
  return lastErrno() === ENOMEM ? -1 : check(call, result);
}

/** `nfds`: the largest descriptor in the sets, plus one. `timeout`: struct timeval, which Linux changes; null waits. */
export const select = libcFunction('int select(int nfds, void *read, void *write, void *except, void *timeout)') as (
  nfds: number,
  read: Int32Array,
  write: Int32Array | null,
  except: null,
  timeout: BigInt64Array | null,
) => number;

/** Bits in glibc's fd_set (FD_SETSIZE), so the largest descriptor plus one. The kernel itself takes larger sets. */
export const fdSetBits = 1024;

export const poll = libcFunction('int poll(void *fds, ulong count, int timeoutMs)') as (
  fds: Int32Array,
  count: number,
  timeoutMs: number,
) => number;

const POLLIN = 0x1;
const POLLHUP = 0x10;
/** One struct pollfd of this thread: see servers/readiness/poll.ts. */
const one = new Int32Array(2);

/**
 * Waits until somebody can be accepted, for at most `timeoutMs` (-1: without limit), and takes no descriptor for it.
 * `ended`: the listener was shut down. `waiting` also when a signal came, or nobody: whoever accepts finds out.
 */
export function awaitConnection(listener: number, timeoutMs: number): 'waiting' | 'ended' {
  one[0] = listener;
  one[1] = POLLIN;
  if (readyCount('poll', poll(one, 1, timeoutMs)) < 1) return 'waiting';
  // What came stands in the upper half.
  return ((one[1] >>> 16) & POLLHUP) === 0 ? 'waiting' : 'ended';
}

const epollCreate1 = libcFunction('int epoll_create1(int flags)') as (flags: number) => number;
const epollCtl = libcFunction('int epoll_ctl(int epfd, int operation, int fd, void *event)') as (
  epfd: number,
  operation: number,
  fd: number,
  event: Int32Array,
) => number;

export const epollWait = libcFunction('int epoll_wait(int epfd, void *events, int most, int timeoutMs)') as (
  epfd: number,
  events: Int32Array,
  most: number,
  timeoutMs: number,
) => number;

/** The same with the address of the events (`addressOf` in pipes.ts), which koffi hands on quicker than memory. */
export const epollWaitAt = libcFunction('int epoll_wait(int epfd, size_t events, int most, int timeoutMs)') as (
  epfd: number,
  eventsAddress: number,
  most: number,
  timeoutMs: number,
) => number;

const EPOLL_CLOEXEC = 0o2000000;

/** Bits of the events word. With `edge` a descriptor is told when something comes, and not as long as it is there. */
export const epollBits = {
  readable: 0x1,
  writable: 0x4,
  error: 0x8,
  hangUp: 0x10,
  peerEnded: 0x2000,
  /** Of several that watch it, each by an epoll of its own, one or more are told, and not always all (with 'add' only). */
  exclusive: 0x10000000,
  edge: 0x80000000 | 0,
} as const;

/**
 * struct epoll_event in 32-bit words: the events in word 0, then our datum (epoll_data_t), a descriptor in its first
 * word and a tag of the caller's choice in its second.
 * The kernel packs it on x86-64, for the sake of 32-bit programs; elsewhere the datum is aligned to 8 bytes.
 */
export const epollEvent = process.arch === 'x64' ? { words: 3, dataWord: 1 } : { words: 4, dataWord: 2 };

export function createEpoll(): number {
  return check('epoll_create1', epollCreate1(EPOLL_CLOEXEC));
}

const operations = { add: 1, remove: 2, change: 3 } as const;
const event = new Int32Array(epollEvent.words);

/** @throws SystemError when the descriptor is not (or already) watched, or there is no memory for it. */
export function controlEpoll(
  epfd: number,
  operation: keyof typeof operations,
  fd: number,
  events: number,
  tag = 0,
): void {
  check('epoll_ctl', tryControl(epfd, operation, fd, events, tag));
}

/** Why the kernel has no room to watch one more, in words, or null. @throws SystemError for anything else. */
export function addToEpoll(epfd: number, fd: number, events: number, tag = 0): string | null {
  if (tryControl(epfd, 'add', fd, events, tag) !== -1) return null;
  const { ENOMEM, ENOSPC } = constants.errno;
  if (lastErrno() === ENOSPC) return 'as many as epoll may watch for a user are watched (fs.epoll.max_user_watches)';
  if (lastErrno() === ENOMEM) return 'the kernel has no memory to watch another one';
  throw systemError('epoll_ctl');
}

function tryControl(epfd: number, operation: keyof typeof operations, fd: number, events: number, tag: number): number {
  event[0] = events;
  event[epollEvent.dataWord] = fd;
  event[epollEvent.dataWord + 1] = tag;
  return epollCtl(epfd, operations[operation], fd, event);
}

const eventfd = libcFunction('int eventfd(uint initial, int flags)') as (initial: number, flags: number) => number;
const EFD_SEMAPHORE = 1;
const EFD_NONBLOCK = 0o4000;
const EFD_CLOEXEC = 0o2000000;

/** A counter that is ready to read while it is above zero; writing adds to it, reading takes one off. Both 8 bytes. */
export function createCounterDescriptor(): number {
  return check('eventfd', eventfd(0, EFD_SEMAPHORE | EFD_NONBLOCK | EFD_CLOEXEC));
}

/** The 8 bytes that add `amount` to it. */
export function counterBytes(amount: number): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setBigUint64(0, BigInt(amount), endianness() === 'LE');
  return new Uint8Array(bytes.buffer);
}

/** Waiting in epoll(7) for times below a millisecond, and how late the kernel may end a wait. */
import { constants } from 'node:os';
import { check, lastErrno, libcFunction } from './libc.ts';
import { addressOf } from './pipes.ts';
import { epollWaitAt } from './readiness.ts';

/**
 * syscall(2), for epoll_pwait2, which the C libraries came to late. Its seventh argument is the size of a set of signals,
 * which is not looked at where there is none; koffi hands on six the shortest way, and no more.
 */
const syscall = libcFunction(
  'long syscall(long number, long epfd, size_t events, long most, size_t timeout, size_t signals)',
) as (number: number, epfd: number, events: number, most: number, timeout: number, signals: number) => number;

/** The same on every processor, as all numbers are that came after Linux 5.0. */
const SYS_epoll_pwait2 = 441;

/** Linux has it since 5.11. Some sandboxes refuse what they do not know with another error. */
const hasFineWait = syscall(SYS_epoll_pwait2, -1, 0, 1, 0, 0) === -1 && lastErrno() === constants.errno.EBADF;

/** struct timespec in 32-bit words: seconds in word 0, nanoseconds in word 2, the upper halves stay zero. */
const timeout = new Uint32Array(new ArrayBuffer(16));
const timeoutLocation = addressOf(new Uint8Array(timeout.buffer));

/**
 * As `epollWaitAt`, for 0 up to 1 s and to the nanosecond, but for the thread's timer slack. Without `hasFineWait` it
 * waits for the whole milliseconds only.
 */
export function epollWaitFinely(epfd: number, eventsAddress: number, most: number, timeoutMs: number): number {
  if (!hasFineWait) return epollWaitAt(epfd, eventsAddress, most, Math.floor(timeoutMs));
  timeout[2] = timeoutMs * 1e6;
  return syscall(SYS_epoll_pwait2, epfd, eventsAddress, most, timeoutLocation, 0);
}

const PR_SET_TIMERSLACK = 29;

const prctl = libcFunction('int prctl(int option, ...)') as (option: number, type: 'ulong', value: number) => number;

/**
 * How much later than asked for the kernel may end a wait of the calling thread, so that it can end several at once
 * (prctl(2)): ns, above zero. `usual` is what the thread was started with, mostly 50 µs.
 */
export function setTimerSlack(ns: number | 'usual'): void {
  check('prctl', prctl(PR_SET_TIMERSLACK, 'ulong', ns === 'usual' ? 0 : ns));
}

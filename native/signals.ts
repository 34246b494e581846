/** Signals that Node cannot send: to one thread, and from a parent that is gone. */
import { constants } from 'node:os';
import { check, libcFunction } from './libc.ts';

const syscall = libcFunction('long syscall(long number, ...)') as (
  number: number,
  ...typesAndValues: readonly (string | number)[]
) => number;

/** tgkill(2) by number: a function for it came late to the C libraries. */
const tgkill = process.arch === 'x64' ? 234 : 131;

/**
 * What interrupts a system call that waits, in a process that has a handler for it. Where there is none (not yet, or
 * not any more) it is ignored, which is why Go's runtime interrupts with it, too.
 */
export const interruption = 'SIGURG';

/** Interrupts a thread of this process; does nothing to one that has ended, or is not waiting. */
export function interruptThread(threadId: number): void {
  syscall(tgkill, 'int', process.pid, 'int', threadId, 'int', constants.signals[interruption]);
}

const prctl = libcFunction('int prctl(int option, ...)') as (option: number, type: 'ulong', value: number) => number;
const PR_SET_PDEATHSIG = 1;

/** SIGKILL for this process when its parent is gone, also if it is already: for one that cannot listen meanwhile. */
export function dieWithParent(parentPid: number): void {
  check('prctl', prctl(PR_SET_PDEATHSIG, 'ulong', constants.signals.SIGKILL));
  if (process.ppid !== parentPid) process.kill(process.pid, 'SIGKILL');
}

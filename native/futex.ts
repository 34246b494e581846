/**
 * Waiting for another process until it changes a word of shared memory, and waking one that waits so (futex(2)). What
 * Atomics.wait and Atomics.notify are between threads: theirs find a waiter by its memory in this process alone.
 */
import { constants } from 'node:os';
import koffi from 'koffi';
import { lastErrno, libcFunction, systemError } from './libc.ts';

/** There is no function for it in the C libraries. All numbers and no pointers: koffi then calls it the shortest way. */
const syscall = libcFunction(
  'long syscall(long number, size_t word, int op, int value, size_t timeout, size_t unused)',
) as (number: number, word: number, op: number, value: number, timeout: number, unused: number) => number;

/** Without FUTEX_PRIVATE_FLAG: the kernel finds the waiters by the page that both processes have mapped. */
const FUTEX_WAIT = 0;
const FUTEX_WAKE = 1;

const { EAGAIN, EINTR, ETIMEDOUT } = constants.errno;

export interface Futex {
  /**
   * Blocks the thread while the word has this value, for at most `timeoutMs`, which is finite and not negative. Returns
   * when woken, and also when the word has another value, the time is up or a signal came: the caller looks at the word
   * again. @throws SystemError for anything else.
   */
  wait(wordIndex: number, value: number, timeoutMs: number): void;
  /** Wakes one that waits for the word, if anybody does. @throws SystemError when the word is not in memory. */
  wake(wordIndex: number): void;
}

/**
 * The words of memory that `mapSharedMemory` returned, by their index in an Int32Array over all of it; it is not looked
 * at whether they are inside. The mapping stays, so its address is taken once.
 * @throws where the number of the system call is not known.
 */
export function futexOf(memory: ArrayBuffer): Futex {
  const number = futexNumber(process.arch);
  const start = Number(koffi.address(memory));
  // struct timespec in 32-bit words: seconds in word 0, nanoseconds in word 2, the upper halves stay zero.
  const timeout = new Uint32Array(new ArrayBuffer(16));
  const timeoutAddress = Number(koffi.address(timeout.buffer));
  return {
    wait(wordIndex, value, timeoutMs) {
      timeout[0] = timeoutMs / 1000;
      timeout[2] = (timeoutMs % 1000) * 1e6;
      if (syscall(number, start + wordIndex * 4, FUTEX_WAIT, value, timeoutAddress, 0) !== -1) return;
      const why = lastErrno();
      if (why !== EAGAIN && why !== EINTR && why !== ETIMEDOUT) throw systemError('futex');
    },
    wake(wordIndex) {
      if (syscall(number, start + wordIndex * 4, FUTEX_WAKE, 1, 0, 0) === -1) throw systemError('futex');
    },
  };
}

/** futex(2) by number (syscalls(2)). @throws for an architecture whose number is not written down here. */
export function futexNumber(architecture: string): number {
  if (architecture === 'x64') return 202;
  if (architecture === 'arm64') return 98;
  throw new Error(`futex(2) cannot be called: its number is known for x64 and arm64, this is ${architecture}`);
}

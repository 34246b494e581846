/**
 * Which of many descriptors can be read or written now: what select, poll and epoll have in common, and all that the
 * loop above them knows. After Redis's ae.c: one interface, one file for each system call behind it.
 */

/** What to wait for, and what has come, as bits. */
export const readable = 1;
export const writable = 2;

export interface Readiness {
  /** Begins to watch a descriptor for `readable`, and returns null; or why that cannot be, in words. */
  add(fd: number): string | null;
  /**
   * From now on waits for these bits. An error or a hang-up is told as whatever is waited for; also where that is
   * nothing, so that only what cannot hang up (a socket that listens) may be waited for with none.
   */
  change(fd: number, interest: number): void;
  /** Before the descriptor is closed. */
  remove(fd: number): void;
  /**
   * Sleeps until something is ready, for at most `timeoutMs` (-1: without limit), and returns how many entries of
   * `ready` and `bits` are now valid; 0 also when a signal came, and -1 when the kernel has no memory for it. What is ready stays so until it is dealt with
   * (level-triggered), and an entry may be about a descriptor that was closed since.
   */
  wait(timeoutMs: number): number;
  /** Ready descriptors and what they are ready for, of the last wait. Replaced when it has to grow. */
  readonly ready: Int32Array;
  readonly bits: Uint8Array;
  close(): void;
}

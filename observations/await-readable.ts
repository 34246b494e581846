/** Which of some descriptors can be read, have ended or have failed: poll(2). */
import { poll, readyCount } from '../native/readiness.ts';

const POLLIN = 0x1;
const words = 2;

/** Waits until one can, at most so long. */
export function awaitReadable(descriptors: readonly number[], timeoutMs: number): ReadonlySet<number> {
  // struct pollfd { int fd; short events; short revents; }
  const fds = Int32Array.from(descriptors.flatMap((fd) => [fd, POLLIN]));
  if (readyCount('poll', poll(fds, descriptors.length, timeoutMs)) <= 0) return new Set();
  return new Set(descriptors.filter((_, at) => (fds[at * words + 1] ?? 0) >>> 16 !== 0));
}

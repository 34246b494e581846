/** Which of some descriptors can be written to, or have failed: poll(2). */
import { poll, readyCount } from '../native/readiness.ts';

const POLLOUT = 0x4;
const words = 2;

/** Waits until one can, at most so long. */
export function writableOf(descriptors: readonly number[], timeoutMs: number): ReadonlySet<number> {
  // struct pollfd { int fd; short events; short revents; }
  const fds = Int32Array.from(descriptors.flatMap((fd) => [fd, POLLOUT]));
  const ready = readyCount('poll', poll(fds, descriptors.length, timeoutMs));
  if (ready === 0) return new Set();
  return new Set(descriptors.filter((_, at) => (fds[at * words + 1] ?? 0) >>> 16 !== 0));
}

/** Processor time of another thread or process, as it runs: CPU clocks (clock_gettime(2), clock_getcpuclockid(3)). */
import { readlinkSync } from 'node:fs';
import { libcFunction } from './libc.ts';

const clockGettime = libcFunction('int clock_gettime(int clock, void *time)') as (
  clock: number,
  time: BigInt64Array,
) => number;

/** CPUCLOCK_SCHED: precise, in nanoseconds. Bit 2 says that the number is a thread's (linux/posix-timers_types.h). */
const processClock = 2;
const threadClock = 6;

const time = new BigInt64Array(2);

/** All threads of a process, ended ones included; about 1 µs. Null when it has been waited for: its parent has it. */
export function processCpuNs(pid: number): number | null {
  return read((~pid << 3) | processClock);
}

/** One thread of this process. Null when it has ended. */
export function threadCpuNs(threadId: number): number | null {
  return read((~threadId << 3) | threadClock);
}

/** Number of the calling thread (gettid(2)). */
export function currentThreadId(): number {
  // '812/task/815'; a name of its own for gettid came late to the C libraries.
  return Number(readlinkSync('/proc/thread-self').split('/').at(-1));
}

function read(clock: number): number | null {
  if (clockGettime(clock, time) === -1) return null;
  return Number((time[0] as bigint) * 1_000_000_000n + (time[1] as bigint));
}

/**
 * The few calls into the C library that Node does not offer, typed. Linux only: the numbers and layouts below are
 * Linux's on 64-bit machines. A call costs 0.15–0.2 µs above the system call itself.
 */
import { Buffer } from 'node:buffer';
import { constants } from 'node:os';
import koffi from 'koffi';
import { libcUnavailable } from './availability.ts';

function open() {
  if (libcUnavailable !== null) throw new Error(libcUnavailable);
  // The C library that the runtime itself is linked with, glibc or musl.
  const libc = koffi.load(null);
  return {
    getrusage: libc.func('int getrusage(int who, void *usage)') as (who: number, usage: Buffer) => number,
    schedSetaffinity: libc.func('int sched_setaffinity(int pid, size_t bytes, const void *mask)') as (
      pid: number,
      bytes: number,
      mask: Buffer,
    ) => number,
  };
}

let functions: ReturnType<typeof open> | undefined;
const libc = () => (functions ??= open());

const rusageChildren = -1;
/** struct rusage: two struct timeval and 14 longs (getrusage(2)). */
const rusageBytes = 144;

/** What all children that have ended and been waited for had used. @throws where libc is not available. */
export function readEndedChildren() {
  const usage = Buffer.alloc(rusageBytes);
  check('getrusage', libc().getrusage(rusageChildren, usage));
  return {
    userNs: timevalNs(usage, 0),
    systemNs: timevalNs(usage, 16),
    voluntary: Number(usage.readBigInt64LE(128)),
    involuntary: Number(usage.readBigInt64LE(136)),
  };
}

/** 1,024 processors, as glibc's cpu_set_t. */
const affinityBytes = 128;

/**
 * Binds the calling thread to processors; what it starts from now on, threads and processes, inherits that
 * (sched_setaffinity(2)). @throws if none of them exists or is allowed.
 */
export function bindThread(cpus: readonly number[]): void {
  const mask = Buffer.alloc(affinityBytes);
  for (const cpu of cpus) {
    if (cpu < affinityBytes * 8) mask[cpu >> 3] = (mask[cpu >> 3] as number) | (1 << (cpu & 7));
  }
  check(`sched_setaffinity to processors ${cpus.join(',')}`, libc().schedSetaffinity(0, affinityBytes, mask));
}

function timevalNs(buffer: Buffer, at: number): number {
  return Number(buffer.readBigInt64LE(at)) * 1e9 + Number(buffer.readBigInt64LE(at + 8)) * 1e3;
}

function check(call: string, result: number): void {
  if (result !== -1) return;
  const errno = koffi.errno();
  const name = Object.entries(constants.errno).find(([, value]) => value === errno)?.[0] ?? `errno ${errno}`;
  throw new Error(`${call}: ${name}`);
}

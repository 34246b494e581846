/**
 * The few calls into the C library that Node does not offer, typed. Linux only: numbers and layouts here and in the
 * files beside are Linux's on 64-bit machines. A call costs 0.15–0.2 µs above the system call itself.
 */
import { Buffer } from 'node:buffer';
import { constants } from 'node:os';
import koffi, { type LibraryHandle } from 'koffi';
import { libcUnavailable } from './availability.ts';

let library: LibraryHandle | undefined;

/** A function by its prototype in C; the caller gives it its type. @throws where libc is not available. */
export function libcFunction(prototype: string): unknown {
  if (libcUnavailable !== null) throw new Error(libcUnavailable);
  // The C library that the runtime itself is linked with, glibc or musl.
  library ??= koffi.load(null);
  return library.func(prototype);
}

/** A call that failed and was not expected to. */
class SystemError extends Error {
  override readonly name = 'SystemError';
  /** `EADDRINUSE` and the like, as in Node's own errors. */
  readonly code: string;

  constructor(call: string, code: string) {
    super(`${call}: ${code}`);
    this.code = code;
  }
}

/** Error number of this thread's last call that returned -1; meaningless after one that did not. */
export function lastErrno(): number {
  return koffi.errno();
}

/** Hands the result on. @throws SystemError when it is -1. */
export function check(call: string, result: number): number {
  if (result === -1) throw systemError(call);
  return result;
}

/** What the last call failed of. */
export function systemError(call: string): Error {
  return new SystemError(call, errnoName(lastErrno()));
}

function errnoName(errno: number): string {
  return Object.entries(constants.errno).find(([, value]) => value === errno)?.[0] ?? `errno ${errno}`;
}

let getrusage: ((who: number, usage: Buffer) => number) | undefined;

const rusageChildren = -1;
/** struct rusage: two struct timeval and 14 longs (getrusage(2)). */
const rusageBytes = 144;

/** What all children that have ended and been waited for had used. @throws where libc is not available. */
export function readEndedChildren() {
  getrusage ??= libcFunction('int getrusage(int who, void *usage)') as typeof getrusage & {};
  const usage = Buffer.alloc(rusageBytes);
  check('getrusage', getrusage(rusageChildren, usage));
  return {
    userNs: timevalNs(usage, 0),
    systemNs: timevalNs(usage, 16),
    voluntary: Number(usage.readBigInt64LE(128)),
    involuntary: Number(usage.readBigInt64LE(136)),
  };
}

function timevalNs(buffer: Buffer, at: number): number {
  return Number(buffer.readBigInt64LE(at)) * 1e9 + Number(buffer.readBigInt64LE(at + 8)) * 1e3;
}

/** 1,024 processors, as glibc's cpu_set_t. */
const affinityBytes = 128;

/**
 * Binds the calling thread to processors; what it starts from now on, threads and processes, inherits that
 * (sched_setaffinity(2)). @throws if none of them exists or is allowed.
 */
export function bindThread(cpus: readonly number[]): void {
  const setAffinity = libcFunction('int sched_setaffinity(int pid, size_t bytes, const void *mask)') as (
    pid: number,
    bytes: number,
    mask: Buffer,
  ) => number;
  const mask = Buffer.alloc(affinityBytes);
  for (const cpu of cpus) {
    if (cpu < affinityBytes * 8) mask[cpu >> 3] = (mask[cpu >> 3] as number) | (1 << (cpu & 7));
  }
  check(`sched_setaffinity to processors ${cpus.join(',')}`, setAffinity(0, affinityBytes, mask));
}

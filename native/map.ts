/** Memory that is shared with the kernel or with another process: mmap(2) of a descriptor. */
import koffi from 'koffi';
import { libcFunction } from './libc.ts';

const mmap = libcFunction('void *mmap(void *near, size_t bytes, int access, int flags, int fd, long offset)') as (
  near: null,
  bytes: number,
  access: number,
  flags: number,
  fd: number,
  offset: number,
) => bigint;

const PROT_READ_WRITE = 0x3;
const MAP_SHARED = 1;
const MAP_FAILED = 2n ** 64n - 1n;

/** Null where it cannot be had: see `lastErrno`. It stays mapped until the process ends. */
export function mapShared(fd: number, bytes: number, offset: number): ArrayBuffer | null {
  const address = mmap(null, bytes, PROT_READ_WRITE, MAP_SHARED, fd, offset);
  return address === MAP_FAILED ? null : koffi.view(address, bytes);
}

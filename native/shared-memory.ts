/**
 * Memory that a server shares with its child processes: an anonymous file (memfd_create(2)), mapped (mmap(2)) by each
 * that has its descriptor. It stays mapped until the process ends: an ArrayBuffer over it must not outlive the mapping,
 * and nothing tells when the last one is gone.
 */
import koffi from 'koffi';
import { check, libcFunction, systemError } from './libc.ts';

const memfdCreate = libcFunction('int memfd_create(const char *name, uint flags)') as (
  name: string,
  flags: number,
) => number;
const ftruncate = libcFunction('int ftruncate(int fd, long bytes)') as (fd: number, bytes: number) => number;
const mmap = libcFunction('void *mmap(void *near, size_t bytes, int access, int flags, int fd, long offset)') as (
  near: null,
  bytes: number,
  access: number,
  flags: number,
  fd: number,
  offset: number,
) => bigint;

const MFD_CLOEXEC = 1;
const PROT_READ_WRITE = 0x3;
const MAP_SHARED = 1;
const MAP_FAILED = 2n ** 64n - 1n;

/** New memory, all zero, as a descriptor that can be given to a child and mapped. The caller closes it. */
export function createSharedMemory(bytes: number): number {
  const fd = check('memfd_create', memfdCreate('echobench', MFD_CLOEXEC));
  check('ftruncate', ftruncate(fd, bytes));
  return fd;
}

/** `bytes` are those it was created with. The descriptor is not needed any more afterwards. */
export function mapSharedMemory(fd: number, bytes: number): ArrayBuffer {
  const address = mmap(null, bytes, PROT_READ_WRITE, MAP_SHARED, fd, 0);
  if (address === MAP_FAILED) throw systemError('mmap');
  return koffi.view(address, bytes);
}

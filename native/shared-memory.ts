/**
 * Memory that processes share: a server with its children, or the two ends of a channel. It is an anonymous file
 * (memfd_create(2)), mapped (mmap(2)) by each that has its descriptor. It stays mapped until the process ends: an
 * ArrayBuffer over it must not outlive the mapping, and nothing tells when the last one is gone.
 */
import { constants, freemem } from 'node:os';
import { lastErrno, libcFunction, systemError } from './libc.ts';
import { mapShared } from './map.ts';
import { close } from './sockets.ts';

const memfdCreate = libcFunction('int memfd_create(const char *name, uint flags)') as (
  name: string,
  flags: number,
) => number;
const fallocate = libcFunction('int fallocate(int fd, int mode, long offset, long bytes)') as (
  fd: number,
  mode: number,
  offset: number,
  bytes: number,
) => number;
const MFD_CLOEXEC = 1;
/**
 * New memory, all zero, as a descriptor that can be given to a child and mapped. The caller closes it.
 * @throws Error that says why it cannot be had, and what to do.
 */
export function createSharedMemory(bytes: number): number {
  // No limit of the system stops a memfd that is larger than the memory: the kernel would end processes to make room.
  if (bytes > freemem()) throw unavailable(bytes, `${freemem()} bytes are available`, noMemory);
  const fd = memfdCreate('echobench', MFD_CLOEXEC);
  if (fd === -1) throw failed(bytes, 'memfd_create');
  if (allocate(fd, bytes)) return fd;
  const error = failed(bytes, 'fallocate');
  close(fd);
  throw error;
}

/** `bytes` are those it was created with. The descriptor is not needed any more afterwards. @throws as above. */
export function mapSharedMemory(fd: number, bytes: number): ArrayBuffer {
  const memory = mapShared(fd, bytes, 0);
  if (memory === null) throw failed(bytes, 'mmap');
  return memory;
}

/**
 * Makes the file as long as it has to be, with all of its pages. After ftruncate(2) alone a page would be looked for at
 * its first use, and where the system then refuses one, SIGBUS ends the process in the middle of a measurement.
 */
function allocate(fd: number, bytes: number): boolean {
  for (;;) {
    if (fallocate(fd, 0, 0, bytes) === 0) return true;
    // A signal came meanwhile, whose handler does not restart this call (fallocate(2)).
    if (lastErrno() !== constants.errno.EINTR) return false;
  }
}

const { errno } = constants;
const noMemory = 'end other programs or ask for less';
const remedies = new Map<number, string>([
  [errno.ENOSPC, noMemory],
  [errno.ENOMEM, noMemory],
  [errno.EFBIG, 'raise the limit of file sizes (ulimit -f) or ask for less'],
  [errno.EMFILE, 'raise the limit of descriptors (ulimit -n)'],
  [errno.ENFILE, 'raise the limit of open files of the system (fs.file-max)'],
  [errno.EINVAL, 'ask for a whole number of bytes above 0'],
  [errno.EBADF, 'give the descriptor that createSharedMemory returned, while it is open'],
  [errno.ENOSYS, 'use a kernel that has this call'],
  [errno.EPERM, 'let the sandbox of this process allow this call'],
]);

/** Of the call that failed last. */
function failed(bytes: number, call: string): Error {
  const remedy = remedies.get(lastErrno()) ?? `see ${call}(2)`;
  return unavailable(bytes, systemError(call).message, remedy);
}

function unavailable(bytes: number, why: string, remedy: string): Error {
  return new Error(`shared memory of ${bytes} bytes cannot be had: ${why}; ${remedy}`);
}

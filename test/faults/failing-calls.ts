/**
 * Makes a system call of this thread fail with an error of choice, as the kernel would fail it: a filter of seccomp(2) in
 * front of it. For errors that cannot be provoked otherwise without hurting the machine: no memory, no room for watches,
 * rules of a firewall. It holds as long as the thread, and for threads and programs that it starts; the last one counts.
 */
import { Buffer } from 'node:buffer';
import { constants } from 'node:os';
import { check, libcFunction } from '../../native/libc.ts';

/** Numbers of the calls behind libc's functions, on x86-64 and on arm64 (where select and poll have newer ones only). */
const numbers = {
  accept4: [288, 242],
  bind: [49, 200],
  epoll_ctl: [233, 21],
  epoll_wait: [232, 22],
  listen: [50, 201],
  memfd_create: [319, 279],
  mmap: [9, 222],
  poll: [7, 73],
  recvfrom: [45, 207],
  select: [23, 72],
  pselect6: [270, 72],
  sendto: [44, 206],
  socket: [41, 198],
} as const satisfies Record<string, readonly [x64: number, arm64: number]>;

export type FailingCall = keyof typeof numbers;

/** Only calls with this argument, counted from 0, fail: its lower 32 bits are compared. */
interface Where {
  readonly argument: number;
  readonly value: number;
}

const malloc = libcFunction('void *malloc(size_t bytes)') as (bytes: number) => bigint;
const memcpy = libcFunction('void *memcpy(void *to, const void *from, size_t bytes)') as (
  to: bigint,
  from: Buffer,
  bytes: number,
) => bigint;
const prctl = libcFunction('int prctl(int option, ulong value, void *program, ulong c, ulong d)') as (
  ...args: [option: number, value: number, program: Buffer | null, c: number, d: number]
) => number;
const PR_SET_SECCOMP = 22;
const SECCOMP_MODE_FILTER = 2;
const PR_SET_NO_NEW_PRIVS = 38;

/** Instructions of classic BPF (linux/bpf_common.h) on struct seccomp_data: the number at 0, arguments from 16 on. */
const load = (at: number) => [0x20, 0, 0, at] as const;
const skipUnless = (value: number, skipped: number) => [0x15, 0, skipped, value] as const;
const fail = (errno: number) => [0x06, 0, 0, 0x00050000 | errno] as const;
const allow = [0x06, 0, 0, 0x7fff0000] as const;

export function failCall(call: FailingCall, errno: keyof typeof constants.errno, where?: Where): void {
  const number = numbers[call][process.arch === 'x64' ? 0 : 1];
  const rejected = fail(constants.errno[errno]);
  const program =
    where === undefined
      ? [load(0), skipUnless(number, 1), rejected, allow]
      : [load(0), skipUnless(number, 3), load(16 + 8 * where.argument), skipUnless(where.value, 1), rejected, allow];
  const code = Buffer.alloc(program.length * 8);
  for (const [i, [operation, onTrue, onFalse, operand]] of program.entries()) {
    code.writeUInt16LE(operation, i * 8);
    code.writeUInt8(onTrue, i * 8 + 2);
    code.writeUInt8(onFalse, i * 8 + 3);
    code.writeUInt32LE(operand, i * 8 + 4);
  }
  // struct sock_fprog: how many instructions, and where.
  const header = Buffer.alloc(16);
  const address = malloc(code.length);
  memcpy(address, code, code.length);
  header.writeUInt16LE(program.length);
  header.writeBigUInt64LE(address, 8);
  check('prctl', prctl(PR_SET_NO_NEW_PRIVS, 1, null, 0, 0));
  check('prctl', prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header, 0, 0));
}

/** Pipes, pairs of sockets and named pipes, read and written by address. Linux only. */
import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';
import { constants as fileConstants, lstatSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, test } from 'vitest';
import { libcUnavailable } from './availability.ts';
import { lastErrno } from './libc.ts';
import { addressOf, makeFifo, openPipe, openSocketPair, read, write } from './pipes.ts';
import { close } from './sockets.ts';

const { EBADF, EFAULT, EPIPE } = constants.errno;
const opened = new Set<number>();
afterEach(() => {
  for (const fd of opened) close(fd);
  opened.clear();
});

function owned(...fds: readonly number[]): void {
  for (const fd of fds) opened.add(fd);
}

function closeNow(fd: number): void {
  opened.delete(fd);
  close(fd);
}

function pipe() {
  const ends = openPipe();
  owned(ends.read, ends.write);
  return ends;
}

/** The descriptor's flags (proc_pid_fdinfo(5)). */
function flagsOf(fd: number): number {
  const octal = /^flags:\s*(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1];
  return Number.parseInt(octal ?? '', 8);
}
const O_CLOEXEC = 0o2000000;

const hello = Buffer.from('hello');
const input = Buffer.alloc(100);

function send(fd: number, bytes: Uint8Array): number {
  return write(fd, addressOf(bytes), bytes.length);
}
/** What came, as text; null at the end. */
function receive(fd: number): string | null {
  const count = read(fd, addressOf(input), input.length);
  return count === 0 ? null : input.toString('latin1', 0, count);
}

describe.skipIf(libcUnavailable !== null)('a pipe', () => {
  test('hands on what is written, and then its end', () => {
    const { read: from, write: to } = pipe();
    expect([send(to, hello), receive(from)]).toEqual([5, 'hello']);
    closeNow(to);
    expect(receive(from)).toBeNull();
  });

  test('makes its reader wait for another process', () => {
    const { read: from, write: to } = pipe();
    spawn('sh', ['-c', 'printf hello >&3'], { stdio: ['ignore', 'ignore', 'inherit', to] });
    closeNow(to);
    expect([receive(from), receive(from)]).toEqual(['hello', null]);
  });

  test('without a reader is an error, and no signal', () => {
    const { read: from, write: to } = pipe();
    closeNow(from);
    expect([send(to, hello), lastErrno()]).toEqual([-1, EPIPE]);
  });

  test('tells of what is no descriptor, and no memory', () => {
    const { read: from, write: to } = pipe();
    expect([read(-1, addressOf(input), 1), lastErrno()]).toEqual([-1, EBADF]);
    expect([write(-1, addressOf(input), 1), lastErrno()]).toEqual([-1, EBADF]);
    expect([write(to, 0, 1), lastErrno()]).toEqual([-1, EFAULT]);
    send(to, hello);
    expect([read(from, 0, 1), lastErrno()]).toEqual([-1, EFAULT]);
  });

  test('waits, and is not inherited', () => {
    const { read: from, write: to } = pipe();
    for (const fd of [from, to]) {
      expect([flagsOf(fd) & O_CLOEXEC, flagsOf(fd) & fileConstants.O_NONBLOCK]).toEqual([O_CLOEXEC, 0]);
    }
  });
});

describe.skipIf(libcUnavailable !== null)('a pair of sockets', () => {
  test('hands on both ways, and then its end', () => {
    const [one, other] = openSocketPair();
    owned(one, other);
    expect([send(one, hello), receive(other), send(other, hello), receive(one)]).toEqual([5, 'hello', 5, 'hello']);
    closeNow(one);
    expect(receive(other)).toBeNull();
    expect([send(other, hello), lastErrno()]).toEqual([-1, EPIPE]);
  });

  test('waits, and is not inherited', () => {
    const pair = openSocketPair();
    owned(...pair);
    for (const fd of pair) {
      expect([flagsOf(fd) & O_CLOEXEC, flagsOf(fd) & fileConstants.O_NONBLOCK]).toEqual([O_CLOEXEC, 0]);
    }
  });
});

describe.skipIf(libcUnavailable !== null)('a named pipe', () => {
  const folder = mkdtempSync(join(tmpdir(), 'echobench-é '));
  const path = join(folder, 'fifo');
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('is one for this user alone, hands on, and is not made twice', () => {
    makeFifo(path);
    expect([lstatSync(path).isFIFO(), lstatSync(path).mode & 0o777]).toEqual([true, 0o600]);
    // For both at once: opening one side would wait for the other.
    const fd = openSync(path, 'r+');
    owned(fd);
    expect([send(fd, hello), receive(fd)]).toEqual([5, 'hello']);
    expect(() => makeFifo(path)).toThrow('mkfifo: EEXIST');
    expect(() => makeFifo(join(folder, 'none', 'fifo'))).toThrow('mkfifo: ENOENT');
  });
});

describe.skipIf(libcUnavailable !== null)('the address of bytes', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;

  test('is that of the first of them, wherever they begin in their memory', () => {
    const all = new Uint8Array(new ArrayBuffer(100));
    expect(addressOf(all.subarray(10)) - addressOf(all)).toBe(10);
    const { read: from, write: to } = pipe();
    all.set(hello, 10);
    send(to, all.subarray(10, 15));
    expect(receive(from)).toBe('hello');
  });

  test.each([1, 8, 64, 65, 4096])('of an array of %i stays when garbage is collected', (length) => {
    const { read: from, write: to } = pipe();
    const arrays = Array.from({ length: 100 }, () => new Uint8Array(length));
    const addresses = arrays.map(addressOf);
    // Two collections take what survives out of the young generation.
    for (let i = 0; i < 3; i++) collect();
    expect(arrays.map(addressOf)).toEqual(addresses);
    for (const [index, bytes] of arrays.entries()) {
      bytes[0] = 100 + index;
      write(to, addresses[index] as number, 1);
      read(from, addressOf(input), 1);
      expect(input[0]).toBe(100 + index);
    }
  });
});

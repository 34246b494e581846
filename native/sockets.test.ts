/** Sockets as descriptors, against Node's own on the other side. Linux only. */
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Buffer } from 'node:buffer';
import { afterEach, describe, expect, test } from 'vitest';
import { libcUnavailable } from './availability.ts';
import { lastErrno } from './libc.ts';
import {
  acceptConnection,
  boundEndpoint,
  close,
  moveDescriptor,
  copyOf,
  MSG_DONTWAIT,
  MSG_NOSIGNAL,
  openListener,
  recv,
  resetOnClose,
  send,
  setBlocking,
  setCork,
  setNoDelay,
  setTimeouts,
  SHUT_RDWR,
  SHUT_WR,
  shutdown,
} from './sockets.ts';

const { EAGAIN, EBADF, EINVAL } = constants.errno;
const folder = mkdtempSync(join(tmpdir(), 'echobench-'));
const opened: number[] = [];
afterEach(() => {
  for (const fd of opened.splice(0)) close(fd);
  rmSync(folder, { recursive: true, force: true });
});

const hello = Buffer.from('hello');
const input = Buffer.alloc(100);

/** A non-blocking connection accepted as a descriptor, and the Node socket at its other end. */
async function pair(host = '127.0.0.1'): Promise<{ readonly fd: number; readonly peer: Socket }> {
  const listener = openListener({ kind: 'tcp', host, port: 0 }, 5, 'non-blocking');
  opened.push(listener);
  const peer = connect(boundEndpoint(listener)).on('error', () => {});
  await once(peer, 'connect');
  const fd = acceptConnection(listener, 'non-blocking');
  opened.push(fd);
  return { fd, peer };
}

describe.skipIf(libcUnavailable !== null)('a socket as a descriptor', () => {
  test.each(['127.0.0.1', '::1'])('listens on %s, on a port that the system chooses', async (host) => {
    const listener = openListener({ kind: 'tcp', host, port: 0 }, 5, 'non-blocking');
    opened.push(listener);
    const endpoint = boundEndpoint(listener);
    expect(endpoint).toEqual({ kind: 'tcp', host, port: expect.any(Number) });
    expect(endpoint.port).toBeGreaterThan(0);
    expect([acceptConnection(listener, 'non-blocking'), lastErrno()]).toEqual([-1, EAGAIN]);
  });

  test('listens on a path', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'echobench-')), 'socket');
    const listener = openListener({ kind: 'unix', path }, 5, 'non-blocking');
    opened.push(listener);
    const peer = connect(path);
    await once(peer, 'connect');
    const fd = acceptConnection(listener, 'non-blocking');
    expect(fd).toBeGreaterThan(listener);
    expect(send(fd, hello, hello.length, MSG_NOSIGNAL)).toBe(hello.length);
    expect(await once(peer, 'data')).toEqual([hello]);
    close(fd);
    await once(peer, 'close');
    rmSync(join(path, '..'), { recursive: true });
  });

  test.each([
    ['EADDRINUSE', () => openListener(boundEndpoint(opened[0] as number), 5, 'blocking')],
    ['EADDRNOTAVAIL', () => openListener({ kind: 'tcp', host: '192.0.2.1', port: 0 }, 5, 'blocking')],
    ['ENOENT', () => openListener({ kind: 'unix', path: '/nowhere/socket' }, 5, 'blocking')],
  ])('says %s, and leaves no descriptor', async (code, open) => {
    await pair().then(({ peer }) => peer.destroy());
    const before = readdirSync('/proc/self/fd').length;
    expect(open).toThrow(expect.objectContaining({ name: 'SystemError', code }));
    expect(readdirSync('/proc/self/fd').length).toBe(before);
  });

  test('refuses a host name: names are looked up before', () => {
    expect(() => openListener({ kind: 'tcp', host: 'localhost', port: 0 }, 5, 'blocking')).toThrow(
      'localhost is not an address',
    );
  });

  test('receives, and says when there is nothing, and when it is over', async () => {
    const { fd, peer } = await pair('::1');
    setNoDelay(fd);
    expect([recv(fd, input, input.length, 0), lastErrno()]).toEqual([-1, EAGAIN]);
    await new Promise((resolve) => peer.write(hello, resolve));
    expect(recv(fd, input, input.length, 0)).toBe(hello.length);
    expect(input.subarray(0, hello.length)).toEqual(hello);
    expect(send(fd, hello, hello.length, MSG_NOSIGNAL)).toBe(hello.length);
    expect(shutdown(fd, SHUT_WR)).toBe(0);
    const received = once(peer, 'data');
    // Node answers the FIN with its own.
    await once(peer, 'close');
    expect(await received).toEqual([hello]);
    expect(recv(fd, input, input.length, 0)).toBe(0);
  });

  test('moves to a higher number, and leaves the old one free', async () => {
    const { fd, peer } = await pair();
    const moved = moveDescriptor(fd, 900);
    opened.splice(opened.indexOf(fd), 1, moved);
    expect(moved).toBeGreaterThanOrEqual(900);
    expect(existsSync(`/proc/self/fd/${fd}`)).toBe(false);
    await new Promise((resolve) => peer.write(hello, resolve));
    expect(recv(moved, input, input.length, 0)).toBe(hello.length);
    peer.destroy();
  });

  test('stays where it was when there is no such number', async () => {
    const { fd, peer } = await pair();
    expect(() => moveDescriptor(fd, 2 ** 30)).toThrow('fcntl(F_DUPFD) from 1073741824 on: EINVAL');
    expect(existsSync(`/proc/self/fd/${fd}`)).toBe(true);
    peer.destroy();
  });

  test('stays open while there is a copy of it, and shutdown is for both', async () => {
    const { fd, peer } = await pair();
    const copy = copyOf(fd);
    opened.push(copy);
    expect(copy).not.toBe(fd);
    opened.splice(opened.indexOf(fd), 1);
    close(fd);
    expect(send(copy, hello, hello.length, MSG_NOSIGNAL)).toBe(hello.length);
    expect(await once(peer, 'data')).toEqual([hello]);
    shutdown(copy, SHUT_WR);
    await once(peer, 'close');
    expect([copyOf(fd), lastErrno()]).toEqual([-1, EBADF]);
  });

  test('close after resetOnClose resets the peer', async () => {
    const { fd, peer } = await pair();
    resetOnClose(fd);
    close(opened.pop() as number);
    expect(fd).toBeGreaterThan(0);
    const [error] = (await once(peer, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNRESET');
  });

  test('what is sent into a cork is there when it is taken off', async () => {
    const { fd, peer } = await pair();
    setCork(fd, true);
    expect(send(fd, hello, 2, MSG_NOSIGNAL)).toBe(2);
    expect(send(fd, hello.subarray(2), 3, MSG_NOSIGNAL)).toBe(3);
    setCork(fd, false);
    expect(await once(peer, 'data')).toEqual([hello]);
    peer.destroy();
  });

  test('what is no TCP socket takes no cork', () => {
    expect(() => setCork(-1, true)).toThrow('setsockopt: EBADF');
  });

  test('send into a connection that was shut down is an error, not a signal', async () => {
    const { fd, peer } = await pair();
    shutdown(fd, SHUT_RDWR);
    expect(send(fd, hello, hello.length, MSG_NOSIGNAL)).toBe(-1);
    peer.destroy();
  });

  test('a blocking recv gives up after its timeout', async () => {
    const { fd, peer } = await pair();
    setBlocking(fd);
    setTimeouts(fd, 30, 30);
    const start = performance.now();
    expect([recv(fd, input, input.length, 0), lastErrno()]).toEqual([-1, EAGAIN]);
    expect(performance.now() - start).toBeGreaterThan(25);
    const now = performance.now();
    expect([recv(fd, input, input.length, MSG_DONTWAIT), lastErrno()]).toEqual([-1, EAGAIN]);
    expect(performance.now() - now).toBeLessThan(25);
    peer.destroy();
  });

  test.each(['tcp', 'unix'] as const)('a listener that was shut down says so: %s', (kind) => {
    const path = join(mkdtempSync(join(tmpdir(), 'echobench-')), 'socket');
    const listener = openListener(
      kind === 'tcp' ? { kind, host: '127.0.0.1', port: 0 } : { kind, path },
      5,
      'blocking',
    );
    opened.push(listener);
    shutdown(listener, SHUT_RDWR);
    expect([acceptConnection(listener, 'blocking'), lastErrno()]).toEqual([-1, EINVAL]);
    rmSync(join(path, '..'), { recursive: true });
  });
});

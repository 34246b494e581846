/** Options of a listening socket, which has them as any other, read back from the kernel. Linux only. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { libcUnavailable } from './availability.ts';
import { libcFunction } from './libc.ts';
import { setKeepAlive, setUserTimeout } from './liveness.ts';
import { close, openListener } from './sockets.ts';

/** Numbers of asm-generic/socket.h and netinet/tcp.h, each with its level. */
const options = {
  SO_KEEPALIVE: [1, 9],
  TCP_KEEPIDLE: [6, 4],
  TCP_KEEPINTVL: [6, 5],
  TCP_KEEPCNT: [6, 6],
  TCP_USER_TIMEOUT: [6, 18],
} as const;

function read(fd: number, name: keyof typeof options): number {
  const getsockopt = libcFunction('int getsockopt(int fd, int level, int name, void *value, void *length)') as (
    fd: number,
    level: number,
    name: number,
    value: Int32Array,
    length: Int32Array,
  ) => number;
  const value = Int32Array.of(-1);
  const [level, number] = options[name];
  expect(getsockopt(fd, level, number, value, Int32Array.of(4))).toBe(0);
  return value[0] as number;
}

describe.skipIf(libcUnavailable !== null)('a socket', () => {
  let fd = -1;
  beforeEach(() => {
    fd = openListener({ kind: 'tcp', host: '127.0.0.1', port: 0 }, 1, 'non-blocking');
  });
  afterEach(() => {
    close(fd);
  });

  test('is kept alive as it was told', () => {
    expect(read(fd, 'SO_KEEPALIVE')).toBe(0);
    setKeepAlive(fd, { idleSeconds: 11, intervalSeconds: 12, probes: 3 });
    expect(read(fd, 'SO_KEEPALIVE')).toBe(1);
    expect([read(fd, 'TCP_KEEPIDLE'), read(fd, 'TCP_KEEPINTVL'), read(fd, 'TCP_KEEPCNT')]).toEqual([11, 12, 3]);
  });

  test('is given up as soon as it was told', () => {
    setUserTimeout(fd, 1234);
    expect(read(fd, 'TCP_USER_TIMEOUT')).toBe(1234);
  });

  test('refuses what the kernel does not take', () => {
    expect(() => setKeepAlive(fd, { idleSeconds: 0, intervalSeconds: 1, probes: 1 })).toThrow('setsockopt: EINVAL');
    expect(() => setUserTimeout(fd, -1)).toThrow('setsockopt: EINVAL');
  });
});

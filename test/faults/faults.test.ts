/** Errors that the system has and a healthy machine does not show, each provoked in front of the call that it ends. */
import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { setTimeout as pass } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { libcUnavailable } from '../../native/availability.ts';
import { Peer } from '../conformance/peer.ts';
import { chosen } from '../conformance/selection.ts';
import { usageOf } from '../conformance/subject.ts';
import { ProgramUnderTest, startServer } from '../programs/program-under-test.ts';
import type { Found } from './thread.ts';

const hello = Buffer.from('0000000568656c6c6f', 'hex');
const preload = new URL('preload.ts', import.meta.url).href;

/** An environment in which these calls fail. */
const failing = (calls: string) => ({ NODE_OPTIONS: `--import ${preload}`, FAILING_CALLS: calls });

async function findInThread(): Promise<Found> {
  const worker = new Worker(new URL('thread.ts', import.meta.url));
  const [found] = (await once(worker, 'message')) as [Found];
  await worker.terminate();
  return found;
}

describe.skipIf(libcUnavailable !== null)('a call that fails', () => {
  test('accept: passes over who is lost, waits where there is no room, and leaves no descriptor behind', async () => {
    const { accepted, open } = await findInThread();
    const of = (outcome: string, ...names: readonly string[]) =>
      Object.fromEntries(names.map((name) => [name, outcome]));
    expect(accepted).toEqual({
      ...of('none', 'EAGAIN', 'EINTR'),
      // All that can be tried are lost: that is an error which stays, and no reason to try for ever.
      ...of('exhausted', 'ECONNABORTED', 'ECONNRESET', 'EPROTO', 'ENETDOWN', 'ENOPROTOOPT', 'EHOSTUNREACH'),
      ...of('exhausted', 'EOPNOTSUPP', 'ENETUNREACH', 'ETIMEDOUT'),
      ...of('exhausted', 'EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EPERM'),
      ...of('ended', 'EINVAL'),
      ...{ EBADF: 'accept4: EBADF', ENOTSOCK: 'accept4: ENOTSOCK', EFAULT: 'accept4: EFAULT' },
    });
    expect(open[1]).toBe(open[0]);
  });

  test('epoll_ctl: says why one more cannot be watched; what is a defect is thrown', async () => {
    expect((await findInThread()).watched).toEqual({
      ENOSPC: expect.stringContaining('fs.epoll.max_user_watches'),
      ENOMEM: expect.stringContaining('no memory'),
      EBADF: 'epoll_ctl: EBADF',
    });
  });
});

type LoopName = 'select-loop' | 'poll-loop' | 'epoll-loop';
const loops = chosen<LoopName>(['select-loop', 'poll-loop', 'epoll-loop'], ['epoll-loop']);
const accepting = ['epoll-loop', 'blocking-thread-per-connection'] as const;

describe.skipIf(libcUnavailable !== null).each(accepting)('%s', (name) => {
  test.each(['ENOBUFS', 'ENOMEM', 'EPERM', 'ECONNABORTED', 'EMFILE'])(
    'accept fails of %s for ever: newcomers wait, nothing spins, and it stops',
    async (errno) => {
      const { server, endpoint } = await startServer(name, [], failing(`accept4:${errno}`));
      await using _ = server;
      using peer = await Peer.connect(endpoint);
      await peer.send(hello);
      const before = await usageOf(server);
      await pass(300);
      const after = await usageOf(server);
      expect(after.cpuNs - before.cpuNs).toBeLessThan((after.monotonicNs - before.monotonicNs) / 2);
      expect(after).toMatchObject({ accepted: 0, refused: 0 });
      server.say('stop');
      expect(await server.end()).toBe(0);
    },
  );

  test.each([
    ['recvfrom:ENOMEM', 'recv: ENOMEM'],
    ['sendto:ENOBUFS', 'send: ENOBUFS'],
  ])('%s: without memory that connection is reset, and it says so', async (calls, said) => {
    const { server, endpoint } = await startServer(name, [], failing(calls));
    await using _ = server;
    using peer = await Peer.connect(endpoint);
    await peer.send(hello);
    expect((await peer.rest()).ended).toBe('RST');
    expect(await usageOf(server)).toMatchObject({ accepted: 1, faults: 1, workersLost: 0 });
    server.say('stop');
    expect(await server.end()).toBe(0);
    expect(server.stderr).toBe(`connection closed: ${said}\n`);
  });

  test.each(['ETIMEDOUT', 'EHOSTUNREACH', 'ECONNRESET'])(
    'recv: %s is the peer’s way to go, and no fault',
    async (errno) => {
      const { server, endpoint } = await startServer(name, [], failing(`recvfrom:${errno}`));
      await using _ = server;
      using peer = await Peer.connect(endpoint);
      await peer.send(hello);
      await peer.rest();
      server.say('stop');
      expect(await server.end()).toBe(0);
      expect(server.stderr).toBe('');
    },
  );

  test('recv: EBADF is a defect, and seen', async () => {
    const { server, endpoint } = await startServer(name, [], failing('recvfrom:EBADF'));
    await using _ = server;
    using peer = await Peer.connect(endpoint);
    await peer.send(hello);
    await peer.rest();
    await expect.poll(() => server.stderr).toContain('recv: EBADF');
  });
});

describe.skipIf(libcUnavailable !== null || process.arch !== 'x64').each(loops)('%s', (name) => {
  test('waits without memory for it: it does not spin, hears what is said to it, and stops', async () => {
    const call = { 'select-loop': 'select:ENOMEM pselect6', 'poll-loop': 'poll', 'epoll-loop': 'epoll_wait' }[name];
    const { server } = await startServer(name, [], failing(`${call}:ENOMEM`));
    await using _ = server;
    expect(await server.ask('calibrate 64')).toMatchObject({ event: 'calibration' });
    const before = await usageOf(server);
    await pass(300);
    const after = await usageOf(server);
    expect(after.cpuNs - before.cpuNs).toBeLessThan((after.monotonicNs - before.monotonicNs) / 2);
    server.say('stop');
    expect(await server.end()).toBe(0);
  });
});

test.skipIf(libcUnavailable !== null).each([
  ['blocking-process-per-connection', 'memfd_create:EMFILE', 1, /^the server ends: no descriptor is free;/],
  ['blocking-process-per-connection', 'memfd_create:ENOMEM', 1, /^the server ends: there is no memory;/],
  // MAP_SHARED alone is how we map.
  ['blocking-process-per-connection', 'mmap:ENOMEM:3:1', 1, /^the server ends: there is no memory;/],
  ['epoll-loop', 'socket:EMFILE', 2, /^--listen 127.0.0.1:0: no descriptor is free;/],
  ['epoll-loop', 'socket:ENFILE', 2, /^--listen 127.0.0.1:0: the system has no descriptor left/],
  ['epoll-loop', 'socket:ENOBUFS', 2, /^--listen 127.0.0.1:0: the system has no memory for sockets;/],
  ['epoll-loop', 'bind:EACCES', 2, /^--listen 127.0.0.1:0: not permitted;/],
  ['epoll-loop', 'bind:EADDRNOTAVAIL', 2, /^--listen 127.0.0.1:0: not an address of this machine;/],
  ['epoll-loop', 'listen:EADDRINUSE', 2, /^--listen 127.0.0.1:0: already in use;/],
  ['event-loop', 'listen:EADDRINUSE', 2, /^--listen 127.0.0.1:0: already in use;/],
  ['event-loop', 'socket:EMFILE', 2, /^--listen 127.0.0.1:0: no descriptor is free;/],
])('%s says in one line why it cannot start: %s', async (name, calls, exitCode, said) => {
  const args = ['--model', name, '--framing', 'raw'];
  await using server = new ProgramUnderTest('servers/main.ts', args, failing(calls));
  expect({ code: await server.end(), said: server.stderr }).toEqual({
    code: exitCode,
    said: expect.stringMatching(said),
  });
  expect(server.stderr.trimEnd().split('\n')).toHaveLength(1);
});

/**
 * What models do at their limits. Connections above them are refused, one by one, and the server lives; workers that
 * are done do not count; those that block in a system call can be stopped, and die alone. Through libc on Linux only.
 */
import { Buffer } from 'node:buffer';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { libcUnavailable } from '../../native/availability.ts';
import { startBlockingProcesses } from '../../servers/blocking/process-server.ts';
import { startBlockingThreads } from '../../servers/blocking/thread-server.ts';
import { models } from '../../servers/models/index.ts';
import type { RunningServer, ServerSpec } from '../../servers/server-model.ts';
import type { Usage } from '../../servers/usage.ts';
import { ProgramUnderTest, startServer } from '../programs/program-under-test.ts';
import { Peer } from './peer.ts';
import { testedModels } from './selection.ts';
import { model, untilIdle, untilUsage, usageOf } from './subject.ts';

const hello = Buffer.from('0000000568656c6c6f', 'hex');
const half = hello.subarray(0, 6);

/** By select-loop: what it promises, with some descriptors to spare. */
const mostSupported = 980;

describe.skipIf(libcUnavailable !== null)('select-loop', () => {
  test('refuses connections whose descriptor is above 1,023, says so, and serves the others', async () => {
    const { server, endpoint } = await startServer('select-loop');
    await using _ = server;
    const tried = 1100;
    // The reset can come so soon that it is the connect that fails.
    const connecting = await Promise.allSettled(Array.from({ length: tried }, () => Peer.connect(endpoint)));
    const peers = connecting.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const served = await Promise.all(peers.map((peer) => peer.echoes(hello)));
    const count = served.filter(Boolean).length;
    expect(count).toBeGreaterThanOrEqual(mostSupported);
    expect(count).toBeLessThan(1024);
    expect(await usageOf(server)).toMatchObject({
      refused: tried - count,
      accepted: count,
      connectionsPerWorker: [count],
    });
    expect(server.stderr).toMatch(/^connections are refused: descriptor 1024 cannot be watched by this call\n$/);
    for (const peer of peers) peer[Symbol.dispose]();
    await untilIdle(server);
    using again = await Peer.connect(endpoint);
    expect(await again.echoes(hello)).toBe(true);
  });

  test('says how many it serves before somebody tries more', () => {
    const selectLoop = models['select-loop'];
    expect(selectLoop.supports({ transport: 'tcp', connections: mostSupported })).toEqual({ ok: true });
    expect(selectLoop.supports({ transport: 'tcp', connections: 1024 })).toEqual({
      ok: false,
      reason: expect.stringContaining('FD_SETSIZE'),
    });
  });
});

describe.skipIf(libcUnavailable !== null).each(['poll-loop', 'epoll-loop'] as const)('%s', (name) => {
  test('serves more connections than select can', async () => {
    const { server, endpoint } = await startServer(name);
    await using _ = server;
    const peers = await Promise.all(Array.from({ length: 1100 }, () => Peer.connect(endpoint)));
    expect(await Promise.all(peers.map((peer) => peer.echoes(hello)))).not.toContain(false);
    expect((await usageOf(server)).connectionsPerWorker).toEqual([1100]);
    for (const peer of peers) peer[Symbol.dispose]();
  });
});

const spec: ServerSpec = {
  framing: 'length-u32',
  service: { kind: 'echo' },
  limits: { maxMessageBytes: 1 << 26, messageBytes: 64 },
  listen: { kind: 'tcp', host: '127.0.0.1', port: 0 },
  workers: 1,
};

/** Asks a server of this process until it says what we wait for. Its event loop is ours. */
async function untilItsUsage(server: RunningServer, holds: (usage: Usage) => boolean): Promise<void> {
  while (!holds(await server.usage())) await nextTurn();
}

const blocking = [
  ['blocking-thread-per-connection', startBlockingThreads],
  ['blocking-process-per-connection', startBlockingProcesses],
] as const;

describe.skipIf(libcUnavailable !== null).each(blocking)('%s', (_, start) => {
  test('stops while its workers block in recv and in send, and resets what is left after the grace', async () => {
    const server = await start(spec, 4);
    using idle = await Peer.connect(server.endpoint);
    using open = await Peer.connect(server.endpoint);
    using deaf = await Peer.connect(server.endpoint);
    expect(await idle.echoes(hello)).toBe(true);
    expect(await open.echoes(hello)).toBe(true);
    await open.send(half);
    expect(await deaf.echoes(hello)).toBe(true);
    deaf.socket.pause();
    const large = Buffer.alloc(32 << 20);
    large.writeUInt32BE(large.length - 4);
    deaf.socket.write(large);
    // Its worker has read all of it, or would still be reading: from now on it waits in send.
    await untilItsUsage(server, ({ messages }) => messages === 4);
    const closing = server.close(300);
    expect((await idle.rest()).ended).toBe('FIN');
    await closing;
    expect((await open.rest()).ended).toBe('RST');
    deaf.socket.resume();
    expect((await deaf.rest()).ended).toBe('RST');
  });

  test('a reset in mid-message ends its worker and no other', async () => {
    await using server = await start(spec, 4);
    using bystander = await Peer.connect(server.endpoint);
    expect(await bystander.echoes(hello)).toBe(true);
    for (let i = 0; i < 3; i++) {
      const peer = await Peer.connect(server.endpoint);
      expect(await peer.echoes(hello)).toBe(true);
      await peer.send(half);
      peer.socket.resetAndDestroy();
    }
    await untilItsUsage(server, ({ connectionsPerWorker }) => connectionsPerWorker.length === 1);
    expect(await bystander.echoes(hello)).toBe(true);
    expect(await server.usage()).toMatchObject({ messages: 5, faults: 0, refused: 0 });
  });
});

const withWorkerEach = testedModels.filter((name) => model(name).connectionLimit !== undefined);

describe.each(withWorkerEach)('%s', (name) => {
  test.runIf(model(name).supports({ transport: 'tcp' }).ok)(
    'serves a multiple of its limit one after the other: workers that are done do not count',
    async () => {
      const [limit, atOnce, total] = [16, 8, 48];
      const { server, endpoint } = await startServer(name, ['--max-connections', String(limit)]);
      await using _ = server;
      let left = total;
      let served = 0;
      const visitor = async (): Promise<void> => {
        while (left-- > 0) {
          using peer = await Peer.connect(endpoint);
          if (await peer.echoes(hello)) served++;
          peer.socket.end();
          await peer.rest();
        }
      };
      await Promise.all(Array.from({ length: atOnce }, visitor));
      const usage = await untilUsage(server, ({ connectionsPerWorker }) => connectionsPerWorker.length === 0);
      expect({ served, ...usage }).toMatchObject({
        ...{ served: total, accepted: total, messages: total },
        ...{ refused: 0, faults: 0, workersLost: 0 },
      });
      expect(usage.pids).toHaveLength(1);
    },
  );
});

const throughLibc = Object.values(models).filter(({ name }) => /^(select|poll|epoll)-loop$|^blocking-/.test(name));

/** Makes a program believe that it runs elsewhere. */
const elsewhere = {
  NODE_OPTIONS: `--import "data:text/javascript,Object.defineProperty(process,'platform',{value:'darwin'})"`,
};
const reason = 'libc calls are written for Linux, this is darwin';

test('where there is no libc for them, models through it are refused with the reason', async () => {
  for (const { name } of throughLibc) {
    await using server = new ProgramUnderTest('servers/main.ts', ['--model', name, '--framing', 'raw'], elsewhere);
    expect(await server.end()).toBe(2);
    expect(server.stderr).toBe(`--model ${name} --listen 127.0.0.1:0: ${reason}\n`);
  }
});

test('where there is no libc for them, they are listed with the reason', async () => {
  await using list = new ProgramUnderTest('runner/cli.ts', ['list', '--json'], elsewhere);
  let text = '';
  list.child.stdout?.on('data', (chunk) => (text += String(chunk)));
  expect(await list.end()).toBe(0);
  const listed = (JSON.parse(text) as { models: { name: string; supported: boolean; reason?: string }[] }).models;
  const names = new Set<string>(throughLibc.map(({ name }) => name));
  expect(listed.filter(({ name }) => names.has(name))).toEqual(
    throughLibc.map(({ name }) => expect.objectContaining({ name, supported: false, reason })),
  );
});

/**
 * What the models through libc do at their limits: connections above them are refused, one by one, and the server
 * lives; workers that block in a system call can be stopped, and die alone. Linux only.
 */
import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { libcUnavailable } from '../../native/availability.ts';
import { startBlockingProcesses } from '../../servers/blocking/process-server.ts';
import { startBlockingThreads } from '../../servers/blocking/thread-server.ts';
import { models } from '../../servers/models/index.ts';
import type { RunningServer, ServerSpec } from '../../servers/server-model.ts';
import type { Usage } from '../../servers/usage.ts';
import { isAlive, ProgramUnderTest, startServer, type JsonLine } from '../programs/program-under-test.ts';
import { Peer } from './peer.ts';

const hello = Buffer.from('0000000568656c6c6f', 'hex');
const half = hello.subarray(0, 6);

async function exchange(peer: Peer): Promise<void> {
  await peer.send(hello);
  expect(await peer.receive(hello.length)).toEqual(hello);
}

/** Whether a connection is served: else it was closed. */
async function isServed(peer: Peer): Promise<boolean> {
  try {
    await exchange(peer);
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(libcUnavailable !== null)('select-loop', () => {
  test('refuses connections whose descriptor is above 1,023, says so, and serves the others', async () => {
    const { server, endpoint } = await startServer('select-loop');
    await using _ = server;
    const limit = models['select-loop'].connectionLimit as number;
    const peers = await Promise.all(Array.from({ length: 1100 }, () => Peer.connect(endpoint)));
    const served = await Promise.all(peers.map(isServed));
    const count = served.filter(Boolean).length;
    expect(count).toBeGreaterThanOrEqual(limit);
    expect(count).toBeLessThan(1024);
    const usage = await server.ask('usage');
    expect(usage['refused']).toBe(peers.length - count);
    expect(usage['connectionsPerWorker']).toEqual([count]);
    expect(server.stderr).toMatch(/^connections are refused: descriptor 1024 cannot be watched by this call\n$/);
    for (const peer of peers) peer[Symbol.dispose]();
    await until(server, ({ connectionsPerWorker }) => (connectionsPerWorker as number[])[0] === 0);
    using again = await Peer.connect(endpoint);
    await exchange(again);
  });

  test('says how many it serves before somebody tries more', () => {
    const limit = models['select-loop'].connectionLimit as number;
    expect(models['select-loop'].supports({ transport: 'tcp', connections: limit })).toEqual({ ok: true });
    expect(models['select-loop'].supports({ transport: 'tcp', connections: 1024 })).toEqual({
      ok: false,
      reason: expect.stringContaining('FD_SETSIZE'),
    });
  });
});

describe.skipIf(libcUnavailable !== null).each(['poll-loop', 'epoll-loop'] as const)('%s', (model) => {
  test('serves more connections than select can', async () => {
    const { server, endpoint } = await startServer(model);
    await using _ = server;
    const peers = await Promise.all(Array.from({ length: 1100 }, () => Peer.connect(endpoint)));
    expect(await Promise.all(peers.map(isServed))).not.toContain(false);
    expect((await server.ask('usage'))['connectionsPerWorker']).toEqual([1100]);
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
async function untilUsage(server: RunningServer, holds: (usage: Usage) => boolean): Promise<void> {
  while (!holds(await server.usage())) await nextTurn();
}

const blocking = [
  ['blocking-thread-per-connection', startBlockingThreads],
  ['blocking-process-per-connection', startBlockingProcesses],
] as const;

describe.skipIf(libcUnavailable !== null).each(blocking)('%s', (model, start) => {
  test('refuses one connection too many, and serves another when there is room again', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    await using server = await start(spec, 2);
    using first = await Peer.connect(server.endpoint);
    const second = await Peer.connect(server.endpoint);
    await exchange(first);
    await exchange(second);
    using third = await Peer.connect(server.endpoint);
    expect((await third.rest()).bytes).toHaveLength(0);
    expect((await server.usage()).refused).toBe(1);
    await exchange(first);
    second.socket.destroy();
    await untilUsage(server, ({ connectionsPerWorker }) => connectionsPerWorker.length === 1);
    using fourth = await Peer.connect(server.endpoint);
    await exchange(fourth);
    const usage = await server.usage();
    expect(usage).toMatchObject({ refused: 1, messages: 4, connectionsPerWorker: [1, 1] });
    expect(said.mock.calls).toEqual([['connections are refused: all 2 that it may serve at once are open']]);
    said.mockRestore();
  });

  test('states its limit, and does not support more', () => {
    const limit = models[model].connectionLimit as number;
    expect(limit).toBeGreaterThan(0);
    expect(models[model].supports({ transport: 'tcp', connections: limit })).toEqual({ ok: true });
    expect(models[model].supports({ transport: 'unix', connections: limit + 1 })).toEqual({
      ok: false,
      reason: expect.stringContaining(`the limit here is ${limit}`),
    });
  });

  test('stops while its workers block in recv and in send, and resets what is left after the grace', async () => {
    const server = await start(spec, 4);
    using idle = await Peer.connect(server.endpoint);
    using open = await Peer.connect(server.endpoint);
    using deaf = await Peer.connect(server.endpoint);
    await exchange(idle);
    await exchange(open);
    await open.send(half);
    await exchange(deaf);
    deaf.socket.pause();
    const large = Buffer.alloc(32 << 20);
    large.writeUInt32BE(large.length - 4);
    deaf.socket.write(large);
    // Its worker has read all of it, or would still be reading: from now on it waits in send.
    await untilUsage(server, ({ messages }) => messages === 4);
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
    await exchange(bystander);
    for (let i = 0; i < 3; i++) {
      const peer = await Peer.connect(server.endpoint);
      await exchange(peer);
      await peer.send(half);
      peer.socket.resetAndDestroy();
    }
    await untilUsage(server, ({ connectionsPerWorker }) => connectionsPerWorker.length === 1);
    await exchange(bystander);
    expect(await server.usage()).toMatchObject({ messages: 5, faults: 0, refused: 0 });
  });

  test('7. a worker that is killed takes only its own connection with it', async () => {
    const { server, endpoint } = await startServer(model, ['--service', 'work:200000']);
    await using _ = server;
    const message = Buffer.alloc(68, 0x41);
    message.writeUInt32BE(64);
    const peers = [await Peer.connect(endpoint), await Peer.connect(endpoint)];
    for (const peer of peers) {
      await peer.send(message);
      await peer.receive(message.length);
    }
    const before = await server.ask('usage');
    const pids = before['pids'] as number[];
    server.say('kill-worker 0');
    await (peers[0] as Peer).rest();
    await until(server, ({ connectionsPerWorker }) => (connectionsPerWorker as number[]).length === 1);
    const after = await server.ask('usage');
    expect(after['messages']).toBe(before['messages']);
    expect(after['cpuNs']).toBeGreaterThanOrEqual(Number(before['cpuNs']));
    expect(pids.filter(isAlive)).toEqual(after['pids']);
    for (const peer of [peers[1] as Peer, await Peer.connect(endpoint)]) {
      await peer.send(message);
      await peer.receive(message.length);
      peer.socket.destroy();
    }
    expect(await server.ask('kill-worker 99')).toMatchObject({ event: 'error', message: /^there is no worker 99/ });
    server.say('stop');
    expect(await server.end()).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  test('is gone with all its workers when it is killed', async () => {
    const { server, endpoint, pid } = await startServer(model);
    await using _ = server;
    using peer = await Peer.connect(endpoint);
    await exchange(peer);
    const { pids } = await server.ask('usage');
    process.kill(pid, 'SIGKILL');
    await peer.rest();
    expect(await server.end()).toBe('SIGKILL');
    while ((pids as number[]).some(isRunning)) await nextTurn();
  });
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

/** Not so when it has ended and only waits for init, its new parent, to notice. */
function isRunning(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

async function until(server: ProgramUnderTest, holds: (usage: JsonLine) => boolean): Promise<void> {
  while (!holds(await server.ask('usage')));
}

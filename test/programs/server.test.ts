/** The server program by its command line and its control lines. */
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { Buffer } from 'node:buffer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allowedCpus } from '../../native/affinity.ts';
import { libcUnavailable } from '../../native/availability.ts';
import { testedModels } from '../conformance/selection.ts';
import { modelNames } from '../../servers/models/index.ts';
import { Peer } from '../conformance/peer.ts';
import {
  model as modelOf,
  servesSeveral,
  untilIdle,
  untilUsage,
  usageOf,
  withWorkers,
} from '../conformance/subject.ts';
import { isAlive, ProgramUnderTest, startServer } from './program-under-test.ts';

const hello = Buffer.from('0000000568656c6c6f', 'hex');

/** They call recv and send by themselves. */
const ownCalls = modelNames.filter((name) => modelOf(name).makesSystemCalls === true);

async function exchange(peer: Peer, times: number): Promise<void> {
  for (let i = 0; i < times; i++) expect(await peer.echoes(hello)).toBe(true);
}

describe.each(testedModels)('%s', (model) => {
  /** One server for the tests that leave it as it was; the last of them stops it. */
  let standing: Awaited<ReturnType<typeof startServer>>;
  beforeAll(async () => {
    standing = await startServer(model);
  });
  afterAll(() => standing.server[Symbol.asyncDispose]());

  test('counts messages, connections and processor time from one snapshot', async () => {
    const { server, endpoint } = standing;
    const before = await usageOf(server);
    const peers = servesSeveral(model) ? [await Peer.connect(endpoint), await Peer.connect(endpoint)] : [];
    for (const peer of peers) await exchange(peer, 5);
    const last = await Peer.connect(endpoint);
    await exchange(last, 10);
    const after = await usageOf(server);
    expect(after.messages - before.messages).toBe(peers.length * 5 + 10);
    expect(after.connectionsPerWorker.reduce((sum, open) => sum + open, 0)).toBe(peers.length + 1);
    expect(after.accepted).toBe(peers.length + 1);
    expect(after.systemCalls === null).toBe(!ownCalls.includes(model));
    expect(after.cpuNs).toBeGreaterThan(before.cpuNs);
    expect(after.cpuNs).toBe(after.userNs + after.systemNs);
    expect(after.monotonicNs).toBeGreaterThan(before.monotonicNs);
    expect(after.pids.every(isAlive)).toBe(true);
    for (const peer of [...peers, last]) peer.socket.destroy();
  });

  test('says how long a round of work takes', async () => {
    const { event, nsPerIteration } = await standing.server.ask('calibrate 64');
    expect(event).toBe('calibration');
    // A billion rounds a second, or a thousand, would both be a broken clock.
    expect(nsPerIteration).toBeGreaterThan(1);
    expect(nsPerIteration).toBeLessThan(1e6);
  });

  test('says on stderr why a fault ended a connection', async () => {
    const { server, endpoint } = standing;
    using peer = await Peer.connect(endpoint);
    await exchange(peer, 1);
    await peer.send(Buffer.from('ffffffff', 'hex'));
    expect((await peer.rest()).ended).toBe('FIN');
    const fault = 'a length of 4294967295 bytes is over the limit of 1048576 (message at stream offset 9)';
    await expect.poll(() => server.stderr).toContain(`connection closed: length-u32: ${fault}\n`);
  });

  test('SIGTERM stops it with exit code 0 and leaves no process', async () => {
    const { server, pid } = standing;
    const { pids } = await usageOf(server);
    process.kill(pid, 'SIGTERM');
    expect(await server.end()).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  test('what workers did that have ended stays in the totals; SIGINT stops it with exit code 0', async () => {
    const { server, endpoint, pid } = await startServer(model, ['--service', 'work:100000']);
    await using _ = server;
    const message = Buffer.alloc(68, 0x41);
    message.writeUInt32BE(64);
    const exchangeWork = async (peer: Peer): Promise<void> => {
      for (let i = 0; i < 10; i++) expect(await peer.exchange(message)).not.toBe('ended');
    };
    using first = await Peer.connect(endpoint);
    await exchangeWork(first);
    const before = await usageOf(server);
    if (withWorkers.includes(model)) {
      server.say('kill-worker 0');
      const after = await untilUsage(server, ({ workersLost }) => workersLost === 1);
      expect(after.cpuNs).toBeGreaterThanOrEqual(before.cpuNs);
      expect(after.messages).toBe(before.messages);
    }
    first.socket.destroy();
    using second = await Peer.connect(endpoint);
    await exchangeWork(second);
    second.socket.destroy();
    const { messages, accepted, cpuNs } = await untilIdle(server);
    expect({ messages, accepted }).toEqual({ messages: 20, accepted: 2 });
    expect(cpuNs).toBeGreaterThan(before.cpuNs);
    process.kill(pid, 'SIGINT');
    expect(await server.end()).toBe(0);
  });

  test('its processes end with it, also when it is killed', async () => {
    const { server, endpoint, pid } = await startServer(model);
    await using _ = server;
    using peer = await Peer.connect(endpoint);
    await exchange(peer, 1);
    const { pids } = await usageOf(server);
    process.kill(pid, 'SIGKILL');
    await peer.rest();
    await expect.poll(() => pids.filter(isAlive)).toEqual([]);
  });

  test('does not outlive whoever holds its standard input', async () => {
    const { server } = await startServer(model);
    await using _ = server;
    const pids = (await server.ask('usage'))['pids'] as number[];
    server.child.stdin?.end();
    expect(await server.end()).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  test('refuses a port in use in one sentence, and leaves no process', async () => {
    const occupied = createServer().listen(0, '127.0.0.1');
    await once(occupied, 'listening');
    const { port } = occupied.address() as AddressInfo;
    await using server = new ProgramUnderTest('servers/main.ts', [
      ...['--model', model, '--framing', 'raw', '--workers', '2', '--listen', `127.0.0.1:${port}`],
    ]);
    expect(await server.end()).toBe(2);
    expect(server.stderr).toBe(
      `--listen 127.0.0.1:${port}: already in use; choose another, or port 0 for one that is free\n`,
    );
    occupied.close();
  });
});

test('a Ctrl-C that arrives twice, as it does under npm, still lets open exchanges finish', async () => {
  const { server, endpoint, pid } = await startServer('event-loop');
  await using _ = server;
  using idle = await Peer.connect(endpoint);
  using open = await Peer.connect(endpoint);
  await exchange(idle, 1);
  await exchange(open, 1);
  await open.send(hello.subarray(0, 5));
  process.kill(pid, 'SIGINT');
  // The first one has been seen.
  expect((await idle.rest()).ended).toBe('FIN');
  process.kill(pid, 'SIGINT');
  await open.send(hello.subarray(5));
  expect(await open.rest()).toEqual({ bytes: hello, ended: 'FIN' });
  open.socket.end();
  idle.socket.end();
  expect(await server.end()).toBe(0);
});

test('runs on the processors that it is given, all its threads included', async () => {
  const [cpu = 0] = allowedCpus();
  const { server, pid } = await startServer('thread-pool-handoff', ['--cpus', String(cpu)]);
  await using _ = server;
  const { readdirSync, readFileSync } = await import('node:fs');
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    expect(readFileSync(`/proc/${pid}/task/${task}/status`, 'utf8')).toMatch(
      new RegExp(`^Cpus_allowed_list:\\t${cpu}$`, 'm'),
    );
  }
});

test('more workers than processors are allowed, with a warning', async () => {
  const { server, endpoint } = await startServer('thread-pool-handoff', ['--workers', '3', '--cpus', '0']);
  await using _ = server;
  using peer = await Peer.connect(endpoint);
  await exchange(peer, 1);
  expect(server.stderr).toBe('--workers 3: more than the processors it may use, 1\n');
});

/** A pool of threads, two of processes, and a loop that sleeps in system calls. */
const reporting = (['thread-pool-handoff', 'process-pool-handoff', 'cluster-shared', 'epoll-loop'] as const).filter(
  (name) => modelOf(name).supports({ transport: 'tcp' }).ok,
);

test.each(reporting)('%s: many faults in a second are few lines, which add up to all of them', async (model) => {
  const workers = 2;
  const startMs = performance.now();
  const { server, endpoint } = await startServer(model, ['--workers', String(workers)]);
  await using _ = server;
  for (let i = 0; i < 100; i++) {
    using peer = await Peer.connect(endpoint);
    await peer.send(Buffer.from('ffffffff', 'hex'));
    expect((await peer.rest()).ended).toBe('FIN');
  }
  server.say('stop');
  expect(await server.end()).toBe(0);
  const seconds = Math.ceil((performance.now() - startMs) / 1000);
  const lines = server.stderr.trim().split('\n');
  // One for each second that has begun, and one at the end.
  expect(lines.length).toBeLessThanOrEqual(workers * (seconds + 1));
  const told = lines.map((line) => /^connection closed: length-u32: .*\)(?:, and (\d+) others?)?$/.exec(line));
  expect(told.reduce((sum, match) => sum + 1 + Number(match?.[1] ?? 0), 0)).toBe(100);
});

test.each(['event-loop', 'thread-offload', 'process-offload'])(
  '%s: says which request it cannot serve',
  async (model) => {
    const { server, endpoint } = await startServer(model, ['--service', 'work:4']);
    await using _ = server;
    using peer = await Peer.connect(endpoint);
    await peer.send(hello);
    expect((await peer.rest()).ended).toBe('FIN');
    const fault = 'connection closed: work needs payloads of at least 16 bytes, got 5\n';
    await expect.poll(() => server.stderr).toBe(fault);
  },
);

test('control lines that mean nothing are answered with an error, and it goes on', async () => {
  const { server } = await startServer('event-loop');
  await using _ = server;
  expect(await server.ask('dance')).toMatchObject({
    event: 'error',
    message: expect.stringContaining('dance: unknown'),
  });
  expect(await server.ask('kill-worker 0')).toMatchObject({ event: 'error', message: 'event-loop has no workers' });
  expect(await server.ask('calibrate lots')).toMatchObject({ event: 'error' });
  expect((await server.ask('usage')).event).toBe('usage');
});

test.each(['thread-offload', 'process-offload', 'thread-pool-handoff'])(
  '%s has no worker of a number that is too high',
  async (model) => {
    const { server } = await startServer(model);
    await using _ = server;
    const message = 'there is no worker 2: use 0 to 1';
    expect(await server.ask('kill-worker 2')).toMatchObject({ event: 'error', message });
    expect(await server.ask('usage')).toMatchObject({ workersLost: 0 });
  },
);

test.each([
  [['--framing', 'raw'], '--model is missing; use one of iterative, event-loop'],
  [['--model', 'event-loop'], '--framing is missing; use one of raw'],
  [['--model', 'forks', '--framing', 'raw'], '--model forks: unknown; use one of iterative, event-loop'],
  [['--model', 'event-loop', '--framing', 'morse'], '--framing morse: unknown; use one of raw'],
  [['--model', 'event-loop', '--framing', 'raw', '--service', 'work:5'], '--framing raw has no messages to work on'],
  [
    ['--model', 'event-loop', '--framing', 'type-tagged', '--message-bytes', '100'],
    '--message-bytes 100 with --framing type-tagged: there is no type for 100 bytes; use one of 16, 64, 256',
  ],
  [
    ['--model', 'event-loop', '--framing', 'fixed', '--max-message-bytes', '63'],
    '--message-bytes 64 with --framing fixed: 64 bytes are over --max-message-bytes 63',
  ],
  [
    ['--model', 'event-loop', '--framing', 'fixed', '--service', 'work:4', '--message-bytes', '8'],
    '--message-bytes 8 with --service work:4: work needs 16 bytes or more',
  ],
  [
    ['--model', 'event-loop', '--framing', 'type-tagged', '--max-message-bytes', '8'],
    '--max-message-bytes 8 with --framing type-tagged --service echo: the shortest request has 16 bytes; use 16 or more',
  ],
  [
    ['--model', 'event-loop', '--framing', 'length-u32', '--service', 'work:4', '--max-message-bytes', '15'],
    '--max-message-bytes 15 with --framing length-u32 --service work:4: the shortest request has 16 bytes; use 16 or more',
  ],
  [['--model', 'event-loop', '--framing', 'raw', '--workers', '0'], '--workers 0: use a whole number from 1'],
  [['--model', 'event-loop', '--framing', 'raw', '--listen', 'here'], '--listen here: use HOST:PORT'],
  [
    ['--model', 'thread-pool-handoff', '--framing', 'raw', '--listen', 'unix:/tmp/x'],
    '--model thread-pool-handoff --listen unix:/tmp/x: Node moves TCP sockets between threads, not Unix sockets',
  ],
  [
    ['--model', 'event-loop', '--framing', 'raw', '--max-connections', '5'],
    '--max-connections 5: event-loop has no worker for each connection; leave it out',
  ],
  [
    ['--model', 'event-loop', '--framing', 'raw', '--receive-buffer', '4096'],
    '--receive-buffer 4096: event-loop leaves receiving to Node; use one of select-loop, poll-loop, epoll-loop, blocking-',
  ],
  [
    ['--model', 'epoll-loop', '--framing', 'raw', '--receive-buffer', '0'],
    '--receive-buffer 0: use a whole number from 1',
  ],
  [
    ['--model', 'event-loop', '--framing', 'raw', '--listen', 'unix:/no/such/folder/x'],
    '--listen unix:/no/such/folder/x: cannot be made; its folder has to exist, and to be writable',
  ],
  [
    ['--model', 'event-loop', '--framing', 'raw', '--listen', `unix:${import.meta.filename}`],
    `--listen unix:${import.meta.filename}: there is a file already; remove it if no server listens there any more`,
  ],
  [
    ['--model', 'event-loop', '--framing', 'raw', '--listen', `unix:${import.meta.filename}/x`],
    `--listen unix:${import.meta.filename}/x: a part of the path is no folder`,
  ],
  [['--model', 'event-loop', '--framing', 'raw', '--cpus', '4000'], '--cpus 4000: use processors this process may use'],
  [['--model', 'event-loop', '--framing', 'raw', '--cpus=0-900'], '--cpus 0-900: use processors this process may use'],
  [['--model', 'event-loop', '--framing', 'raw', '--nonsense'], "Unknown option '--nonsense'"],
])('refuses %j', async (args, message) => {
  await using server = new ProgramUnderTest('servers/main.ts', args);
  expect(await server.end()).toBe(2);
  expect(server.stderr).toContain(message);
});

describe.skipIf(libcUnavailable !== null).each(ownCalls)('%s', (name) => {
  test.each([16, 4096])('receives %i bytes at a time, and counts its calls', async (size) => {
    const { server, endpoint } = await startServer(name, ['--receive-buffer', String(size)]);
    await using _ = server;
    using peer = await Peer.connect(endpoint);
    const message = Buffer.alloc(4 + 1000, 0x41);
    message.writeUInt32BE(1000);
    // The first may come in more than one piece.
    await peer.exchange(message);
    const before = await usageOf(server);
    for (let i = 0; i < 5; i++) expect(await peer.exchange(message)).not.toBe('ended');
    const after = await usageOf(server);
    const receives = Math.ceil(message.length / size);
    expect(Number(after.systemCalls) - Number(before.systemCalls)).toBe(5 * (receives + 1));
  });
});

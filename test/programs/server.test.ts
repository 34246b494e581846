/** The server program by its command line and its control lines. */
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import { allowedCpus } from '../../native/affinity.ts';
import { modelNames } from '../../servers/models/index.ts';
import { Peer } from '../conformance/peer.ts';
import { isAlive, ProgramUnderTest, startServer } from './program-under-test.ts';

const hello = Buffer.from('0000000568656c6c6f', 'hex');

async function exchange(peer: Peer, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    await peer.send(hello);
    await peer.receive(hello.length);
  }
}

describe.each(modelNames)('%s', (model) => {
  test('counts messages, connections and processor time from one snapshot', async () => {
    const { server, endpoint } = await startServer(model);
    await using _ = server;
    const before = await server.ask('usage');
    using one = await Peer.connect(endpoint);
    using two = await Peer.connect(endpoint);
    await exchange(one, 10);
    await exchange(two, 5);
    const after = await server.ask('usage');
    expect(Number(after['messages']) - Number(before['messages'])).toBe(15);
    expect((after['connectionsPerWorker'] as number[]).reduce((sum, open) => sum + open, 0)).toBe(2);
    expect(after['cpuNs']).toBeGreaterThan(Number(before['cpuNs']));
    expect(after['cpuNs']).toBe(Number(after['userNs']) + Number(after['systemNs']));
    expect(after['monotonicNs']).toBeGreaterThan(Number(before['monotonicNs']));
    expect((after['pids'] as number[]).every(isAlive)).toBe(true);
  });

  test('processor time of workers that have ended stays in the total', async () => {
    const { server, endpoint } = await startServer(model, ['--service', 'work:100000']);
    await using _ = server;
    const message = Buffer.alloc(68, 0x41);
    message.writeUInt32BE(64);
    using peer = await Peer.connect(endpoint);
    for (let i = 0; i < 20; i++) {
      await peer.send(message);
      await peer.receive(message.length);
    }
    const before = await server.ask('usage');
    if ((before['connectionsPerWorker'] as number[]).length === 1) return;
    server.say('kill-worker 0');
    await peer.rest();
    let after = await server.ask('usage');
    while ((after['acceptedPerWorker'] as number[])[0] !== 0) after = await server.ask('usage');
    expect(Number(after['cpuNs'])).toBeGreaterThanOrEqual(Number(before['cpuNs']));
    expect(after['messages']).toBe(before['messages']);
  });

  test('says how long a round of work takes', async () => {
    const { server } = await startServer(model);
    await using _ = server;
    const { event, nsPerIteration } = await server.ask('calibrate 64');
    expect(event).toBe('calibration');
    // A billion rounds a second, or a thousand, would both be a broken clock.
    expect(nsPerIteration).toBeGreaterThan(1);
    expect(nsPerIteration).toBeLessThan(1e6);
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('%s stops it with exit code 0 and leaves no process', async (signal) => {
    const { server, pid } = await startServer(model);
    await using _ = server;
    const pids = (await server.ask('usage'))['pids'] as number[];
    process.kill(pid, signal);
    expect(await server.end()).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
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

test.each([
  [['--framing', 'raw'], '--model is missing; use one of event-loop'],
  [['--model', 'event-loop'], '--framing is missing; use one of raw'],
  [['--model', 'forks', '--framing', 'raw'], '--model forks: unknown; use one of event-loop'],
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
  [['--model', 'event-loop', '--framing', 'raw', '--workers', '0'], '--workers 0: use a whole number from 1'],
  [['--model', 'event-loop', '--framing', 'raw', '--listen', 'here'], '--listen here: use HOST:PORT'],
  [
    ['--model', 'thread-pool-handoff', '--framing', 'raw', '--listen', 'unix:/tmp/x'],
    '--model thread-pool-handoff --listen unix:/tmp/x: Node moves TCP sockets between threads, not Unix sockets',
  ],
  [['--model', 'event-loop', '--framing', 'raw', '--cpus', '4000'], '--cpus 4000: use processors this process may use'],
  [['--model', 'event-loop', '--framing', 'raw', '--nonsense'], "Unknown option '--nonsense'"],
])('refuses %j', async (args, message) => {
  await using server = new ProgramUnderTest('servers/main.ts', args);
  expect(await server.end()).toBe(2);
  expect(server.stderr).toContain(message);
});

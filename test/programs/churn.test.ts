/** Short connections, idle ones, and none: what the client says of them is what servers saw. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { driverNames, drivers, preferredDriver } from '../../clients/drivers/index.ts';
import { parseLoadCommand } from '../../clients/spec.ts';
import { formatEndpoint, type Endpoint } from '../../protocol/endpoint.ts';
import { untilIdle } from '../conformance/subject.ts';
import { ProgramUnderTest, startServer, type JsonLine } from './program-under-test.ts';

function startClient(endpoint: Endpoint | string, args: readonly string[]): ProgramUnderTest {
  const connect = typeof endpoint === 'string' ? endpoint : formatEndpoint(endpoint);
  const framing = args.includes('--framing') ? [] : ['--framing', 'length-u32'];
  const connections = args.includes('--connections') ? [] : ['--connections', '4'];
  const control = ['--control', 'stdin', '--hold'];
  return new ProgramUnderTest('clients/main.ts', [
    '--connect',
    connect,
    ...framing,
    ...connections,
    ...control,
    ...args,
  ]);
}

/** Differences of a server's counters over one slice of load. */
async function sliceBetweenUsages(server: ProgramUnderTest, client: ProgramUnderTest, ms: number) {
  const before = await server.ask('usage');
  const slice = await client.ask(`go ${ms}`);
  const after = await server.ask('usage');
  const grown = (field: string) => Number(after[field]) - Number(before[field]);
  return { slice, accepted: grown('accepted'), messages: grown('messages'), after };
}

const sumOf = (line: JsonLine, field: string) => (line[field] as number[]).reduce((sum, one) => sum + one, 0);

const carriers = driverNames.filter((name) => drivers[name].supported.ok);

type Short = [model: string, what: string, args: string[], messagesPerConnection: [least: number, most: number]];

describe('short connections', () => {
  test.each([
    ...carriers.flatMap((driver): Short[] => [
      ['event-loop', 'one exchange each', ['--requests-per-connection', '1', '--driver', driver], [1, 1]],
      [
        'event-loop',
        'seven exchanges each, three outstanding',
        ['--requests-per-connection', '7', '--shape', 'closed:3', '--driver', driver],
        [3, 7],
      ],
      ['event-loop', 'until-close', ['--framing', 'until-close', '--driver', driver], [1, 1]],
    ]),
    ['event-loop', 'two processes', ['--requests-per-connection', '1', '--clients', '2'], [1, 1]],
    ['event-loop', 'raw', ['--framing', 'raw', '--requests-per-connection', '2'], [1, 2]],
    ['thread-pool-handoff', 'one exchange each', ['--requests-per-connection', '1'], [1, 1]],
    ['process-pool-handoff', 'until-close', ['--framing', 'until-close'], [1, 1]],
    ['iterative', 'many wait for one', ['--requests-per-connection', '1', '--connections', '40'], [1, 1]],
    ['iterative', 'until-close', ['--framing', 'until-close', '--connections', '40'], [1, 1]],
    ['thread-per-connection', 'one exchange each', ['--requests-per-connection', '1'], [1, 1]],
  ] satisfies Short[])(
    '%s, %s, %j: the server accepted what the client opened',
    async (model, _what, args, [least, most]) => {
      const framing = args.includes('--framing') ? args.slice(0, 2) : [];
      const { server, endpoint } = await startServer(model, framing);
      await using _ = server;
      await using client = startClient(endpoint, args);
      await client.line();
      const { slice, accepted, messages } = await sliceBetweenUsages(server, client, 200);
      const {
        connections,
        connectionsOpened,
        messages: counted,
        littleRatio,
      } = slice as unknown as Record<string, number>;
      expect(connectionsOpened).toBe(accepted);
      expect(connections).toBeGreaterThan(0);
      expect(connections).toBeLessThanOrEqual(accepted);
      expect(messages).toBeGreaterThanOrEqual(counted as number);
      // Connections that the end of the window cut short carry fewer.
      expect(messages).toBeGreaterThanOrEqual(accepted * least);
      expect(messages).toBeLessThanOrEqual(accepted * most);
      // After the drain nothing is left open, though another thread or process may hear of it a moment later.
      await untilIdle(server);
      expect(littleRatio).toBeGreaterThan(0.8);
      expect(littleRatio).toBeLessThan(1.01);
      const report = await client.ask('stop');
      expect(report).toMatchObject({ event: 'report' });
      expect(await client.end()).toBe(0);
    },
  );

  test.each(carriers)('over a Unix socket, with %s', async (driver) => {
    const path = join(tmpdir(), `echobench-churn-${process.pid}.sock`);
    const { server, endpoint } = await startServer('event-loop', ['--listen', `unix:${path}`]);
    await using _ = server;
    await using client = startClient(endpoint, ['--requests-per-connection', '1', '--driver', driver]);
    await client.line();
    const { slice, accepted } = await sliceBetweenUsages(server, client, 50);
    expect(slice['connectionsOpened']).toBe(accepted);
    // One that is killed leaves the file of its socket.
    server.say('stop');
    expect(await server.end()).toBe(0);
  });

  test('by hand: the report of one window', async () => {
    const { server, endpoint } = await startServer('event-loop');
    await using _ = server;
    const args = ['--framing', 'length-u32', '--requests-per-connection', '1', '--warmup', '100req,100ms'];
    const connect = formatEndpoint(endpoint);
    await using client = new ProgramUnderTest('clients/main.ts', [
      '--connect',
      connect,
      ...args,
      '--duration',
      '100ms',
    ]);
    const report = await client.line();
    expect(report).toMatchObject({ event: 'report' });
    expect(report['messagesPerSecond']).toBeGreaterThan(0);
    expect(await client.end()).toBe(0);
  });

  test('kept connections count none', async () => {
    const { server, endpoint } = await startServer('event-loop');
    await using _ = server;
    await using client = startClient(endpoint, []);
    await client.line();
    expect(await client.ask('go 20')).toMatchObject({ connections: 0, connectionsOpened: 0 });
  });

  test.each(carriers)('a model at its limit of connections fails the load of %s, in one sentence', async (driver) => {
    const { server, endpoint } = await startServer('thread-per-connection', ['--max-connections', '2']);
    await using _ = server;
    const args = ['--requests-per-connection', '1', '--connections', '8', '--driver', driver];
    await using client = startClient(endpoint, args);
    await client.line();
    expect(await client.ask('go 5000')).toMatchObject({
      event: 'failure',
      phase: 'measure',
      message: expect.stringMatching(
        /^connection \d: closed by the server with a reset \(.*, server .*\): it may serve no more /,
      ),
    });
    expect(await client.end()).toBe(1);
  });

  test.each(carriers)('a server that is killed fails the load of %s', async (driver) => {
    const { server, endpoint, pid } = await startServer('event-loop');
    await using _ = server;
    await using client = startClient(endpoint, ['--requests-per-connection', '1', '--driver', driver]);
    await client.line();
    client.say('go 10000');
    process.kill(pid, 'SIGKILL');
    expect(await client.line()).toMatchObject({ event: 'failure', message: expect.stringMatching(/^connection \d: /) });
    expect(await client.end()).toBe(1);
  });

  test.each(carriers)('a server that closes before the reply, after a good verification, fails %s', async (driver) => {
    let connections = 0;
    const { server, address } = await serve((socket) => {
      if (++connections === 1) socket.pipe(socket);
      else socket.once('data', () => socket.end());
    });
    await using client = startClient(address, ['--requests-per-connection', '1', '--driver', driver]);
    await client.line();
    expect(await client.ask('go 1000')).toMatchObject({
      event: 'failure',
      message: expect.stringMatching(/^connection \d: closed by the server \(server .*, \d+ requests? outstanding\): /),
    });
    server.close();
  });
});

/** A server that does with each connection what the test says, on a free port. */
async function serve(onSocket: (socket: Socket) => void) {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    onSocket(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, address: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe('idle connections', () => {
  test.each([
    ...carriers.map((driver) => ['beside a load', 4, 1, driver] as const),
    ['and nothing else', 0, 1, preferredDriver] as const,
    ['of several processes', 0, 3, preferredDriver] as const,
  ])('%s are open from before the first slice to the end', async (_what, connections, clients, driver) => {
    const { server, endpoint } = await startServer('event-loop');
    await using _ = server;
    const args = ['--idle-connections', '200', '--connections', String(connections), '--clients', String(clients)];
    await using client = startClient(endpoint, [...args, '--driver', driver]);
    await client.line();
    expect(sumOf(await server.ask('usage'), 'connectionsPerWorker')).toBe(200 + connections);
    const { slice, after } = await sliceBetweenUsages(server, client, 50);
    expect(slice['messages'] === 0).toBe(connections === 0);
    expect(sumOf(after, 'connectionsPerWorker')).toBe(200 + connections);
    await client.ask('stop');
    expect(await client.end()).toBe(0);
  });

  test.each(carriers)('one that is lost fails the load of %s, also between slices', async (driver) => {
    const sockets: Socket[] = [];
    const { server, address } = await serve((socket) => {
      sockets.push(socket);
      socket.pipe(socket);
    });
    await using client = startClient(address, ['--idle-connections', '3', '--connections', '0', '--driver', driver]);
    await client.line();
    client.say('go 10000');
    // The first was the verification's.
    sockets[2]?.destroy();
    expect(await client.line()).toMatchObject({
      event: 'failure',
      phase: 'measure',
      message: expect.stringMatching(
        /^idle connection 1: closed by the server \(server .*\): .*look at the server's log$/,
      ),
    });
    expect(await client.end()).toBe(1);
    server.close();
  });
});

describe('no load', () => {
  test('slices are pauses, the server serves nothing, and there is no latency to report', async () => {
    const { server, endpoint } = await startServer('event-loop');
    await using _ = server;
    await using client = startClient(endpoint, ['--connections', '0']);
    await client.line();
    const { slice, messages } = await sliceBetweenUsages(server, client, 50);
    expect(slice).toMatchObject({ event: 'slice', messages: 0, connections: 0, littleRatio: 1, windowNs: 50e6 });
    expect(slice['elapsedNs']).toBeGreaterThanOrEqual(49e6);
    expect(messages).toBe(0);
    const report = await client.ask('stop');
    expect(report).toMatchObject({ event: 'report', messagesPerSecond: 0 });
    expect(report).not.toHaveProperty('serviceTime');
    expect(await client.end()).toBe(0);
  });
});

describe('the first exchange', () => {
  test.each([
    ...carriers.map((driver) => ['length-u32', '1', driver] as const),
    ['length-u32', '2', preferredDriver] as const,
    ['until-close', '1', preferredDriver] as const,
  ])('over %s, with %s processes and %s, is timed from connect to reply', async (framing, clients, driver) => {
    const { server, endpoint } = await startServer('event-loop', ['--framing', framing]);
    await using _ = server;
    await using client = startClient(endpoint, ['--framing', framing, '--clients', clients, '--driver', driver]);
    const { event, firstExchangeNs } = await client.line();
    expect(event).toBe('connected');
    expect(firstExchangeNs).toBeGreaterThan(10e3);
    expect(firstExchangeNs).toBeLessThan(10e9);
  });

  test('a late reply makes it longer', async () => {
    const { server, address } = await serve((socket) => {
      socket.on('data', (chunk) => setTimeout(() => socket.write(chunk), 50));
      socket.on('end', () => setTimeout(() => socket.end(), 100));
    });
    await using client = startClient(address, ['--connections', '0']);
    expect((await client.line())['firstExchangeNs']).toBeGreaterThan(49e6);
    server.close();
  });
});

test.each([
  [
    ['--framing', 'until-close', '--requests-per-connection', '5'],
    '--framing until-close ends a message with its connection',
  ],
  [
    ['--framing', 'until-close', '--shape', 'closed:2'],
    '--framing until-close ends a message with its connection, so that requests',
  ],
  [['--framing', 'raw', '--requests-per-connection', '0'], '--requests-per-connection 0: use a whole number from 1'],
  [['--framing', 'raw', '--idle-connections', 'some'], '--idle-connections some: use a whole number from 0'],
  [['--framing', 'raw', '--connections', '0'], '--connections 0: no load, so no warm-up of its own; use 1 or more'],
  [['--framing', 'raw', '--connections', '0', '--control', 'stdin'], '--connections 0: no load'],
  [
    ['--framing', 'raw', '--requests-per-connection', '2', '--shape', 'closed:3'],
    '--shape closed:3 with --requests-per-connection 2: a connection has no more outstanding than it carries; use closed:2',
  ],
])('refuses %j', (args, message) => {
  expect(() => parseLoadCommand(['--connect', 'h:1', ...args])).toThrow(message);
});

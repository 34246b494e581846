/** The client program by its command line, its control lines, and what it does when the server is wrong. */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { driverNames, drivers, preferredDriver } from '../../clients/drivers/index.ts';
import { monotonicNs } from '../../clients/load.ts';
import { LocalLoad } from '../../clients/local-load.ts';
import { parseLoadCommand } from '../../clients/spec.ts';
import { formatEndpoint } from '../../protocol/endpoint.ts';
import { testedFramings } from '../conformance/selection.ts';
import { untilIdle, untilUsage, usageOf } from '../conformance/subject.ts';
import { ProgramUnderTest, startServer } from './program-under-test.ts';

/** What is said of a connection depends on what carries it; what is said of flags does not. */
const carriers = driverNames.filter((name) => drivers[name].supported.ok);
const brief = ['--warmup', '500req,200ms', '--connections', '4', '--duration', '100ms'];

const folder = mkdtempSync(join(tmpdir(), 'echobench-'));
afterAll(() => rmSync(folder, { recursive: true }));

function startClient(
  connect: string,
  args: readonly string[] = [],
  variables: NodeJS.ProcessEnv = {},
): ProgramUnderTest {
  const framing = args.includes('--framing') ? [] : ['--framing', 'length-u32'];
  return new ProgramUnderTest('clients/main.ts', ['--connect', connect, ...framing, ...brief, ...args], variables);
}

/** A server that does with each connection what the test says, on a free port. */
async function serve(
  onSocket: (socket: Socket) => void,
): Promise<{ readonly server: Server; readonly address: string }> {
  const server = createServer({ allowHalfOpen: true }, onSocket).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, address: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test.each(carriers.flatMap((driver) => [1, 3].map((clients) => [clients, driver] as const)))(
  'by hand: one window and a report, with %d processes and %s',
  async (clients, driver) => {
    const { server, endpoint } = await startServer('event-loop');
    await using _ = server;
    await using client = startClient(formatEndpoint(endpoint), ['--clients', String(clients), '--driver', driver]);
    const report = await client.line();
    expect(report).toMatchObject({ event: 'report', evidence: { driver } });
    expect(report['messagesPerSecond']).toBeGreaterThan(0);
    const { count, histogram } = report['serviceTime'] as { count: number; histogram: string };
    expect(histogram).toMatch(/^HIST/);
    const evidence = report['evidence'] as {
      slices: { messages: number; littleRatio: number }[];
      messagesPerConnection: number[];
      p99PerConnection: (number | null)[];
    };
    expect(evidence.slices[0]?.messages).toBeGreaterThanOrEqual(count);
    expect(evidence.messagesPerConnection).toHaveLength(4);
    expect(evidence.p99PerConnection).toHaveLength(4);
    expect(evidence.messagesPerConnection.reduce((sum, one) => sum + one, 0)).toBe(evidence.slices[0]?.messages);
    expect(evidence.slices[0]?.littleRatio).toBeGreaterThan(0.9);
    expect(evidence.slices[0]?.littleRatio).toBeLessThan(1.1);
    expect(await client.end()).toBe(0);
  },
);

test.each(carriers)('obeys: warm, slices, report; the server saw every message that %s counted', async (driver) => {
  const { server, endpoint } = await startServer('event-loop');
  await using _ = server;
  const args = ['--control', 'stdin', '--hold', '--shape', 'closed:3', '--driver', driver];
  await using client = startClient(formatEndpoint(endpoint), args);
  expect(await client.line()).toMatchObject({ event: 'connected', driver });
  expect((await client.ask('warm')).event).toBe('warm');
  const before = await server.ask('usage');
  const slices = [await client.ask('go 60'), await client.ask('go 60')];
  const after = await server.ask('usage');
  for (const slice of slices) expect(slice).toMatchObject({ event: 'slice', windowNs: expect.closeTo(60e6, -1) });
  const counted = slices.reduce((sum, slice) => sum + (slice['messages'] as number), 0);
  const served = Number(after['messages']) - Number(before['messages']);
  // The server also saw ramps and drains, of a few milliseconds each.
  expect(served).toBeGreaterThanOrEqual(counted);
  const report = await client.ask('stop');
  // The latencies of each connection's first requests in a slice are left out.
  const latencies = (report['serviceTime'] as { count: number }).count;
  expect(latencies).toBeLessThanOrEqual(counted);
  expect(latencies).toBeGreaterThanOrEqual(counted - slices.length * 4 * 3);
  expect(await client.end()).toBe(0);
});

test('control lines that mean nothing are answered with an error, and it goes on', async () => {
  const { server, endpoint } = await startServer('event-loop');
  await using _ = server;
  await using client = startClient(formatEndpoint(endpoint), ['--control', 'stdin']);
  expect((await client.line()).event).toBe('warm');
  const unknown = 'unknown; use go MS [SHAPE] or stop, warm with --hold, capacity with --slo';
  expect(await client.ask('dance')).toEqual({ event: 'error', line: 'dance', message: `dance: ${unknown}` });
  expect(await client.ask('warm')).toMatchObject({ event: 'error', message: `warm: ${unknown}` });
  expect(await client.ask('go soon')).toMatchObject({ event: 'error', line: 'go soon' });
  client.say('');
  client.say('  ');
  expect((await client.ask('go 20')).event).toBe('slice');
  expect(await client.ask('stop')).toMatchObject({
    event: 'report',
    evidence: { slices: [{ windowNs: expect.closeTo(20e6, -1) }] },
  });
  expect(await client.end()).toBe(0);
});

test.each(carriers)(
  '%s: a server that sends something else is found out before anything is measured',
  async (driver) => {
    const { server, address } = await serve((socket) => {
      socket.on('error', () => {});
      socket.on('data', () => socket.write('nonsense'));
    });
    await using client = startClient(address, ['--driver', driver]);
    const hint =
      "the server's --framing or --service may differ from ours, length-u32 and echo, or its --max-message-bytes be below our --bytes 64";
    expect(await client.line()).toMatchObject({
      ...{ event: 'failure', phase: 'verify' },
      message: expect.stringMatching(new RegExp(`^verification: .*; ${hint}$`)),
    });
    expect(await client.end()).toBe(1);
    server.close();
  },
);

test.each(carriers)('%s: a server that forgets replies at half-close is found out', async (driver) => {
  const { server, address } = await serve((socket) => {
    socket.on('error', () => {});
    socket.on('end', () => socket.end());
    socket.resume();
  });
  await using client = startClient(address, ['--driver', driver]);
  expect(await client.line()).toMatchObject({ event: 'failure', message: expect.stringContaining('0 of 3 replies') });
  expect(await client.end()).toBe(1);
  server.close();
});

/** What a framing's messages look like is no concern of the other drivers. */
const loaded = carriers.flatMap((driver) =>
  testedFramings
    .filter((framing) => driver === preferredDriver || framing === 'length-u32')
    .map((framing) => [framing, driver] as const),
);
test.each(loaded)('loads a server that speaks %s with %s, and finds every reply right', async (framing, driver) => {
  const { server, endpoint } = await startServer('event-loop', ['--framing', framing, '--message-bytes', '256']);
  await using _ = server;
  await using client = startClient(formatEndpoint(endpoint), [
    '--framing',
    framing,
    '--bytes',
    '256',
    '--driver',
    driver,
  ]);
  const report = await client.line();
  expect(report).toMatchObject({ event: 'report' });
  expect(report['messagesPerSecond']).toBeGreaterThan(0);
});

test('ends that were told different lengths are found out before anything is measured', async () => {
  const { server, endpoint } = await startServer('event-loop', ['--framing', 'fixed', '--message-bytes', '64']);
  await using _ = server;
  await using client = startClient(formatEndpoint(endpoint), ['--framing', 'fixed', '--bytes', '100']);
  const message = expect.stringContaining('fixed: the stream ended inside a message, 44 of 100 payload bytes missing');
  expect(await client.line()).toMatchObject({ event: 'failure', phase: 'verify', message });
  expect(await client.end()).toBe(1);
});

test('a client process that misses the window of the others fails the load: its share would be missing', async () => {
  const { server, endpoint } = await startServer('event-loop');
  await using _ = server;
  const { load: spec } = parseLoadCommand(['--connect', formatEndpoint(endpoint), '--framing', 'length-u32']);
  const load = new LocalLoad(spec, await drivers[spec.driver].open());
  await load.connect();
  const nowNs = monotonicNs();
  await expect(load.slice(10, nowNs - 50e6, undefined, nowNs - 20e6)).rejects.toThrow(
    /came \d+\.\d ms late to its window/,
  );
  load.close();
});

test.each(carriers)('%s: a window that saw no reply is a failure, and no throughput of 0', async (driver) => {
  const { server, address } = await serve((socket) => {
    const later = (work: () => void) => setTimeout(work, 60);
    socket.on('error', () => {});
    socket.on('data', (bytes) => later(() => socket.write(bytes)));
    socket.on('end', () => later(() => socket.end()));
  });
  const once1ms = ['--driver', driver, '--connections', '1', '--warmup', '1req,1ms', '--duration', '1ms'];
  await using client = startClient(address, once1ms);
  const message = expect.stringMatching(/^no reply came inside the window of 1 ms, .*: use a longer --duration/);
  expect(await client.line()).toEqual({ event: 'failure', phase: 'measure', message });
  expect(await client.end()).toBe(1);
  server.close();
});

test.each(carriers)('%s: a server that is killed under load fails it, at once and in one sentence', async (driver) => {
  const { server, endpoint, pid } = await startServer('event-loop');
  await using _ = server;
  await using client = startClient(formatEndpoint(endpoint), ['--control', 'stdin', '--driver', driver]);
  expect((await client.line()).event).toBe('warm');
  client.say('go 10000');
  process.kill(pid, 'SIGKILL');
  expect(await client.line()).toMatchObject({
    event: 'failure',
    phase: 'measure',
    message: expect.stringMatching(/^connection \d/),
  });
  expect(await client.end()).toBe(1);
});

test.each([
  ['SIGINT', 1, []],
  ['SIGINT', 1, ['--driver', 'net']],
  ['SIGINT', 3, []],
  ['SIGKILL', 3, []],
] as const)(
  '%s in the middle of a slice ends a load of %d processes at once, and quietly: %j',
  async (signal, clients, args) => {
    const { server, endpoint } = await startServer('event-loop');
    await using _ = server;
    await using client = startClient(formatEndpoint(endpoint), [
      ...['--control', 'stdin', '--clients', String(clients)],
      ...args,
    ]);
    expect((await client.line()).event).toBe('warm');
    const before = await usageOf(server);
    client.say('go 600000');
    await untilUsage(server, ({ messages }) => messages > before.messages);
    client.child.kill(signal);
    // A shell calls it 128 + the signal. Its other processes hold its stderr: it ends with the last of them.
    expect(await client.end()).toBe(signal);
    expect(client.stderr).toBe('');
    await untilIdle(server);
  },
);

test('a client process that is killed fails the load', async () => {
  const { server, endpoint } = await startServer('event-loop');
  await using _ = server;
  await using client = startClient(formatEndpoint(endpoint), ['--control', 'stdin', '--clients', '2']);
  expect((await client.line()).event).toBe('warm');
  const { execFileSync } = await import('node:child_process');
  const [member] = execFileSync('pgrep', ['-P', String(client.child.pid)], { encoding: 'utf8' }).split('\n');
  client.say('go 10000');
  process.kill(Number(member), 'SIGKILL');
  expect(await client.line()).toMatchObject({ event: 'failure', message: expect.stringContaining('SIGKILL') });
  expect(await client.end()).toBe(1);
});

test('a client process that crashes tells the message that it crashed with', async () => {
  const { server, endpoint } = await startServer('event-loop');
  await using _ = server;
  const preload = join(folder, 'crashes.cjs');
  writeFileSync(preload, `if (process.argv[1]?.endsWith('member.ts')) throw new Error('no such luck');`);
  const options = { NODE_OPTIONS: `--require ${preload}` };
  await using client = startClient(formatEndpoint(endpoint), ['--clients', '2'], options);
  const message = 'a client process ended by itself (exit code 1): Error: no such luck';
  expect(await client.line()).toMatchObject({ event: 'failure', message });
  expect(await client.end()).toBe(1);
  expect(client.stderr).toContain('crashes.cjs:1');
});

test('what else prints on the stdout of a client process is shown as log, and taken for no answer', async () => {
  const { server, endpoint } = await startServer('event-loop');
  await using _ = server;
  const preload = join(folder, 'prints.cjs');
  const line = JSON.stringify({ event: 'failure', phase: 'measure', message: 'not meant' });
  const print = `console.log(${JSON.stringify(line)}); console.log('hello there');`;
  writeFileSync(
    preload,
    `if (process.argv[1]?.endsWith('member.ts')) { ${print} process.on('exit', () => { ${print} }); }`,
  );
  const options = { NODE_OPTIONS: `--require ${preload}` };
  await using client = startClient(formatEndpoint(endpoint), ['--clients', '2', '--control', 'stdin'], options);
  expect((await client.line()).event).toBe('warm');
  expect((await client.ask('go 20')).event).toBe('slice');
  expect((await client.ask('stop')).event).toBe('report');
  expect(await client.end()).toBe(0);
  expect(client.stderr.split('\n').filter((text) => text === 'hello there').length).toBeGreaterThanOrEqual(2);
});

test.each([
  [['--framing', 'raw'], '--framing raw'],
  [['--framing', 'raw', '--driver', 'net'], '--framing raw'],
  [['--service', 'work:5'], '--framing length-u32 --service work:5'],
  [['--framing', 'fixed', '--bytes', '100', '--clients', '2'], '--framing fixed --message-bytes 100'],
])('%j: says when nobody listens, and how to start a server there', async (args, flags) => {
  const { server, address } = await serve(() => {});
  server.close();
  await once(server, 'close');
  await using client = startClient(address, args);
  const command = `npm run serve -- --model event-loop ${flags} --listen ${address}`;
  const message = `${address}: connection refused; start a server there: ${command}`;
  expect(await client.line()).toEqual({ event: 'failure', phase: 'connect', message });
  expect(await client.end()).toBe(1);
  expect(client.stderr).toBe(`${message}\n`);
});

test.each(carriers)('%s: says when there is no such socket', async (driver) => {
  await using client = startClient('unix:/tmp/no/such/socket', ['--driver', driver]);
  const message = expect.stringMatching(/^unix:\/tmp\/no\/such\/socket: no such socket; start a server there: npm run/);
  expect(await client.line()).toMatchObject({ event: 'failure', phase: 'connect', message });
  expect(await client.end()).toBe(1);
});

test.each([
  [['--framing', 'raw'], '--connect is missing'],
  [['--connect', 'nowhere', '--framing', 'raw'], '--connect nowhere: use HOST:PORT'],
  [['--connect', 'h:1', '--framing', 'raw', '--bytes', '0'], '--bytes 0: raw counts bytes'],
  [['--connect', 'h:1', '--framing', 'raw', '--service', 'work:5'], '--service work:5: raw has no messages'],
  [
    ['--connect', 'h:1', '--framing', 'length-u32', '--service', 'work:5', '--bytes', '15'],
    '--bytes 15 with --service work: use 16',
  ],
  [
    ['--connect', 'h:1', '--framing', 'type-tagged', '--bytes', '100'],
    '--bytes 100 with --framing type-tagged: there is no type for 100 bytes; use one of 16, 64, 256',
  ],
  [
    ['--connect', 'h:1', '--framing', 'length-ascii5', '--bytes', '100000'],
    '--bytes 100000 with --framing length-ascii5: 5 digits say at most 99999 bytes',
  ],
  [['--connect', 'h:1', '--framing', 'slip', '--bytes', '0'], '--bytes 0 with --framing slip: an empty packet'],
  [
    ['--connect', 'h:1', '--framing', 'fixed', '--bytes', '100', '--message-bytes', '64'],
    '--bytes 100 with --framing fixed: every message has exactly --message-bytes 64; use the same length',
  ],
  [
    ['--connect', 'h:1', '--framing', 'fixed', '--bytes', '0'],
    '--bytes 0 with --framing fixed: an empty message has no bytes to send; use 1 byte or more',
  ],
  [['--connect', 'h:1', '--framing', 'length-u32', '--shape', 'closed:0'], '--shape closed:0: use closed:DEPTH'],
  [['--connect', 'h:1', '--framing', 'length-u32', '--warmup', 'much'], '--warmup much: use requests and a duration'],
  [['--connect', 'h:1', '--framing', 'length-u32', '--clients', '65'], '--clients 65: use a whole number from 1 to 64'],
  [['--connect', 'h:1', '--framing', 'length-u32', '--duration', '3 bananas'], '--duration 3 bananas: use a number'],
  [
    ['--connect', 'h:1', '--framing', 'length-u32', '--driver', 'pigeon'],
    '--driver pigeon: unknown; use one of epoll, net',
  ],
  [['--connect', 'h:1', '--framing', 'length-u32', '--hold'], '--hold waits for orders; add --control stdin'],
])('refuses %j', async (args, message) => {
  await using client = new ProgramUnderTest('clients/main.ts', args);
  expect(await client.end()).toBe(2);
  expect(client.stderr).toContain(message);
});

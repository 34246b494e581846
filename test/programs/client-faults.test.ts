/** Servers that go wrong in the middle of a load, and a client that runs out of something: found out with every driver. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { driverNames, drivers } from '../../clients/drivers/index.ts';
import { LocalLoad } from '../../clients/local-load.ts';
import { monotonicNs } from '../../clients/load.ts';
import { parseLoadCommand } from '../../clients/spec.ts';
import { formatEndpoint } from '../../protocol/endpoint.ts';
import { ProgramUnderTest, startServer } from './program-under-test.ts';

const carriers = driverNames.filter((name) => drivers[name].supported.ok);
const messageBytes = 68;

/** A server that echoes so many messages on each connection, and then does what the test says. The rest is an echo's. */
async function serve(rightMessages: number, goWrong: (socket: Socket, messages: Buffer) => void) {
  let connections = 0;
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    // The first is the verification's.
    const isLoaded = connections++ > 0;
    let received = 0;
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (isLoaded && received > rightMessages * messageBytes) goWrong(socket, chunk);
      else socket.write(chunk);
    });
    socket.on('end', () => socket.end());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { address, [Symbol.dispose]: () => void server.close() };
}

function startClient(address: string, args: readonly string[], descriptors?: number): ProgramUnderTest {
  const load = ['--framing', 'length-u32', '--connections', '4', '--control', 'stdin', '--hold'];
  return new ProgramUnderTest('clients/main.ts', ['--connect', address, ...load, ...args], {}, descriptors);
}

/** Where it was, how many requests were outstanding, and what to do next. */
const where = (code = '') =>
  String.raw`\(${code}server 127\.0\.0\.1:\d+, \d+ requests? outstanding\): .*look at the server's log.*$`;
const failed = (what: string) => new RegExp(`^connection \\d: ${what} ${where()}`);
const reset = new RegExp(`^connection \\d: closed by the server with a reset ${where('(ECONNRESET|EPIPE), ')}`);
const closed = new RegExp(`${failed('closed by the server').source}|${reset.source}`);

describe.each(carriers)('%s', (driver) => {
  const faults: readonly (readonly [string, number, (socket: Socket, messages: Buffer) => void, RegExp])[] = [
    [
      'replies with a wrong byte',
      1,
      (socket, messages) => socket.write(messages.with(8, 0x7e)),
      failed(String.raw`reply \d+ carries the stamp -?\d+`),
    ],
    [
      'replies twice',
      1,
      (socket, messages) => socket.write(Buffer.concat([messages, messages])),
      failed(String.raw`reply \d+ (came without a request|carries the stamp \d+)`),
    ],
    [
      'replies out of order',
      3,
      (socket, messages) => {
        const whole = Array.from({ length: Math.floor(messages.length / messageBytes) }, (_, i) =>
          messages.subarray(i * messageBytes, (i + 1) * messageBytes),
        );
        socket.write(Buffer.concat(whole.toReversed()));
      },
      failed(String.raw`reply \d+ carries the stamp \d+`),
    ],
    ['resets the connection', 1, (socket) => socket.resetAndDestroy(), reset],
    ['closes without a reply', 1, (socket) => socket.destroy(), closed],
    ['ends its side behind a reply', 1, (socket, messages) => socket.end(messages), closed],
    [
      'ends inside a reply',
      1,
      (socket, messages) => socket.end(messages.subarray(0, 50)),
      failed('length-u32: the stream ended inside a message, 18 of 64 payload bytes missing .*'),
    ],
  ];
  // An open loop has several requests in one read by chance alone, so that nothing could come out of order.
  const inBothShapes = faults.flatMap(([what, depth, ...more]) => [
    [what, `closed:${depth}`, ...more] as const,
    ...(depth === 1 ? [[what, 'open:3000', ...more] as const] : []),
  ]);
  // What it sends to a server that has ended may be answered with a reset before the end has been read.
  test.each(inBothShapes)(
    'a server that %s fails the load, in one sentence: %s',
    async (_what, shape, goWrong, message) => {
      using server = await serve(30, goWrong);
      await using client = startClient(server.address, ['--driver', driver, '--shape', shape]);
      await client.line();
      const failure = await client.ask('go 5000');
      expect(failure).toMatchObject({ event: 'failure', phase: 'measure' });
      const messages = shape.startsWith('open') ? new RegExp(`${message.source}|${reset.source}`) : message;
      expect(failure['message']).toMatch(messages);
      expect(await client.end()).toBe(1);
    },
  );

  test('late replies are waited for, and their latency is told', async () => {
    using server = await serve(0, (socket, messages) => setTimeout(() => socket.write(messages), 40));
    await using client = startClient(server.address, ['--driver', driver]);
    await client.line();
    expect((await client.ask('go 300'))['messages']).toBeGreaterThan(4);
    const { serviceTime } = (await client.ask('stop')) as unknown as { serviceTime: { p50Ns: number } };
    expect(serviceTime.p50Ns).toBeGreaterThan(39e6);
  });

  test('a server that falls silent fails the load when it has been so for too long', async () => {
    using server = await serve(3, () => {});
    const args = ['--connect', server.address, '--framing', 'length-u32', '--driver', driver, '--connections', '2'];
    const load = new LocalLoad(parseLoadCommand(args).load, await drivers[driver].open(), 400);
    await load.connect();
    await expect(load.slice(300, monotonicNs())).rejects.toThrow(
      /^no reply for 400 ms: look at the server's log; .* \(server 127\.0\.0\.1:\d+, 2 requests outstanding on 2 connections\)$/,
    );
    load.close();
  });

  test('descriptors used up: says how many there may be, and what to do', async () => {
    const { server, endpoint } = await startServer('event-loop');
    await using _ = server;
    const descriptors = 80;
    for (const more of [
      ['--connections', '200'],
      ['--idle-connections', '200'],
    ]) {
      const args = ['--driver', driver, ...more];
      await using client = startClient(formatEndpoint(endpoint), args, descriptors);
      expect(await client.line()).toMatchObject({
        event: 'failure',
        phase: 'connect',
        message: expect.stringMatching(
          /: too many open files: this process may have 80, without root at most 80; raise the limit \(ulimit -n\)/,
        ),
      });
      expect(await client.end()).toBe(1);
    }
  });

  test('descriptors used up in mid-run fail the load, and nothing spins', async () => {
    const { server, endpoint } = await startServer('event-loop');
    await using _ = server;
    const args = ['--driver', driver, '--connections', '200', '--requests-per-connection', '1'];
    await using client = startClient(formatEndpoint(endpoint), args, 80);
    expect((await client.line()).event).toBe('connected');
    expect(await client.ask('go 5000')).toMatchObject({
      event: 'failure',
      phase: 'measure',
      message: expect.stringMatching(
        /^connection \d+: too many open files: this process may have 80, .* \(EMFILE, server 127\.0\.0\.1:\d+, \d+ requests? outstanding\)$/,
      ),
    });
    expect(await client.end()).toBe(1);
  });
});

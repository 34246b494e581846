/** The p99 of each connection: one that a server serves worse than the others is seen. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { drivers } from '../../clients/drivers/index.ts';
import { LocalLoad } from '../../clients/local-load.ts';
import { parseLoadSpec } from '../../clients/spec.ts';
import { ProgramUnderTest } from './program-under-test.ts';

const delayMs = 20;
/** Of a slow connection, every so many-th reply is late: 3 %, which a p99 cannot pass over. */
const lateEvery = 33;

/** Replies in order: everything behind a late one waits for it, as it must on one connection. */
async function serve(socket: Socket, isSlow: () => boolean): Promise<void> {
  let count = 0;
  for await (const chunk of socket) {
    if (++count % lateEvery === 0 && isSlow()) await new Promise((resolve) => setTimeout(resolve, delayMs));
    socket.write(chunk as Uint8Array);
  }
}

/** The slow one is the last that was accepted: those before may be there for verification only. */
async function reportOf(args: readonly string[]) {
  let last: Socket | undefined;
  const server = createServer((socket) => {
    last = socket;
    // A client that is done ends its connections as it likes.
    serve(socket, () => socket === last).catch(() => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const connect = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const command = ['--connect', connect, '--framing', 'length-u32', '--warmup', '100req,100ms', ...args];
  await using client = new ProgramUnderTest('clients/main.ts', command);
  const line = await client.line();
  server.close();
  expect(line['message']).toBeUndefined();
  return (line['evidence'] as { p99PerConnection: (number | null)[] }).p99PerConnection;
}

test.each(['closed:1', 'open:3000'])(
  '%s: each connection has its own p99',
  async (shape) => {
    const p99 = await reportOf(['--shape', shape, '--connections', '2', '--duration', '3s']);
    expect(p99).toHaveLength(2);
    expect(Math.max(...p99.map(Number))).toBeGreaterThanOrEqual(delayMs * 0.95e6);
  },
  20_000,
);

test('a connection with few latencies has none', async () => {
  expect(await reportOf(['--shape', 'open:400', '--connections', '3', '--duration', '500ms'])).toEqual([
    null,
    null,
    null,
  ]);
}, 20_000);

test('of more than 256 connections nobody keeps them, however many processes there are', async () => {
  const ofPart = async (part: string) => {
    const flags = ['--connect', '127.0.0.1:1', '--framing', 'length-u32', '--connections', '128', '--part', part];
    const load = new LocalLoad(parseLoadSpec(flags), await drivers.net.open());
    const { p99PerConnection } = await load.report();
    load.close();
    return p99PerConnection.length;
  };
  expect(await ofPart('128/256')).toBe(128);
  expect(await ofPart('128/257')).toBe(0);
});

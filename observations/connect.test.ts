import { createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { startServer } from '../test/programs/program-under-test.ts';
import { observing } from '../test/observing.ts';
import { connect } from './connect.ts';

const options = { allowHalfOpen: false };

async function listening(
  server: Server,
): Promise<{ readonly kind: 'tcp'; readonly host: string; readonly port: number }> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { kind: 'tcp', host: '127.0.0.1', port: (server.address() as AddressInfo).port };
}

test('reaches a server of ours with every connect', async () => {
  const { server, endpoint } = await startServer('event-loop');
  await using _ = server;
  await using open = await observing(connect, { connects: 5 }, endpoint);
  expect(await open.observe(1)).toEqual({ share: { events: 5, of: 5 }, facts: {} });
});

test('counts those that are refused, and says of what', async () => {
  const closed = createServer();
  const endpoint = await listening(closed);
  closed.close();
  await using open = await observing(connect, { connects: 3 }, endpoint);
  expect(await open.observe(1)).toEqual({ share: { events: 0, of: 3 }, facts: { ECONNREFUSED: 3 } });
});

test('is not taken in by somebody who answers something else, or nothing', async () => {
  await using other = createServer(options, (socket) => {
    socket.on('error', () => {});
    socket.once('data', (request: Buffer) => socket.end(Buffer.alloc(request.length)));
  });
  const endpoint = await listening(other);
  await using open = await observing(connect, { connects: 1 }, endpoint);
  expect((await open.observe(1)).facts).toEqual({ 'another reply': 1 });

  await using brief = createServer(options, (socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end());
  });
  await using second = await observing(connect, { connects: 1 }, await listening(brief));
  expect((await second.observe(1)).facts).toEqual({ 'the connection ended': 1 });
});

test('gives up after a second where nobody answers', async () => {
  await using silent = createServer(options, (socket) => socket.resume());
  await using open = await observing(connect, { connects: 2 }, await listening(silent));
  expect(await open.observe(1)).toEqual({ share: { events: 0, of: 2 }, facts: { 'no answer': 2 } });
});

test('tries another address than the one that it was given', async () => {
  const { server, endpoint } = await startServer('event-loop');
  await using _ = server;
  await using open = await observing(connect, { connects: 2, address: '127.0.0.2' }, endpoint);
  expect(await open.observe(1)).toEqual({ share: { events: 0, of: 2 }, facts: { ECONNREFUSED: 2 } });
});

test.each([
  [{ connects: 0 }, { kind: 'tcp', host: '127.0.0.1', port: 1 }, '--set connects=0: use a whole number from 1 to 500'],
  [{}, { kind: 'unix', path: '/tmp/of-nobody' }, '--connect: use HOST:PORT, for a path is in no network'],
] as const)('refuses %j at %j', async (parameters, server, message) => {
  await expect(observing(connect, parameters, server)).rejects.toThrow(message);
});

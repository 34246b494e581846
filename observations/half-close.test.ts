import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { observing } from '../test/observing.ts';
import { startServer } from '../test/programs/program-under-test.ts';
import { halfClose } from './half-close.ts';

const endpoint = { kind: 'tcp', host: '127.0.0.1', port: 1 } as const;

/** What a look sees of a server that does this with each connection. */
async function seenOf(serve: (socket: Socket) => void, parameters: Record<string, string | boolean>) {
  await using server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    ends.defer(() => socket.destroy());
    serve(socket);
  });
  // Before the server, which waits for its connections.
  using ends = new DisposableStack();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await using open = await observing(halfClose, parameters, {
    ...endpoint,
    port: (server.address() as AddressInfo).port,
  });
  return await open.observe(1);
}

test.each(['event-loop', 'iterative'])('a server of ours, %s, replies after the end of the request', async (model) => {
  const { server, endpoint: at } = await startServer(model, ['--framing', 'until-close']);
  await using _ = server;
  await using open = await observing(halfClose, { sizes: '1,65536,1000000' }, at);
  expect(await open.observe(1)).toEqual({ share: { events: 3, of: 3 }, facts: {} });
});

test('a server of ours does not reply before the request has ended', async () => {
  const { server, endpoint: at } = await startServer('event-loop', ['--framing', 'until-close']);
  await using _ = server;
  await using open = await observing(halfClose, { sizes: '64,64', shutdown: false }, at);
  expect((await open.observe(1)).share).toEqual({ events: 0, of: 2 });
});

test('one that replies without waiting for the end is counted', async () => {
  const seen = await seenOf((socket) => socket.pipe(socket, { end: false }), { sizes: '64', shutdown: false });
  expect(seen.share).toEqual({ events: 1, of: 1 });
});

test('a reply that is not whole does not count, and is told', async () => {
  const cut = await seenOf((socket) => socket.once('data', () => socket.end('x')), { sizes: '64' });
  expect(cut.share).toEqual({ events: 0, of: 1 });
  const none = await seenOf((socket) => socket.resume().on('end', () => socket.end()), { sizes: '64' });
  expect(none).toEqual({
    share: { events: 0, of: 1 },
    facts: { 'reply of 64 B': 'the connection ended without a reply' },
  });
  const other = await seenOf((socket) => socket.resume().on('end', () => socket.end(Buffer.alloc(64))), {
    sizes: '64',
  });
  expect(other.facts).toEqual({ 'reply of 64 B': 'another reply' });
  const reset = await seenOf((socket) => socket.resetAndDestroy(), { sizes: '64' });
  expect(reset.facts).toEqual({ 'reply of 64 B': 'ECONNRESET' });
});

test.each(['', '0', '1,x', '1.5', '67108865'])('refuses sizes=%s', async (sizes) => {
  const message = `--set sizes=${sizes}: use whole numbers from 1 to 67108864, such as 1,65536`;
  await expect(observing(halfClose, { sizes }, endpoint)).rejects.toThrow(message);
});

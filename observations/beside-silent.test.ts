import { expect, test } from 'vitest';
import { observing } from '../test/observing.ts';
import { startServer } from '../test/programs/program-under-test.ts';
import { besideSilent } from './beside-silent.ts';

async function othersOf(model: string, lookMs: number) {
  const { server, endpoint } = await startServer(model);
  await using _ = server;
  await using open = await observing(besideSilent, { others: 2, lookMs }, endpoint);
  return await open.observe(1);
}

test.each(['event-loop', 'thread-per-connection'])('%s serves others beside a client that is silent', async (model) => {
  expect(await othersOf(model, 10_000)).toEqual({ share: { events: 2, of: 2 }, facts: {} });
});

test('an iterative server serves nobody else, and then the one that was silent', async () => {
  expect(await othersOf('iterative', 200)).toEqual({ share: { events: 0, of: 2 }, facts: { 'no answer': 2 } });
});

test('a server that ends the connection of the silent one is no server to look at', async () => {
  const { server, endpoint } = await startServer('event-loop', ['--max-message-bytes', '16']);
  await using _ = server;
  await using open = await observing(besideSilent, {}, endpoint);
  await expect(open.observe(1)).rejects.toThrow('the server ended the connection, and owed 68 B');
});

test.each([
  [{ others: 0 }, '--set others=0: use a whole number from 1 to 500'],
  [{ lookMs: 0 }, '--set lookMs=0: use a whole number from 1 to 60000'],
])('refuses %j', async (parameters, message) => {
  const server = { kind: 'tcp', host: '127.0.0.1', port: 1 } as const;
  await expect(observing(besideSilent, parameters, server)).rejects.toThrow(message);
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { libcUnavailable } from '../native/availability.ts';
import type { Endpoint } from '../protocol/endpoint.ts';
import { observing } from '../test/observing.ts';
import { startServer, type ProgramUnderTest } from '../test/programs/program-under-test.ts';
import { untilUsage } from '../test/conformance/subject.ts';
import type { NetworkChange, Parameters } from './observation.ts';
import { silence } from './silence.ts';

describe.skipIf(libcUnavailable !== null)('connections whose network falls silent', () => {
  let server: ProgramUnderTest;
  let endpoint: Endpoint;
  beforeAll(async () => {
    ({ server, endpoint } = await startServer('event-loop'));
  });
  afterAll(() => server[Symbol.asyncDispose]());

  /** On a network that stays as it is: nothing comes of itself over it, either. */
  async function lookWith(parameters: Parameters) {
    const changes: NetworkChange[] = [];
    const around = { server: endpoint, seed: 1, network: async (change: NetworkChange) => void changes.push(change) };
    await using open = await silence.open(
      { ...silence.parameters, connections: 3, lookMs: 700, ...parameters },
      around,
    );
    try {
      return { seen: await open.observe(1), changes };
    } catch (error) {
      return { error: error as Error, changes };
    }
  }

  test('are counted as not noticed as long as nothing happens', async () => {
    const { seen, changes } = await lookWith({ way: 'keep-alive', lookMs: 50 });
    expect(seen?.share).toEqual({ events: 0, of: 3 });
    expect(seen?.durationNs).toBe(undefined);
    expect(seen?.facts).toMatchObject({
      'waiting: not noticed': 3,
      tcp_retries2: 15,
      'sending is given up after at least, computed, s': 924.6,
    });
    expect(changes).toEqual(['silence', 'restore']);
  });

  test('are noticed by an application with a timeout', async () => {
    const { seen } = await lookWith({ way: 'idle-timeout' });
    expect(seen?.share).toEqual({ events: 3, of: 3 });
    expect(seen?.durationNs).toBeGreaterThan(0.49e9);
    expect(seen?.facts).toMatchObject({ 'waiting: timeout of the application': 3 });
  });

  test.each(['nothing', 'sending', 'user-timeout'])(
    'are not judged when something is heard over them: %s',
    async (way) => {
      const { error, changes } = await lookWith({ way });
      expect(error?.message).toBe('data came over a network that had been silenced');
      expect(changes).toEqual(['silence', 'restore']);
    },
  );

  test('are closed when nobody can silence the network', async () => {
    await using open = await observing(silence, {}, endpoint);
    await expect(open.observe(1)).rejects.toThrow('a test has no network that can change');
    await untilUsage(server, ({ connectionsPerWorker }) => connectionsPerWorker.every((count) => count === 0));
  });

  test('need a server that answers', async () => {
    const nobody = { kind: 'tcp', host: '127.0.0.1', port: 1 } as const;
    await using open = await observing(silence, {}, nobody);
    await expect(open.observe(1)).rejects.toThrow('connecting to the server failed with error 111');
  });
});

test.each([
  [{ way: 'waving' }, '--set way waving: unknown; use one of nothing, sending, keep-alive, idle-timeout, user-timeout'],
  [{ connections: 0 }, '--set connections=0: use a whole number from 1 to 500'],
  [{ lookMs: 0 }, '--set lookMs=0: use a whole number from 1 to 60000'],
  [{ retries: 16 }, '--set retries=16: use a whole number from 0 to 15'],
])('refuses %j', async (parameters, message) => {
  const server = { kind: 'tcp', host: '127.0.0.1', port: 1 } as const;
  await expect(observing(silence, parameters, server)).rejects.toThrow(message);
});

import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { libcUnavailable } from '../native/availability.ts';
import { observing } from '../test/observing.ts';
import { polling } from './polling.ts';

const open = () => readdirSync('/proc/self/fd').length;

describe.skipIf(libcUnavailable !== null)('messages on one of many connections', () => {
  test.each(['select', 'poll', 'epoll'])('are received with one attempt each after a wait in %s', async (way) => {
    await using observation = await observing(polling, { way, idle: 20 });
    const { count, cpuNs, share } = await observation.observe(1);
    // Messages that came while the thread had no processor are received together.
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThanOrEqual(1);
    expect(cpuNs).toBeGreaterThan(0);
    expect(share?.events).toBe(0);
  });

  test('are received by Node, whose calls nobody counts', async () => {
    await using observation = await observing(polling, { way: 'node', idle: 20 });
    for (let times = 0; times < 2; times += 1) {
      const { count, cpuNs, share } = await observation.observe(1);
      expect({ count, share }).toEqual({ count: undefined, share: undefined });
      expect(cpuNs).toBeGreaterThan(0);
    }
  });

  test('are received with many attempts where all connections are tried without end', async () => {
    await using observation = await observing(polling, { way: 'busy', idle: 20 });
    const { count, facts, share } = await observation.observe(1);
    expect(count).toBeGreaterThan(2);
    expect(facts?.['calls of recv']).toBe(21 * Number(facts?.turns));
    // Twenty messages, each of which one call found: all others found nothing.
    expect(Number(share?.of) - Number(share?.events)).toBeLessThanOrEqual(20);
  });

  test.each(['epoll', 'node'])('leave no descriptor behind, received by %s', async (way) => {
    // The first one leaves what Node opens once.
    await (await observing(polling, { way, idle: 1 }))[Symbol.asyncDispose]();
    const before = open();
    await (await observing(polling, { way, idle: 50 }))[Symbol.asyncDispose]();
    expect(open()).toBe(before);
  });
});

test.each([
  [{ way: 'kqueue' }, '--set way kqueue: unknown; use one of busy, select, poll, epoll, node'],
  [{ idle: 961 }, '--set idle=961: use a whole number from 0 to 960'],
])('refuses %j', async (parameters, message) => {
  await expect(observing(polling, parameters)).rejects.toThrow(message);
});

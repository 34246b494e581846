import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { libcUnavailable } from '../native/availability.ts';
import { observing } from '../test/observing.ts';
import { readability } from './readability.ts';

const nothing = async (parameters: Parameters<typeof observing>[1]) => {
  await using open = await observing(readability, parameters);
  return (await open.observe(1)).share;
};

describe.skipIf(libcUnavailable !== null)('what is readable', () => {
  test.each(['poll', 'epoll', 'epoll-exclusive'])('has something for one thread that watches it: %s', async (call) => {
    const before = readdirSync('/proc/self/fd').length;
    const { events, of } = (await nothing({ call, connections: 8, times: 50 })) ?? {};
    expect(events).toBe(0);
    // A thread that is slow receives two messages at a time.
    expect(of).toBeGreaterThanOrEqual(8);
    expect(await nothing({ socket: 'listener', call, times: 50 })).toEqual({ events: 0, of: 50 });
    await expect.poll(() => readdirSync('/proc/self/fd').length).toBe(before);
  });

  test('is a connection that was reset before it was accepted', async () => {
    expect(await nothing({ socket: 'reset-listener', times: 50 })).toEqual({ events: 0, of: 50 });
  });

  // The threads are woken together, and each takes its time: only the first of them finds something.
  test.each(['listener', 'connection'])(
    'is empty where several watch it and one was there before: %s',
    async (socket) => {
      const { events = 0, of = 0 } = (await nothing({ socket, watchers: 3, laterMs: 20, times: 10 })) ?? {};
      expect(events).toBeGreaterThan(0);
      expect(of).toBeGreaterThanOrEqual(10 + events);
    },
  );

  test('is nobody’s when the observation is over before it was', async () => {
    const before = readdirSync('/proc/self/fd').length;
    const open = await observing(readability, { watchers: 2 });
    const [seen] = await Promise.allSettled([open.observe(1), open[Symbol.asyncDispose]()]);
    expect(seen.status).toBe('rejected');
    await expect.poll(() => readdirSync('/proc/self/fd').length).toBe(before);
  });
});

test.each([
  [{ socket: 'pipe' }, '--set socket pipe: unknown; use one of listener, reset-listener, connection'],
  [{ call: 'select' }, '--set call select: unknown; use one of poll, epoll, epoll-exclusive'],
  [{ watchers: 0 }, '--set watchers=0: use a whole number from 1 to 64'],
  [{ connections: 257 }, '--set connections=257: use a whole number from 1 to 256'],
  [{ times: 0 }, '--set times=0: use a whole number from 1 to 400'],
  [{ laterMs: 101 }, '--set laterMs=101: use a whole number from 0 to 100'],
])('refuses %j', async (parameters, message) => {
  await expect(observing(readability, parameters)).rejects.toThrow(message);
});

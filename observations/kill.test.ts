import { readdirSync, readlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { libcUnavailable } from '../native/availability.ts';
import { observing } from '../test/observing.ts';
import { kill } from './kill.ts';

const none = { events: 0, of: 2 };
const all = { events: 2, of: 2 };
const unended = 'had not ended in that time';

function openSockets(): readonly string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const link = readlinkSync(`/proc/self/fd/${fd}`);
      return link.startsWith('socket:') ? [link] : [];
    } catch {
      // The descriptor that the folder was read with.
      return [];
    }
  });
}

describe.skipIf(libcUnavailable !== null)('what was held by', () => {
  // What is given back has a long time for it here: the test is whether, not when.
  test.each([
    [{ holder: 'thread', held: 'node-socket', withinMs: 20_000 }, none, 0],
    [{ holder: 'thread', held: 'node-socket', state: 'computing', withinMs: 20_000 }, none, 0],
    [{ holder: 'process', held: 'node-socket', withinMs: 20_000 }, none, 0],
    [{ holder: 'process', held: 'libc-socket', state: 'computing', withinMs: 20_000 }, none, 0],
    [{ holder: 'process', held: 'libc-socket', state: 'blocked', withinMs: 20_000 }, none, 0],
    [{ holder: 'thread', held: 'libc-socket', state: 'computing', withinMs: 300 }, all, 2],
    [{ holder: 'thread', held: 'lock', state: 'computing', withinMs: 20_000 }, all, 0],
  ])('%j', async (parameters, share, count) => {
    const before = openSockets();
    await using open = await observing(kill, { ...parameters, holders: 2 });
    const seen = await open.observe(1);
    expect(seen).toMatchObject({ share, count, facts: { [unended]: 0 } });
    expect(seen.durationNs === undefined).toBe(share === all);
    await expect.poll(openSockets).toEqual(before);
  });

  test('a thread that blocks in recv, which cannot be terminated before its peer ends', async () => {
    const before = openSockets();
    await using open = await observing(kill, { held: 'libc-socket', state: 'blocked', holders: 2, withinMs: 100 });
    expect(await open.observe(1)).toMatchObject({ share: all, count: 2, facts: { [unended]: 2 } });
    await expect.poll(openSockets).toEqual(before);
  });

  test('somebody who is killed when the observation is over before it was', async () => {
    const before = openSockets();
    const open = await observing(kill, { held: 'libc-socket', state: 'blocked', holders: 2 });
    const [seen] = await Promise.allSettled([open.observe(1), open[Symbol.asyncDispose]()]);
    expect(seen).toMatchObject({ reason: { message: 'a thread ended before it was killed' } });
    await expect.poll(openSockets).toEqual(before);
  });
});

test.each([
  [{ holder: 'fibre' }, '--set holder fibre: unknown; use one of thread, process'],
  [{ held: 'file' }, '--set held file: unknown; use one of node-socket, libc-socket, lock'],
  [{ state: 'asleep' }, '--set state asleep: unknown; use one of waiting, computing, blocked'],
  [{ state: 'blocked' }, 'set held=libc-socket'],
  [{ holder: 'process', held: 'lock' }, 'set holder=thread'],
  [{ holders: 0 }, '--set holders=0: use a whole number from 1 to 64'],
])('refuses %j', async (parameters, message) => {
  await expect(observing(kill, parameters)).rejects.toThrow(message);
});

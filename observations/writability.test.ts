import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { libcUnavailable } from '../native/availability.ts';
import { observing } from '../test/observing.ts';
import { writability } from './writability.ts';

describe.skipIf(libcUnavailable !== null)('a connection', () => {
  test.each([
    ['is writable while its peer is idle', { peer: 'idle', connections: 20 }, { events: 0, of: 20 }],
    ['is not where its buffers are full', { peer: 'stalled', connections: 3 }, { events: 3, of: 3 }],
    ['takes something when it is', { peer: 'reading', connections: 2, sends: 50 }, { events: 0, of: 50 }],
  ])('%s', async (_, parameters, share) => {
    const before = readdirSync('/proc/self/fd').length;
    await using open = await observing(writability, parameters);
    expect((await open.observe(1)).share).toEqual(share);
    expect(readdirSync('/proc/self/fd').length).toBe(before);
  });
});

test.each([
  [{ peer: 'gone' }, '--set peer gone: unknown; use one of idle, stalled, reading'],
  [{ connections: 401 }, '--set connections=401: use a whole number from 1 to 400'],
  [{ sends: 0 }, '--set sends=0: use a whole number from 1 to 100000'],
])('refuses %j', async (parameters, message) => {
  await expect(observing(writability, parameters)).rejects.toThrow(message);
});

import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { libcUnavailable } from '../native/availability.ts';
import { observing } from '../test/observing.ts';
import { close } from './close.ts';

/** More than a peer's receive buffer takes before it reads. */
const large = 2 ** 20;
const all = { events: 4, of: 4 };
const none = { events: 0, of: 4 };

describe.skipIf(libcUnavailable !== null)('a server that has replied', () => {
  test.each([
    ['closes with nothing unread', { way: 'close', replyBytes: large }, none, 4, 0],
    ['shuts down and closes with nothing unread', { way: 'shutdown', replyBytes: large }, none, 4, 0],
    ['closes with unread input: what it had sent arrives', { way: 'close', unread: true }, all, 4, 4],
    ['closes with unread input: the rest of its reply is lost', { unread: true, replyBytes: large }, all, 0, 4],
    ['shuts down before: so it is', { way: 'shutdown', unread: true, replyBytes: large }, all, 0, 4],
    ['shuts down before: the end comes before the reset', { way: 'shutdown', unread: true }, none, 4, 0],
    ['reads to the end before', { way: 'linger', unread: true, replyBytes: large }, none, 4, 0],
    ['closes one descriptor of two', { copied: true }, all, 4, 0],
    ['shuts down with two descriptors', { way: 'shutdown', copied: true }, none, 4, 0],
  ])('%s', async (_, parameters, share, count, resets) => {
    const before = readdirSync('/proc/self/fd').length;
    await using open = await observing(close, { ...parameters, exchanges: 4 });
    const seen = await open.observe(1);
    expect(seen).toMatchObject({ share, count, facts: { 'peers that saw ECONNRESET': resets } });
    expect(readdirSync('/proc/self/fd').length).toBe(before);
  });
});

test.each([
  [{ way: 'leave' }, '--set way leave: unknown; use one of close, shutdown, linger'],
  [{ replyBytes: 0 }, '--set replyBytes=0: use a whole number from 1 to 1048576'],
  [{ exchanges: 201 }, '--set exchanges=201: use a whole number from 1 to 200'],
])('refuses %j', async (parameters, message) => {
  await expect(observing(close, parameters)).rejects.toThrow(message);
});

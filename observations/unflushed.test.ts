import { expect, test } from 'vitest';
import { observing } from '../test/observing.ts';
import { unflushed } from './unflushed.ts';

test('a request that is written to a plain socket arrives by itself', async () => {
  await using open = await observing(unflushed, { buffer: 'none', connections: 3, lookMs: 20_000 });
  const { share, durationNs, facts } = await open.observe(1);
  expect(share).toEqual({ events: 3, of: 3 });
  expect(durationNs).toBeGreaterThan(0);
  expect(facts).toEqual({ 'arrived after a flush': 0 });
});

test.each(['cork', 'gzip'])('a request in a buffer arrives once it is flushed, look after look: %s', async (buffer) => {
  await using open = await observing(unflushed, { buffer, connections: 3, lookMs: 50 });
  for (let look = 0; look < 2; look++) {
    expect(await open.observe(1)).toEqual({
      share: { events: 0, of: 3 },
      facts: { 'arrived after a flush': 3 },
    });
  }
});

test.each([
  [{ buffer: 'file' }, '--set buffer file: unknown; use one of none, cork, gzip'],
  [{ connections: 0 }, '--set connections=0: use a whole number from 1 to 500'],
  [{ lookMs: 0 }, '--set lookMs=0: use a whole number from 1 to 60000'],
])('refuses %j', async (parameters, message) => {
  await expect(observing(unflushed, parameters)).rejects.toThrow(message);
});

import { describe, expect, test } from 'vitest';
import { libcUnavailable } from '../native/availability.ts';
import { observing } from '../test/observing.ts';
import { oneChunk } from './one-chunk.ts';

describe.skipIf(libcUnavailable !== null)('a reader that takes one chunk for one message', () => {
  test('is right about messages of one byte, one at a time, look after look', async () => {
    await using open = await observing(oneChunk, { bytes: 1, inFlight: 1, messages: 20 });
    const seen = { share: { events: 0, of: 20 }, facts: { chunks: 20 } };
    expect(await open.observe(1)).toEqual(seen);
    expect(await open.observe(1)).toEqual(seen);
  });

  test('is wrong about all that are larger than its chunks', async () => {
    await using open = await observing(oneChunk, { bytes: 1 << 20, inFlight: 2, messages: 4 });
    const { share, facts } = await open.observe(1);
    expect(share).toEqual({ events: 4, of: 4 });
    expect(facts?.['chunks']).toBeGreaterThan(4);
  });
});

test.each([
  [{ bytes: 0 }, '--set bytes=0: use a whole number from 1 to 16777216'],
  [{ inFlight: 0 }, '--set inFlight=0: use a whole number from 1 to 32768'],
  [{ messages: 0 }, '--set messages=0: use a whole number from 1 to 10000000'],
])('refuses %j', async (parameters, message) => {
  await expect(observing(oneChunk, parameters)).rejects.toThrow(message);
});

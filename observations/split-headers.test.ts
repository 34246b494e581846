import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { libcUnavailable } from '../native/availability.ts';
import { observing } from '../test/observing.ts';
import { splitHeaders } from './split-headers.ts';

describe.skipIf(libcUnavailable !== null)('headers of 5 digits', () => {
  test.each(['one', 'two', 'joined'])('are all read, whatever is in flight: %s', async (writes) => {
    for (const chunk of [0, 4096]) {
      for (const inFlight of [1, 7, 256, 20_000]) {
        await using open = await observing(splitHeaders, { writes, chunk, inFlight, messages: 2000 });
        const { share, facts } = await open.observe(1);
        expect(share?.of).toBe(2000);
        expect(share?.events).toBeLessThan(2000);
        expect(facts?.['recv calls']).toBeGreaterThan(0);
      }
    }
  });

  test('are split by a reader whose chunks end inside of them: of 3 bytes, all are', async () => {
    await using open = await observing(splitHeaders, { payload: 1, chunk: 3, messages: 50 });
    expect((await open.observe(1)).share).toEqual({ events: 50, of: 50 });
  });

  test('are not split where a chunk holds whole messages', async () => {
    await using open = await observing(splitHeaders, { payload: 11, chunk: 16, inFlight: 1, messages: 50 });
    expect((await open.observe(1)).share).toEqual({ events: 0, of: 50 });
  });

  test('are looked at again on the same connection, and nothing is left open', async () => {
    const before = readdirSync('/proc/self/fd').length;
    {
      await using open = await observing(splitHeaders, { inFlight: 16, messages: 100 });
      const first = await open.observe(1);
      expect((await open.observe(1)).share?.of).toBe(first.share?.of);
    }
    expect(readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(before);
  });
});

test.each([
  [{ payload: 100_000 }, '--set payload=100000: use a whole number from 1 to 99999'],
  [{ inFlight: 0 }, '--set inFlight=0: use a whole number from 1 to 32768'],
  [{ chunk: 2 ** 21 }, '--set chunk=2097152: use a whole number from 0 to 1048576'],
  [{ messages: 0 }, '--set messages=0: use a whole number from 1 to 10000000'],
  [{ writes: 'three' }, '--set writes three: unknown; use one of one, two, joined'],
])('refuses %j', async (parameters, message) => {
  await expect(observing(splitHeaders, parameters)).rejects.toThrow(message);
});

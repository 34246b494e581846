import { describe, expect, test } from 'vitest';
import { libcUnavailable } from '../native/availability.ts';
import { observing } from '../test/observing.ts';
import { firstRecv } from './first-recv.ts';

describe.skipIf(libcUnavailable !== null)('one recv with room for a whole message', () => {
  test('gives all of a byte', async () => {
    await using open = await observing(firstRecv, { bytes: 1, messages: 5 });
    const { share, bytes, distribution } = await open.observe(1);
    expect(share).toEqual({ events: 0, of: 5 });
    expect(bytes).toBe(1);
    expect(distribution?.values).toEqual([[1, 5]]);
  });

  test('gives a part of what the buffers cannot hold', async () => {
    await using open = await observing(firstRecv, { bytes: 1 << 27, messages: 2 });
    expect((await open.observe(1)).share).toEqual({ events: 2, of: 2 });
  });
});

test.each([
  [{ bytes: 0 }, '--set bytes=0: use a whole number from 1 to 268435456'],
  [{ messages: 0 }, '--set messages=0: use a whole number from 1 to 100000'],
])('refuses %j', async (parameters, message) => {
  await expect(observing(firstRecv, parameters)).rejects.toThrow(message);
});

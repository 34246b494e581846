import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { libcUnavailable } from '../native/availability.ts';
import { observing } from '../test/observing.ts';
import { partialSend } from './partial-send.ts';

describe.skipIf(libcUnavailable !== null)('a send that does not wait', () => {
  test('takes all of a few bytes', async () => {
    await using open = await observing(partialSend, { bytes: 5, sends: 3 });
    expect(await open.observe(1)).toEqual({
      share: { events: 0, of: 3 },
      bytes: 5,
      distribution: { of: 'bytes that one send took', unit: 'B', values: [[5, 3]] },
    });
  });

  test('takes a part of what no buffer can hold, and leaves nothing open', async () => {
    const before = readdirSync('/proc/self/fd').length;
    await using open = await observing(partialSend, { bytes: 1 << 26, sends: 2 });
    const { share, bytes } = await open.observe(1);
    expect(share).toEqual({ events: 2, of: 2 });
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(1 << 26);
    expect(readdirSync('/proc/self/fd').length).toBe(before);
  });
});

test.each([
  [{ bytes: 0 }, '--set bytes=0: use a whole number from 1 to 268435456'],
  [{ sends: 0 }, '--set sends=0: use a whole number from 1 to 10000'],
])('refuses %j', async (parameters, message) => {
  await expect(observing(partialSend, parameters)).rejects.toThrow(message);
});

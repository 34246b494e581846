import { describe, expect, test } from 'vitest';
import { libcUnavailable } from '../native/availability.ts';
import { observing } from '../test/observing.ts';
import { blockingSend } from './blocking-send.ts';

describe.skipIf(libcUnavailable !== null)('a send that waits', () => {
  test('is one call for each message, whatever it takes, look after look', async () => {
    await using open = await observing(blockingSend, { bytes: 1 << 23, sends: 3 });
    // Linux takes all of it where no signal comes: one call each.
    expect((await open.observe(1)).share).toEqual({ events: 0, of: 3 });
    expect((await open.observe(1)).share).toEqual({ events: 0, of: 3 });
  });
});

test.each([
  [{ bytes: 0 }, '--set bytes=0: use a whole number from 1 to 268435456'],
  [{ sends: 0 }, '--set sends=0: use a whole number from 1 to 100000'],
])('refuses %j', async (parameters, message) => {
  await expect(observing(blockingSend, parameters)).rejects.toThrow(message);
});

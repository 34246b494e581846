import { describe, expect, test } from 'vitest';
import { observing } from '../test/observing.ts';
import { twoWrites } from './two-writes.ts';

describe('a request of a header and a body', () => {
  test.each(['two', 'corked', 'joined'])('is answered on every connection: %s', async (writes) => {
    for (const noDelay of [true, false]) {
      await using open = await observing(twoWrites, { writes, noDelay, connections: 2, exchanges: 3 });
      const { share, durationNs } = await open.observe(1);
      expect(share?.of).toBe(6);
      expect(durationNs).toBeGreaterThan(0);
    }
  });

  test.skipIf(process.platform !== 'linux')('in two writes waits for a delayed acknowledgement', async () => {
    await using open = await observing(twoWrites, { writes: 'two', noDelay: false, connections: 2, exchanges: 5 });
    const { share, durationNs } = await open.observe(1);
    expect(share?.events).toBeGreaterThan(5);
    // The kernel's timer is of 40 ms.
    expect(durationNs).toBeGreaterThan(30e6);
  });
});

test.each([
  [{ writes: 'three' }, '--set writes three: unknown; use one of two, corked, joined'],
  [{ connections: 0 }, '--set connections=0: use a whole number from 1 to 500'],
  [{ exchanges: 0 }, '--set exchanges=0: use a whole number from 1 to 1000'],
])('refuses %j', async (parameters, message) => {
  await expect(observing(twoWrites, parameters)).rejects.toThrow(message);
});

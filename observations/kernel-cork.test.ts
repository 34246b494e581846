import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { libcUnavailable } from '../native/availability.ts';
import { observing } from '../test/observing.ts';
import { kernelCork } from './kernel-cork.ts';

describe.skipIf(libcUnavailable !== null)('a request in the cork of the kernel', () => {
  test('is sent by a timer, and nothing is left open', async () => {
    const before = readdirSync('/proc/self/fd').length;
    await using open = await observing(kernelCork, { connections: 3, lookMs: 20_000 });
    const { share, durationNs, facts } = await open.observe(1);
    expect(share).toEqual({ events: 3, of: 3 });
    // The kernel's timer is of 200 ms.
    expect(durationNs).toBeGreaterThan(150e6);
    expect(facts).toEqual({ 'arrived after a flush': 0 });
    expect(readdirSync('/proc/self/fd').length).toBe(before);
  });

  test('is sent at once when it is taken off', async () => {
    await using open = await observing(kernelCork, { connections: 3, lookMs: 1 });
    expect(await open.observe(1)).toEqual({ share: { events: 0, of: 3 }, facts: { 'arrived after a flush': 3 } });
  });
});

test.each([
  [{ connections: 0 }, '--set connections=0: use a whole number from 1 to 500'],
  [{ lookMs: 0 }, '--set lookMs=0: use a whole number from 1 to 60000'],
])('refuses %j', async (parameters, message) => {
  await expect(observing(kernelCork, parameters)).rejects.toThrow(message);
});

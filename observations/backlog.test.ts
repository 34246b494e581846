import { describe, expect, test } from 'vitest';
import { libcUnavailable } from '../native/availability.ts';
import { observing } from '../test/observing.ts';
import { backlog } from './backlog.ts';

describe.skipIf(libcUnavailable !== null)('a burst of connects while nobody accepts', () => {
  test('beyond the backlog is ignored, and comes through a second later', async () => {
    await using open = await observing(backlog, { backlog: 2, burst: 10 });
    const { count, share, durationNs, facts } = await open.observe(1);
    // Linux admits one more than it was told.
    expect(count).toBe(3);
    expect(share).toEqual({ events: 0, of: 10 });
    expect(durationNs).toBeGreaterThan(0.9e9);
    expect(facts?.['delayed connects']).toBe(7);
  });

  test('beside a thread that accepts is counted in bursts, as far as the thread was in time', async () => {
    await using open = await observing(backlog, { backlog: 2, burst: 10, accepting: true });
    for (let times = 0; times < 2; times += 1) {
      const { count, share, durationNs, facts } = await open.observe(1);
      // How many the thread was in time for is its own affair.
      expect(count).toBeGreaterThanOrEqual(3);
      expect(share?.of).toBe(8);
      expect(durationNs).toBeUndefined();
      // Others on this machine may overflow queues of their own meanwhile.
      expect(facts?.['TcpExtListenOverflows']).toBeGreaterThanOrEqual(share?.events ?? Number.NaN);
    }
  });

  test('beside a thread that accepts is never delayed where the backlog holds it', async () => {
    await using open = await observing(backlog, { backlog: 32, burst: 10, accepting: true });
    const { count, share } = await open.observe(1);
    expect(count).toBe(10);
    expect(share).toEqual({ events: 0, of: 8 });
  });

  test('is admitted at once where it fits', async () => {
    await using open = await observing(backlog, { backlog: 32, burst: 10 });
    const { count, share, facts } = await open.observe(1);
    expect(count).toBe(10);
    expect(share).toEqual({ events: 0, of: 10 });
    expect(facts?.['delayed connects']).toBe(0);
  });
});

test.each([
  [{ backlog: 5, burst: 0 }, '--set burst=0: use a whole number from 1 to 500'],
  [{ backlog: 5000, burst: 1 }, '--set backlog=5000: use a whole number from 0 to 4096'],
])('refuses %j', async (parameters, message) => {
  await expect(observing(backlog, parameters)).rejects.toThrow(message);
});

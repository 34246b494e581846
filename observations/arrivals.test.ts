import { expect, test } from 'vitest';
import { arrivalsWithin } from './arrivals.ts';

test('those that come by themselves are told from those that a flush brings', async () => {
  const arrivals = arrivalsWithin(3, 5);
  arrivals.start();
  arrivals.arrived();
  const seen = await arrivals.seen(() => {
    arrivals.arrived();
    arrivals.arrived();
  });
  expect(seen).toEqual({
    share: { events: 1, of: 3 },
    durationNs: expect.any(Number),
    facts: { 'arrived after a flush': 2 },
  });
});

test('whoever fails ends the look with its error', async () => {
  const arrivals = arrivalsWithin(1, 20_000);
  arrivals.fail(new Error('the connection is gone'));
  await expect(arrivals.seen(() => {})).rejects.toThrow('the connection is gone');
});

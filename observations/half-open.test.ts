import { expect, test } from 'vitest';
import { observing } from '../test/observing.ts';
import { halfOpen } from './half-open.ts';

test('a server that allows half-open connections replies after the end of the request', async () => {
  await using open = await observing(halfOpen, { allowHalfOpen: true, exchanges: 5 });
  expect(await open.observe(1)).toEqual({ share: { events: 5, of: 5 }, facts: {} });
});

test('by default a reply that takes a moment is lost, and the client sees an end without one', async () => {
  await using open = await observing(halfOpen, { allowHalfOpen: false, exchanges: 5 });
  const { share, facts } = await open.observe(1);
  expect(share).toEqual({ events: 0, of: 5 });
  expect(facts).toEqual({ 'the connection ended without a reply': 5 });
});

test('refuses to make no exchange', async () => {
  await expect(observing(halfOpen, { exchanges: 0 })).rejects.toThrow(
    '--set exchanges=0: use a whole number from 1 to 500',
  );
});

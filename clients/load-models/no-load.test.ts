/** A slice without load is a pause, and can be cut short by what goes wrong meanwhile. */
import { expect, test } from 'vitest';
import { NoLoad } from './no-load.ts';

test('waits for the window, and counts nothing', async () => {
  const startMs = performance.now();
  const slice = await new NoLoad().slice(30);
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(29);
  const nothing = { messages: 0, connections: 0, connectionsOpened: 0, inFlightNs: 0, rampNs: 0 };
  expect(slice).toEqual({ ...nothing, windowNs: 30e6 });
});

test('an agreed window is waited for too', async () => {
  const startMs = performance.now();
  const slice = await new NoLoad().slice(10, startMs + 30);
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(39);
  expect(slice.rampNs / 1e6).toBeCloseTo(30, -1);
});

test('ends when something is lost', async () => {
  const load = new NoLoad();
  const slice = load.slice(60_000);
  load.abort(new Error('idle connection 3: closed by the server'));
  await expect(slice).rejects.toThrow('idle connection 3');
});

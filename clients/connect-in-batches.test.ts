/** Connections are begun some at a time, and the next ones when those before were accepted. */
import { expect, test } from 'vitest';
import { connectInBatches } from './connect-in-batches.ts';

test('between two batches, and not before the first or behind the last, it waits until all were accepted', async () => {
  const log: (number | string)[] = [];
  await connectInBatches(
    300,
    async (index) => void log.push(index),
    async () => void log.push('accepted'),
  );
  const upTo = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at);
  expect(log).toEqual([...upTo(0, 128), 'accepted', ...upTo(128, 256), 'accepted', ...upTo(256, 300)]);
});

test('a batch is begun at once, and nothing follows one that failed', async () => {
  const begun: number[] = [];
  const connecting = connectInBatches(200, (index) => {
    begun.push(index);
    return index === 5 ? Promise.reject(new Error('refused')) : Promise.resolve();
  });
  await expect(connecting).rejects.toThrow('refused');
  expect(begun).toHaveLength(128);
});

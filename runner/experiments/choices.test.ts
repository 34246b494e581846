import { expect, test } from 'vitest';
import { firstOfEachStevensRow, hasWorkerPerConnection, stevensRow } from './choices.ts';

test.each([
  ['iterative', 0],
  ['process-per-connection', 1],
  ['process-pool-shared', 2],
  ['process-pool-handoff', 5],
  ['cluster-round-robin', 5],
  ['thread-per-connection', 6],
  ['thread-pool-reuseport', 7],
  ['thread-pool-handoff', 8],
  ['event-loop', null],
  ['thread-offload', null],
] as const)("%s has row %s of Stevens' table", (model, row) => {
  expect(stevensRow(model)).toBe(row);
});

test('the first of each row: one design for each that Node can express', () => {
  const rows = firstOfEachStevensRow().map(stevensRow);
  expect(rows).toEqual([...new Set(rows)]);
  expect(rows.toSorted((one, other) => (one ?? 0) - (other ?? 0))).toEqual([0, 1, 2, 5, 6, 7, 8]);
});

test('a worker for each connection is told from a pool', () => {
  expect(hasWorkerPerConnection('thread-per-connection')).toBe(true);
  expect(hasWorkerPerConnection('blocking-process-per-connection')).toBe(true);
  expect(hasWorkerPerConnection('thread-pool-handoff')).toBe(false);
});

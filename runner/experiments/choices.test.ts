import { expect, test } from 'vitest';
import { hasWorkerPerConnection, stevensRow } from './choices.ts';

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
  ['nobody', null],
])("%s has row %s of Stevens' table", (model, row) => {
  expect(stevensRow(model)).toBe(row);
});

test('a worker for each connection is told from a pool', () => {
  expect(hasWorkerPerConnection('thread-per-connection')).toBe(true);
  expect(hasWorkerPerConnection('thread-pool-handoff')).toBe(false);
  expect(hasWorkerPerConnection('nobody')).toBe(false);
});

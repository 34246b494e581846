/** Open slices of several processes are one: counts are added, and what limits is that of the busiest. */
import { expect, test } from 'vitest';
import { addOpenSlices, type OpenSlice } from './open-slice.ts';

const slice: OpenSlice = {
  ratePerSecond: 3000,
  scheduled: 1000,
  sent: 998,
  answered: 995,
  unanswered: 5,
  backlog: [1, 2.5, 3],
  drainMs: 12,
  busyShare: 0.4,
  distanceFromPoisson: 0.02,
};

test('one is itself', () => {
  expect(addOpenSlices([slice])).toEqual(slice);
});

test('several have one rate, and each its own connections', () => {
  const other = { ...slice, scheduled: 500, sent: 503, answered: 500, unanswered: 0, backlog: [0, 0.5, 1] };
  const slower = { ...other, drainMs: 40, busyShare: 0.9, distanceFromPoisson: 0.1 };
  expect(addOpenSlices([slice, slower, other])).toEqual({
    ratePerSecond: 3000,
    scheduled: 2000,
    sent: 2004,
    answered: 1995,
    unanswered: 5,
    backlog: [1, 3.5, 5],
    drainMs: 40,
    busyShare: 0.9,
    distanceFromPoisson: 0.1,
  });
});

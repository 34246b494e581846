/** The backlog is exact: the time that requests spend in a bin, divided by the bin's. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Backlog, backlogBins } from './backlog.ts';

test('a request counts where it waits, and not outside the window', () => {
  const backlog = new Backlog(100, 100 + backlogBins);
  backlog.add(90, 101.5);
  backlog.add(101.25, 101.75);
  backlog.add(100 + backlogBins - 0.5, 1000);
  backlog.add(50, 99);
  const means = backlog.means();
  expect(means.slice(0, 3)).toEqual([1, 1, 0]);
  expect(means.at(-1)).toBeCloseTo(0.5);
});

test('the sum over the bins is the time that requests spent in the window, however long they took', () => {
  const instant = fc.double({ min: -50, max: 150, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(instant, instant), { maxLength: 30 }), (stays) => {
      const backlog = new Backlog(0, 100);
      let spent = 0;
      for (const [one, other] of stays) {
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        backlog.add(from, to);
        spent += Math.max(0, Math.min(to, 100) - Math.max(from, 0));
      }
      const sum = backlog.means().reduce((total, mean) => total + mean * (100 / backlogBins), 0);
      expect(sum).toBeCloseTo(spent, 6);
    }),
  );
});

/** What the time of a run went into. */
import { expect, test } from 'vitest';
import { madeUpResult } from '../../test/made-up-result.ts';
import { timeSpent } from './time-spent.ts';

const { plan, trials } = madeUpResult();
const phasesMs = { starting: 1, warmingUp: 3, measuring: 5, stopping: 1 };

test('counts every block once, however many trials it has, and each attempt at it', () => {
  const timed = trials.map((trial) => ({ ...trial, phasesMs }));
  const blocks = new Set(timed.map(({ cell, round }) => `${cell.split('/')[0]} ${round}`)).size;
  const again = timed.filter(({ round }) => round === 0).map((trial) => ({ ...trial, attempt: 1 }));
  const groups = plan.groups.length;
  expect(blocks).toBe(groups * plan.rounds);
  expect(timeSpent(plan, timed, 10_000)).toEqual({
    ...{ starting: blocks, warmingUp: 3 * blocks, measuring: 5 * blocks, stopping: blocks },
    ...{ total: 10_000, beside: 10_000 - 10 * blocks },
  });
  expect(timeSpent(plan, [...timed, ...again], 10_000)?.measuring).toBe(5 * (blocks + groups));
});

test('is not known of results from before it was stored', () => {
  expect(timeSpent(plan, trials, 10_000)).toBeNull();
  expect(
    timeSpent(
      plan,
      trials.map((trial) => ({ ...trial, phasesMs })),
      null,
    ),
  ).toBeNull();
});

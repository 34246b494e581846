import { expect, test } from 'vitest';
import { madeUpResult } from '../../test/made-up-result.ts';
import { estimateBlockMs, overheadMs } from '../plan/estimate.ts';
import { kinds } from '../trials/index.ts';
import { blocksLimitMs, ranBeforeMs } from './time-limit.ts';

const { plan, trials: told } = madeUpResult({ experiments: ['models', 'compute'] });
/** As in results from before trials told how long the run had gone on. */
const trials = told.map((trial) => ({ ...trial, elapsedMs: null }));
const overhead = overheadMs(plan.groups, kinds);
const withBudget = { ...plan, budgetMs: 400_000 };

test('a budget is for the whole run: calibration and report are taken off', () => {
  expect(blocksLimitMs(withBudget, [], kinds)).toBe(400_000 - overhead);
});

test('without one, a quick run has six minutes or a quarter over its estimate, smoke repeats nothing', () => {
  expect(blocksLimitMs({ ...plan, estimatedMs: 299_000 }, [], kinds)).toBe(360_000 - overhead);
  expect(blocksLimitMs({ ...plan, estimatedMs: 500_000 }, [], kinds)).toBe(625_000 - overhead);
  expect(blocksLimitMs({ ...plan, profile: 'smoke' }, [], kinds)).toBeLessThan(0);
  expect(blocksLimitMs({ ...plan, profile: 'standard', estimatedMs: 1000_000 }, [], kinds)).toBe(1250_000 - overhead);
});

test('a resumed run has what is left: blocks that were measured before count, every attempt of them, by their estimate', () => {
  const [first, second] = plan.groups;
  if (first === undefined || second === undefined) throw new Error('two groups');
  const inRound = (group: typeof first, round: number) =>
    trials.filter((trial) => trial.round === round && group.cells.some(({ id }) => id === trial.cell));
  const again = inRound(first, 0).map((trial) => ({ ...trial, attempt: 1 }));
  const saved = [...inRound(first, 0), ...again, ...inRound(second, 3)];
  const spentMs = 2 * estimateBlockMs(first, plan, kinds) + estimateBlockMs(second, plan, kinds);
  expect(blocksLimitMs(withBudget, saved, kinds)).toBeCloseTo(400_000 - overhead - spentMs, 6);
});

test('a resumed run has paid for what its earlier parts took, where they tell, and for no break', () => {
  const [group] = plan.groups;
  if (group === undefined) throw new Error('a group');
  const saved = trials
    .filter(({ cell }) => group.cells.some(({ id }) => id === cell))
    .map((trial) => ({ ...trial, elapsedMs: 20_000 + 9000 * trial.round }));
  const last = Math.max(...saved.map(({ elapsedMs }) => elapsedMs));
  expect(ranBeforeMs(saved)).toBe(last);
  expect(blocksLimitMs(withBudget, saved, kinds)).toBe(400_000 - overhead - last);
  expect(ranBeforeMs(trials)).toBeNull();
});

test('a cell that was skipped cost nothing', () => {
  const skipped = trials.slice(0, 1).map(({ cell, round, attempt, startedAt }) => {
    return { cell, round, attempt, startedAt, elapsedMs: null, outcome: 'skipped', reason: 'no threads' } as const;
  });
  expect(blocksLimitMs(withBudget, skipped, kinds)).toBe(400_000 - overhead);
});

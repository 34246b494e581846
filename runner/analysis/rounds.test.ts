import { describe, expect, test } from 'vitest';

import { syntheticMeasurement } from '../../test/synthetic-trial.ts';
import { syntheticResult } from '../../test/synthetic.ts';
import type { GroupPlan } from '../result/result.ts';
import type { Cell, Trial } from '../result/trial.ts';
import { createRandom } from '../statistics/random.ts';
import { roundsOf } from './rounds.ts';

const group = syntheticResult({ rounds: 1 }).plan.groups[0] as GroupPlan;
const measurement = syntheticMeasurement(
  group.cells[0] as Cell,
  { messagesPerSecond: 1000, cpuNsPerMessage: 1000 },
  createRandom(1),
);

/** One letter per cell: completed, disturbed, failed, skipped, or not run. */
function attempt(round: number, number: number, outcomes: string): Trial[] {
  return outcomes.split('').flatMap((outcome, index): Trial[] => {
    const { id } = group.cells[index] as Cell;
    const identity = { cell: id, round, attempt: number, startedAt: '2026-01-02T03:04:05.000Z', elapsedMs: null };
    if (outcome === 'c') return [{ ...identity, outcome: 'completed', measurement, warnings: ['not-steady'] }];
    if (outcome === 'd') return [{ ...identity, outcome: 'completed', measurement, warnings: ['disturbed-steal'] }];
    if (outcome === 'f') return [{ ...identity, outcome: 'failed', phase: 'measure', error: 'broke', log: '' }];
    if (outcome === 's') return [{ ...identity, outcome: 'skipped', reason: 'not here' }];
    return [];
  });
}

describe('the attempt that stands for a round', () => {
  test.each([
    ['the only one', ['cccc'], 0, 4],
    ['the one without a failure', ['ccfc', 'cccc'], 1, 4],
    ['the one without a disturbance', ['dccc', 'cccc'], 1, 4],
    ['not a later one that went worse', ['ccfc', 'fffc'], 0, 3],
    ['the one with fewest disturbances when all are disturbed', ['dddc', 'dccc', 'ddcc'], 1, 4],
    ['the latest of equals', ['ccfc', 'cfcc', 'fccc'], 2, 3],
    ['one with a skipped cell, which is no failure', ['cccs'], 0, 3],
    ['one that was interrupted', ['cc--'], 0, 2],
    ['not a fragment, however calm, where there is a complete one', ['dddd', 'ccc-'], 0, 4],
    ['the first complete one after fragments', ['ccc-', 'fddc'], 1, 3],
    ['one that is complete but for a cell that is never measured', ['ddds', 'cc--'], 0, 3],
  ])('is %s', (_, attempts, expected, completed) => {
    const trials = attempts.flatMap((outcomes, number) => attempt(0, number, outcomes));
    const [round, ...others] = roundsOf(group, trials);
    expect(others).toEqual([]);
    expect(round?.attempt).toBe(expected);
    expect(round?.completed.size).toBe(completed);
    for (const trial of round?.completed.values() ?? []) expect(trial.attempt).toBe(expected);
  });
});

test('rounds come in order, and trials of other groups are none of them', () => {
  const stranger = { ...(attempt(7, 0, 'c')[0] as Trial), cell: 'other/group/cell' };
  const rounds = roundsOf(group, [...attempt(2, 0, 'cccc'), ...attempt(0, 0, 'cccc'), stranger]);
  expect(rounds.map(({ round }) => round)).toEqual([0, 2]);
});

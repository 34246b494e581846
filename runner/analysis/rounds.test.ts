import { describe, expect, test } from 'vitest';
import { madeUpPlan } from '../../test/made-up-plan.ts';
import type { Cell, Group } from '../result/plan.ts';
import type { Observation } from './observation.ts';
import { roundsOf } from './rounds.ts';

/** A baseline, its twin and two arms. */
const group = madeUpPlan().plan.groups[0] as Group;
const disturbances: ReadonlySet<string> = new Set(['disturbed-steal']);

/** One letter per cell: completed, disturbed, failed, skipped, or not run. */
function attempt(round: number, number: number, outcomes: string): Observation[] {
  return outcomes.split('').flatMap((outcome, index): Observation[] => {
    const { id } = group.cells[index] as Cell;
    const identity = { cell: id, round, attempt: number };
    const completed = { ...identity, outcome: 'completed', values: new Map(), resolutions: new Map() } as const;
    if (outcome === 'c') return [{ ...completed, labels: ['not-steady'] }];
    if (outcome === 'd') return [{ ...completed, labels: ['not-steady', 'disturbed-steal'] }];
    if (outcome === 'f') return [{ ...identity, outcome: 'failed', error: 'broke' }];
    if (outcome === 's') return [{ ...identity, outcome: 'skipped', reason: 'not here' }];
    return [];
  });
}

describe('the attempt that is taken for a round', () => {
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
    const [round, ...others] = roundsOf(group, trials, disturbances);
    expect(others).toEqual([]);
    expect(round?.attempt).toBe(expected);
    expect(round?.completed.size).toBe(completed);
    for (const trial of round?.completed.values() ?? []) expect(trial.attempt).toBe(expected);
  });
});

test('rounds come in order, and trials of other groups are none of them', () => {
  const stranger = { ...(attempt(7, 0, 'c')[0] as Observation), cell: 'other/group/cell' };
  const rounds = roundsOf(group, [...attempt(2, 0, 'cccc'), ...attempt(0, 0, 'cccc'), stranger], disturbances);
  expect(rounds.map(({ round }) => round)).toEqual([0, 2]);
});

test('a round of which only what cannot run is noted has nothing yet', () => {
  expect(roundsOf(group, attempt(0, 0, 's---'), disturbances)).toEqual([
    { round: 0, attempt: 0, completed: new Map() },
  ]);
});

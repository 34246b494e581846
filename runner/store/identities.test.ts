/** What a plan with twins of arms, and a finished run with a precision, have to agree with. */
import { describe, expect, test } from 'vitest';
import { madeUpResult } from '../../test/made-up-result.ts';
import type { Plan } from '../result/plan.ts';
import { identityProblem } from './identities.ts';

describe('twins', () => {
  const { plan, trials } = madeUpResult({ experiments: ['ipc'] });
  const [group] = plan.groups;
  if (group === undefined) throw new Error('a group');

  test('of two arms are in one group', () => {
    expect(group.cells.filter(({ role }) => role === 'twin').map(({ arm }) => arm)).toEqual(['tcp-loopback', 'pipe']);
    expect(identityProblem(plan, trials, true)).toBeNull();
  });

  test('are one of an arm', () => {
    const twin = group.cells.find(({ role, arm }) => role === 'twin' && arm === 'pipe');
    if (twin === undefined) throw new Error('a twin');
    const cells = [...group.cells, { ...twin, id: `${twin.id} again` }];
    expect(identityProblem({ ...plan, groups: [{ ...group, cells }] }, [], false)).toBe(
      `plan.groups[0].cells[${cells.length - 1}].role: a second twin of pipe in this group`,
    );
  });
});

describe('a finished run with a precision', () => {
  const { plan: planned, trials } = madeUpResult({ experiments: ['models'], rounds: 16 });
  const precision = { asked: 0.03, coverage: 0.97, looks: [8, 10, 16], pilot: null, expected: [] };
  const plan: Plan = { ...planned, precision };
  const problem = (rounds: number, of = plan) =>
    identityProblem(
      of,
      trials.filter(({ round }) => round < rounds),
      true,
    );

  test.each([8, 10, 16])('may have %d rounds', (rounds) => {
    expect(problem(rounds)).toBeNull();
  });

  test.each([
    [7, 8],
    [9, 10],
    [12, 13],
  ])('may not have %d, which is no look', (rounds, missing) => {
    expect(problem(rounds)).toMatch(new RegExp(`^the run is finished, and .* has no trial of round ${missing - 1}$`));
  });

  test('and one without has all of them', () => {
    expect(problem(8, planned)).toMatch(/has no trial of round 8$/);
  });
});

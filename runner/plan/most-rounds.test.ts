/** A group that is measured in the first rounds only. */
import { describe, expect, test } from 'vitest';
import { madeUpResult } from '../../test/made-up-result.ts';
import { planLines } from '../commands/plan-lines.ts';
import { planSection } from '../report/markdown/run.ts';
import { identityProblem } from '../store/identities.ts';
import { estimateMs } from './estimate.ts';
import { stagesOf } from './schedule.ts';

const result = madeUpResult({ experiments: ['howto'] });
const { plan, trials } = result;
const fewer = plan.groups.filter(({ mostRounds }) => mostRounds !== undefined);
const [first] = fewer;
if (first === undefined) throw new Error('claims whose counts decide after a few rounds');

test('claims about counts that come out alike have such groups, and no others', () => {
  expect(fewer.map(({ label, mostRounds }) => [label, mostRounds])).toEqual([
    ['5 visibility', 4],
    ['13 half-close', 4],
  ]);
});

describe('of a run with more rounds', () => {
  test('it has blocks in the first, and every other group in all', () => {
    const rounds = Map.groupBy(
      stagesOf(plan).flatMap(({ blocks }) => blocks),
      ({ group }) => group.id,
    );
    for (const group of plan.groups)
      expect(rounds.get(group.id)?.map(({ round }) => round)).toEqual(
        Array.from({ length: group.mostRounds ?? plan.rounds }, (_, round) => round),
      );
  });

  test('a finished one is whole, and is not when one of these or another round is missing, or one too many is there', () => {
    expect(identityProblem(plan, trials, true)).toBeNull();
    const own = first.cells[0]?.id ?? '';
    const without = (cell: string, from: number) =>
      identityProblem(
        plan,
        trials.filter((trial) => trial.cell !== cell || trial.round < from),
        true,
      );
    expect(without(own, 3)).toBe(`the run is finished, and ${own} has no trial of round 3`);
    const other = plan.groups.find(({ mostRounds }) => mostRounds === undefined)?.cells[0]?.id ?? '';
    expect(without(other, 4)).toBe(`the run is finished, and ${other} has no trial of round 4`);
    const last = trials.findLast(({ cell }) => cell === own);
    if (last === undefined) throw new Error('a trial');
    expect(identityProblem(plan, [...trials, { ...last, round: 4 }], true)).toBe(
      `trials[${trials.length}].round: 4, in a plan of 8 rounds counted from 0 that measures ${own} in the first 4`,
    );
  });

  test('it is counted and timed with as many, and said to be', () => {
    const cells = plan.groups.map(({ cells: { length }, mostRounds = 8 }) => length * mostRounds);
    const text = planLines({ plan, skips: new Map() }).join('\n');
    expect(text).toContain(`, 8 rounds, ${cells.reduce((all, one) => all + one, 0)} trials, about `);
    expect(text).toMatch(/ {2}13 half-close · .* s a round, in 4 rounds at most\n/);
    expect(planSection(result)).toContain('alone: `howto/5 visibility` 4, `howto/13 half-close` 4.');
    const blockMs = first.blockMs ?? 0;
    expect(estimateMs([first], 16, 0)).toBe(estimateMs([first], 4, 0));
    expect(estimateMs([first], 4, 0) - estimateMs([first], 3, 0)).toBeCloseTo(1.04 * blockMs);
  });
});

test('of a run with fewer rounds it is in all of them', () => {
  const short = madeUpResult({ experiments: ['howto'], rounds: 2 });
  expect(identityProblem(short.plan, short.trials, true)).toBeNull();
  expect(planSection(short)).not.toContain('alone:');
});

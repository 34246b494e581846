/** Which trials stay among the others though they have no value by themselves, and which withhold the figure. */
import { describe, expect, test } from 'vitest';
import { doubtfulRounds, doubtOf } from './doubt.ts';
import type { Value } from './observation.ts';
import type { Round } from './rounds.ts';

const lag = { none: 'the lag was too large', brief: 'lag', measured: 7 };
const saturated = { none: 'the server did not keep up' };

/** Rounds of the cells `a` and `b`, each with its values in turn; a cell without a value in a round did not complete. */
function roundsOf(values: Readonly<Record<string, readonly (Value | undefined)[]>>): Round[] {
  const count = Math.max(...Object.values(values).map((each) => each.length));
  return Array.from({ length: count }, (_, round) => ({
    round,
    attempt: 0,
    completed: new Map(
      Object.entries(values).flatMap(([cell, each]) => {
        const value = each[round];
        if (value === undefined) return [];
        const trial = { cell, round, attempt: 0, outcome: 'completed' as const };
        return [[cell, { ...trial, values: new Map([['p99', value]]), resolutions: new Map(), labels: [] }]];
      }),
    ),
  }));
}

const of = (rounds: number, inDoubt: number, value: Value = lag): Value[] =>
  Array.from({ length: rounds }, (_, round) => (round < inDoubt ? value : 1));

describe('of one cell', () => {
  test('there is none where every trial has a value, or just none', () => {
    const none = { rounds: new Set(), why: null, withheld: null, brief: null };
    expect(doubtOf(['a'], roundsOf({ a: of(8, 0) }), 'p99')).toEqual(none);
    expect(doubtOf(['a'], roundsOf({ a: of(8, 8, Number.NaN) }), 'p99')).toEqual(none);
    expect(doubtOf([], roundsOf({ a: of(8, 8) }), 'p99')).toEqual(none);
  });

  test.each([
    [8, 2],
    [10, 2],
    [11, 2],
    [16, 4],
  ])('of %d rounds at most %d may be in doubt', (rounds, most) => {
    const inDoubt = new Set(Array.from({ length: most }, (_, round) => round));
    expect(doubtOf(['a'], roundsOf({ a: of(rounds, most) }), 'p99')).toEqual({
      rounds: inDoubt,
      why: lag.none,
      withheld: null,
      brief: null,
    });
    expect(doubtOf(['a'], roundsOf({ a: of(rounds, most + 1) }), 'p99')).toMatchObject({
      withheld: `${lag.none} (no value in ${most + 1} of ${rounds} trials)`,
      brief: 'lag',
    });
  });

  test('a single trial without anything that was measured withholds the figure', () => {
    expect(doubtOf(['a'], roundsOf({ a: of(8, 1, saturated) }), 'p99').withheld).toBe(
      `${saturated.none} (no value in 1 of 8 trials)`,
    );
    expect(doubtOf(['a'], roundsOf({ a: of(8, 1, saturated) }), 'p99').brief, 'it has no words for cells').toBeNull();
    const both = [lag, saturated, 1, 1, 1, 1, 1, 1];
    expect(doubtOf(['a'], roundsOf({ a: both }), 'p99').withheld).not.toBeNull();
  });

  test('the trial that lacks most says why, and one without anything to count before it', () => {
    const few = (share: number) => ({ none: `had ${share}`, measured: 7, shareOfNeeded: share });
    const values = [few(0.9), few(0.2), few(0.5), 1, 1, 1, 1, 1];
    expect(doubtOf(['a'], roundsOf({ a: values }), 'p99').withheld).toBe(
      'the smallest trial had 0.2 (no value in 3 of 8 trials)',
    );
    expect(doubtOf(['a'], roundsOf({ a: [...values, saturated] }), 'p99').withheld).toMatch(/^the server did not/);
  });

  test('no count is told where all are alike', () => {
    expect(doubtOf(['a'], roundsOf({ a: of(8, 8) }), 'p99').withheld).toBe(lag.none);
  });
});

test('a round is in doubt once, be it in one of two cells or in both, and rounds that did not complete do not count', () => {
  const rounds = roundsOf({
    a: [lag, lag, 1, 1, 1, 1, 1, 1, undefined],
    b: [lag, 1, 1, 1, 1, 1, 1, 1, undefined],
  });
  expect(doubtOf(['a', 'b'], rounds, 'p99')).toMatchObject({ rounds: new Set([0, 1]), why: lag.none, withheld: null });
  expect(doubtOf(['a'], roundsOf({ a: [lag, 1, 1] }), 'p99').withheld).toBe(`${lag.none} (no value in 1 of 3 trials)`);
});

test('two sides are in doubt in the rounds of either, and have nothing in common where one of them has no figure', () => {
  const rounds = roundsOf({ a: of(8, 2), b: [1, lag, lag, 1, 1, 1, 1, 1], c: of(8, 3) });
  expect(doubtfulRounds([['a'], ['b']], rounds, 'p99')).toBe(3);
  expect(doubtfulRounds([['a'], []], rounds, 'p99')).toBe(2);
  expect(doubtfulRounds([['a'], ['c']], rounds, 'p99')).toBeNull();
});

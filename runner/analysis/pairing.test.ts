import { describe, expect, test } from 'vitest';
import { serverMetric } from '../../test/made-up-row.ts';
import type { Value } from './observation.ts';
import { differences, present, seriesOf } from './pairing.ts';
import type { Round } from './rounds.ts';

const readyMs = serverMetric('readyMs');
const idleShare = serverMetric('idleCpuShare');

function round(number: number, values: Readonly<Record<string, Value>>): Round {
  const completed = Object.entries(values).map(([cell, value]) => {
    const identity = {
      cell,
      round: number,
      attempt: 0,
      outcome: 'completed',
      resolutions: new Map(),
      labels: [],
    } as const;
    return [cell, { ...identity, values: new Map([readyMs, idleShare].map(({ name }) => [name, value])) }] as const;
  });
  return { round: number, attempt: 0, completed: new Map(completed) };
}

describe('a factor round by round', () => {
  test('two cells are averaged in logs: a geometric mean', () => {
    const [log] = seriesOf([round(0, { baseline: 2, twin: 8 })], ['baseline', 'twin'], readyMs);
    expect(Math.exp(log ?? Number.NaN)).toBeCloseTo(4, 12);
  });

  test('one is taken for both where its twin is missing, and a round without either has none', () => {
    const rounds = [round(0, { baseline: 2 }), round(1, { twin: 8 }), round(2, { arm: 5 })];
    expect(seriesOf(rounds, ['baseline', 'twin'], readyMs)).toEqual([Math.log(2), Math.log(8), null]);
  });

  test('a figure without a logarithm is no value, nor is one that is withheld or not known', () => {
    const rounds = [0, Number.NaN, { none: 'too few replies' }, -3, 1].map((value, at) => round(at, { arm: value }));
    expect(seriesOf(rounds, ['arm'], readyMs)).toEqual([null, null, null, null, 0]);
    expect(present([null, 0, null, 3])).toEqual([0, 3]);
  });

  test('a metric that was not asked of the trial is no value', () => {
    expect(seriesOf([round(0, { arm: 3 })], ['arm'], serverMetric('restBytes'))).toEqual([null]);
  });
});

test('a difference is averaged as it is, and may be 0 or less', () => {
  const rounds = [round(0, { baseline: -2, twin: 8 }), round(1, { baseline: 0 })];
  expect(seriesOf(rounds, ['baseline', 'twin'], idleShare)).toEqual([3, 0]);
});

test('differences are taken inside a round, and rounds that lack one side drop out', () => {
  expect(differences([1, null, 5, 7], [0.5, 1, null, 4])).toEqual([0.5, 3]);
});

test('what a machine does to a whole block cancels', () => {
  const rounds = [1, 0.5, 3].map((drift, number) =>
    round(number, { arm: 6 * drift, baseline: 4 * drift, twin: 9 * drift }),
  );
  const arm = seriesOf(rounds, ['arm'], readyMs);
  const baseline = seriesOf(rounds, ['baseline', 'twin'], readyMs);
  expect(differences(arm, baseline)).toHaveLength(3);
  for (const difference of differences(arm, baseline)) expect(difference).toBeCloseTo(0, 12);
});

import { describe, expect, test } from 'vitest';

import { syntheticMeasurement } from '../../test/synthetic-trial.ts';
import { syntheticResult } from '../../test/synthetic.ts';
import type { Cell, Measurement } from '../result/trial.ts';
import { differences, seriesOf, present } from './pairing.ts';
import { createRandom } from '../statistics/random.ts';
import type { Round } from './rounds.ts';

const cell = syntheticResult({ rounds: 1 }).plan.groups[0]?.cells[0] as Cell;
const measurement = syntheticMeasurement(cell, { messagesPerSecond: 1000, cpuNsPerMessage: 1000 }, createRandom(1));
const figure = ({ readyMs }: Measurement) => readyMs;

function round(number: number, figures: Readonly<Record<string, number>>): Round {
  const completed = Object.entries(figures).map(([id, readyMs]) => {
    const identity = { cell: id, round: number, attempt: 0, startedAt: '2026-01-02T03:04:05.000Z', elapsedMs: null };
    return [id, { ...identity, outcome: 'completed', measurement: { ...measurement, readyMs }, warnings: [] }] as const;
  });
  return { round: number, attempt: 0, completed: new Map(completed) };
}

describe('logs round by round', () => {
  test('two cells are averaged in logs: a geometric mean', () => {
    const [log] = seriesOf([round(0, { baseline: 2, control: 8 })], ['baseline', 'control'], figure);
    expect(Math.exp(log as number)).toBeCloseTo(4, 12);
  });

  test('one stands for both where its twin is missing, and a round without either has none', () => {
    const rounds = [round(0, { baseline: 2 }), round(1, { control: 8 }), round(2, { arm: 5 })];
    expect(seriesOf(rounds, ['baseline', 'control'], figure)).toEqual([Math.log(2), Math.log(8), null]);
  });

  test('a figure without a logarithm is no value', () => {
    const rounds = [round(0, { arm: 0 }), round(1, { arm: Number.NaN }), round(2, { arm: 1 })];
    expect(seriesOf(rounds, ['arm'], figure)).toEqual([null, null, 0]);
    expect(present([null, 0, null, 3])).toEqual([0, 3]);
  });
});

test('differences are taken inside a round, and rounds that lack one side drop out', () => {
  expect(differences([1, null, 5, 7], [0.5, 1, null, 4])).toEqual([0.5, 3]);
});

test('what a machine does to a whole block cancels', () => {
  const rounds = [1, 0.5, 3].map((drift, number) =>
    round(number, { arm: 6 * drift, baseline: 4 * drift, control: 9 * drift }),
  );
  const arm = seriesOf(rounds, ['arm'], figure);
  const baseline = seriesOf(rounds, ['baseline', 'control'], figure);
  for (const difference of differences(arm, baseline)) expect(difference).toBeCloseTo(0, 12);
});

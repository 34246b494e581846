import { describe, expect, test } from 'vitest';

import { syntheticResult, syntheticRow } from '../../test/synthetic.ts';
import type { Cell, Warning } from '../result/trial.ts';
import type { Row } from './analysis.ts';
import { boundOf, comparisonLabels, isClientLimited, labelsOf } from './labels.ts';

const cell = syntheticResult({ rounds: 1 }).plan.groups[0]?.cells[0] as Cell;
const row = (
  role: Cell['role'],
  warnings: readonly (readonly [Warning, number])[],
  change: Partial<Cell> = {},
): Row => ({
  ...syntheticRow({ ...cell, ...change, role }, null),
  warnings: new Map(warnings),
});

describe('a figure over eight rounds', () => {
  test('carries a label that more than half of them have', () => {
    expect(labelsOf(row('arm', [['not-steady', 5]]))).toEqual(['not steady']);
    expect(labelsOf(row('arm', [['not-steady', 4]]))).toEqual([]);
    const many = [
      ['disturbed-steal', 8],
      ['not-steady', 6],
      ['littles-law', 1],
    ] as const;
    expect(labelsOf(row('arm', many))).toEqual(['not steady', 'steal']);
  });

  test('is a lower bound where more than half of them found the client at its limit, which it says itself', () => {
    expect(isClientLimited(row('arm', [['client-limited', 5]]))).toBe(true);
    expect(isClientLimited(row('arm', [['client-limited', 4]]))).toBe(false);
    expect(labelsOf(row('arm', [['client-limited', 8]]))).toEqual([]);
  });

  test('says that the workers were young, where any trial completed', () => {
    const young = { model: 'thread-per-connection', connections: 64 };
    expect(labelsOf(row('arm', [['not-steady', 8]], young))).toEqual(['not steady', 'young workers']);
    expect(labelsOf({ ...row('arm', [], young), completed: 0 })).toEqual([]);
  });
});

test('a comparison carries the labels of both sides', () => {
  const baseline = row('baseline', [['not-steady', 6]]);
  const arm = row('arm', [['disturbed-steal', 6]]);
  expect(comparisonLabels(arm, { rows: [baseline, arm] })).toEqual(['steal', 'baseline: not steady']);
  expect(comparisonLabels(baseline, { rows: [baseline, arm] })).toEqual(['not steady']);
});

test.each([
  [true, false, { bound: '≥ ', carries: 'higher' }],
  [false, true, { bound: '≤ ', carries: 'lower' }],
  [true, true, { bound: '', carries: 'none' }],
  [false, false, { bound: '', carries: 'all' }],
])('with the arm limited: %s, and the baseline: %s, a ratio of throughputs is %j', (ofArm, ofBaseline, bound) => {
  const limited = (isLimited: boolean) => (isLimited ? ([['client-limited', 8]] as const) : []);
  const arm = row('arm', limited(ofArm));
  const group = { rows: [row('baseline', limited(ofBaseline)), arm] };
  expect(boundOf(arm, group, 'messagesPerSecond')).toEqual(bound);
  expect(boundOf(arm, group, 'cpuNsPerMessage')).toEqual({ bound: '', carries: 'all' });
});

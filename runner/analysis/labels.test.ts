import { describe, expect, test } from 'vitest';
import { madeUpCell, madeUpRow, serverKindPlan, serverMetric } from '../../test/made-up-row.ts';
import type { CellRole } from '../result/plan.ts';
import type { Label } from '../trials/server/labels.ts';
import { boundOf, comparisonLabels, isLowerBound, labelsOf } from './labels.ts';

const { labels } = serverKindPlan;
const throughput = serverMetric('messagesPerSecond');
const cost = serverMetric('cpuNsPerMessage');
const row = (role: CellRole, counts: readonly (readonly [Label, number])[]) =>
  madeUpRow(madeUpCell(role, role), { labels: new Map(counts) });

describe('a figure over eight rounds', () => {
  test('carries a label that more than half of them have', () => {
    expect(labelsOf(row('arm', [['not-steady', 5]]), labels)).toEqual(['not steady']);
    expect(labelsOf(row('arm', [['not-steady', 4]]), labels)).toEqual([]);
  });

  test('carries labels in the order of their definitions, whatever order the trials had', () => {
    const many = [
      ['disturbed-steal', 8],
      ['cold-workers', 8],
      ['not-steady', 6],
      ['littles-law', 1],
    ] as const;
    expect(labelsOf(row('arm', many), labels)).toEqual(['not steady', 'cold workers', 'steal']);
  });

  test('is a lower bound where more than half of them found the client at its limit, which it says itself', () => {
    expect(isLowerBound(row('arm', [['client-limited', 5]]), throughput)).toBe(true);
    expect(isLowerBound(row('arm', [['client-limited', 4]]), throughput)).toBe(false);
    expect(isLowerBound(row('arm', [['client-limited', 8]]), cost)).toBe(false);
    expect(labelsOf(row('arm', [['client-limited', 8]]), labels)).toEqual([]);
  });

  test('carries none where nothing completed', () => {
    expect(labelsOf({ ...row('arm', []), completed: 0 }, labels)).toEqual([]);
  });
});

test('a comparison carries the labels of both sides', () => {
  const baseline = row('baseline', [['not-steady', 6]]);
  const arm = row('arm', [['disturbed-steal', 6]]);
  const group = { rows: [baseline, arm] };
  expect(comparisonLabels(arm, group, labels)).toEqual(['steal', 'baseline: not steady']);
  expect(comparisonLabels(baseline, group, labels)).toEqual(['not steady']);
  expect(comparisonLabels(arm, { rows: [arm] }, labels), 'compared with a claim').toEqual(['steal']);
});

test('what is about a comparison is said once of it, whichever side carries it, and of no figure by itself', () => {
  const many = [['client-share', 8]] as const;
  const few = [['client-share', 4]] as const;
  const both = (ofBaseline: typeof many | typeof few, ofArm: typeof many | typeof few) => {
    const arm = row('arm', ofArm);
    return comparisonLabels(arm, { rows: [row('baseline', ofBaseline), arm] }, labels);
  };
  expect(both(many, many)).toEqual(['depends on the client']);
  expect(both(many, few)).toEqual(['depends on the client']);
  expect(both(few, many)).toEqual(['depends on the client']);
  expect(both(few, few)).toEqual([]);
  expect(labelsOf(row('arm', many), labels)).toEqual([]);
  const baseline = row('baseline', many);
  expect(comparisonLabels(baseline, { rows: [baseline] }, labels), 'compared with nothing').toEqual([]);
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
  expect(boundOf(arm, group, throughput)).toEqual(bound);
  expect(boundOf(arm, group, cost)).toEqual({ bound: '', carries: 'all' });
});

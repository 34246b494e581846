import { describe, expect, test } from 'vitest';

import { compute } from '../../../test/made-up-charts.ts';
import { madeUpRun, workAxis } from '../../../test/made-up-run.ts';
import { isBaseline } from '../../analysis/analysis.ts';
import { multipleOf, multipleText, placeInMultiples } from './multiples.ts';

const [experiment] = madeUpRun([compute], { noise: { block: 0, trial: 0, slice: 0 }, rounds: 11 }).analysis.experiments;
if (experiment === undefined) throw new Error('no experiment');

describe('amounts of work', () => {
  test('are multiples of what the baseline takes for an echo', () => {
    expect(multipleOf(experiment)).toEqual({ name: 'echo', size: expect.closeTo(12_000, 6) });
    expect(multipleText(6000, experiment)).toBe('0.50 × echo');
    expect(multipleText(144_000, experiment)).toBe('12.0 × echo');
    expect(multipleText(0, experiment)).toBe('0 × echo');
  });

  test.each([
    ['the axis has no name for its level 0', { ...experiment, axis: { ...workAxis, zero: null } }],
    ['there is no axis', { ...experiment, axis: null }],
    ['nothing was measured at the level 0', { ...experiment, groups: experiment.groups.slice(1) }],
    ['amounts are not measured', { ...experiment, axis: { ...workAxis, measuredBy: null } }],
    [
      'no baseline completed',
      {
        ...experiment,
        groups: experiment.groups.map((group) => ({ ...group, rows: group.rows.filter((row) => !isBaseline(row)) })),
      },
    ],
  ])('are multiples of nothing where %s', (_, without) => {
    expect(multipleOf(without)).toBeNull();
    expect(multipleText(6000, without)).toBeNull();
    expect(placeInMultiples({ kind: 'between', below: 0, above: 12_000, interpolated: null }, without)).toBeNull();
  });
});

const place = { low: 6000, estimate: 12_000, high: 24_000, bound: null } as const;

test.each([
  [{ below: 0, above: 36_000, interpolated: place }, '1.00 × echo (0.50–2.00 × echo)'],
  [{ below: null, above: 36_000, interpolated: { ...place, low: null, bound: 'at most' } }, 'at most 1.00 × echo'],
  [{ below: 0, above: 36_000, interpolated: null }, '0–3.00 × echo'],
  [{ below: null, above: 36_000, interpolated: null }, 'at most 3.00 × echo'],
  [{ below: 36_000, above: null, interpolated: null }, 'at least 3.00 × echo'],
] as const)('%#: a crossover in multiples', (outcome, words) => {
  expect(placeInMultiples({ kind: 'between', ...outcome }, experiment)).toBe(words);
});

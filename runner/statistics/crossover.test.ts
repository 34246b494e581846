import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { syntheticResult, syntheticRow } from '../../test/synthetic.ts';
import type { Cell } from '../trial.ts';
import type { Crossover, Estimate, GroupAnalysis } from './analysis.ts';
import { crossovers } from './crossover.ts';
import type { Metric } from './metrics.ts';

const cell = syntheticResult({ rounds: 1 }).plan.groups[1]?.cells[0] as Cell;
const ownNs = 10_000;
const own: Estimate = { value: ownNs, interval: null, coverage: null, n: 8, values: [], note: null };

type Level = readonly [low: number, value: number, high: number] | null;

function group(workNs: number, level: Level, change: Partial<Cell> = {}): GroupAnalysis {
  const conditions = { ...cell, ...change, workNsPerRequest: workNs };
  const baseline = { ...syntheticRow({ ...conditions, role: 'baseline' }, null), cpuNsPerMessage: own };
  const ratio = level && { value: level[1], interval: { low: level[0], high: level[2] } };
  const arm = syntheticRow({ ...conditions, role: 'arm', model: 'pool' }, ratio);
  return { id: `compute/${workNs}`, label: `${workNs} ns`, rows: [baseline, arm], ranking: [] };
}

function outcome(levels: readonly Level[], metric: Metric = 'messagesPerSecond'): Crossover['outcome'] | undefined {
  // 10 µs · (2ⁱ − 1) besides the baseline's own 10 µs: every level doubles the sum.
  const groups = levels.map((level, index) => group(ownNs * (2 ** index - 1), level));
  return crossovers(groups, metric, false)[0]?.outcome;
}

describe('a crossover', () => {
  test('lies where the ratio, linear in ln(work + own), is 1', () => {
    // Half of the way from ln 10 to ln 20 µs, a quarter and three quarters for the ends of the interval.
    const found = outcome([
      [0.7, 0.8, 0.9],
      [1.1, 1.2, 1.3],
    ]);
    expect(found).toEqual({
      kind: 'between',
      lowNs: expect.closeTo(ownNs * (2 ** 0.25 - 1), 6),
      estimateNs: expect.closeTo(ownNs * (Math.SQRT2 - 1), 6),
      highNs: expect.closeTo(ownNs * (2 ** 0.75 - 1), 6),
      levelsNs: [0, 10_000],
    });
  });

  test('of processor time is where the arm becomes cheaper', () => {
    const found = outcome(
      [
        [1 / 0.9, 1 / 0.8, 1 / 0.7],
        [1 / 1.3, 1 / 1.2, 1 / 1.1],
      ],
      'cpuNsPerMessage',
    );
    expect(found).toMatchObject({ kind: 'between', estimateNs: expect.closeTo(ownNs * (Math.SQRT2 - 1), 6) });
  });

  test('is open above where the lower end never crosses, and from the least work where the upper end is ahead', () => {
    const found = outcome([
      [0.6, 0.8, 1.1],
      [0.9, 1.2, 1.3],
    ]);
    expect(found).toMatchObject({ kind: 'between', lowNs: 0, highNs: null });
  });

  test('is the first sustained one: an early lead that is lost does not count', () => {
    const found = outcome([
      [0.7, 0.8, 0.9],
      [1.1, 1.2, 1.3],
      [0.7, 0.8, 0.9],
      [1.1, 1.2, 1.3],
      [1.1, 1.2, 1.3],
    ]);
    expect(found).toMatchObject({ kind: 'between', levelsNs: [30_000, 70_000] });
  });

  test('on a level itself is that level', () => {
    const found = outcome([
      [0.8, 0.9, 1.1],
      [0.9, 1, 1.1],
      [1.1, 1.2, 1.3],
    ]);
    expect(found).toMatchObject({ kind: 'between', estimateNs: expect.closeTo(10_000, 6) });
  });

  test('ends stand around the estimate, inside the measured range', () => {
    const level = fc
      .tuple(fc.double({ min: 0.4, max: 2.5, noNaN: true }), fc.double({ min: 1.001, max: 1.5, noNaN: true }))
      .map(([value, factor]): Level => [value / factor, value, value * factor]);
    fc.assert(
      fc.property(fc.array(level, { minLength: 2, maxLength: 6 }), (levels) => {
        const found = outcome(levels);
        if (found?.kind !== 'between') return;
        expect(found.lowNs).toBeGreaterThanOrEqual(0);
        expect(found.lowNs).toBeLessThanOrEqual(found.estimateNs + 1e-6);
        expect(found.estimateNs).toBeLessThanOrEqual((found.highNs ?? Number.POSITIVE_INFINITY) + 1e-6);
        expect(found.highNs ?? 0).toBeLessThanOrEqual(ownNs * (2 ** (levels.length - 1) - 1) + 1e-6);
      }),
    );
  });
});

describe('no crossover', () => {
  const ahead: Level = [1.1, 1.2, 1.3];
  const behind: Level = [0.7, 0.8, 0.9];
  const unsure: Level = [0.9, 1.05, 1.2];
  const doubtful: Level = [0.8, 0.95, 1.1];

  test.each([
    ['ahead at every level', [ahead, ahead], { kind: 'ahead-everywhere' }],
    ['behind at every level', [behind, behind], { kind: 'behind-everywhere' }],
    ['only the estimate is ahead at the least work', [unsure, ahead], { kind: 'not-determined' }],
    ['only the estimate is behind at the largest work', [behind, doubtful], { kind: 'not-determined' }],
    ['the lead is lost again', [ahead, behind], { kind: 'not-determined' }],
    ['a level has no value', [behind, null, ahead], { kind: 'not-determined', why: 'no value at 10000 ns' }],
  ])('%s', (_, levels, expected) => {
    expect(outcome(levels)).toMatchObject(expected);
  });

  test('is told from an unfit run', () => {
    const groups = [group(0, behind), group(1000, ahead)];
    expect(crossovers(groups, 'messagesPerSecond', true)[0]?.outcome).toMatchObject({ kind: 'not-determined' });
  });

  test.each([
    ['one group', [group(0, behind)]],
    ['groups that differ in more than their work', [group(0, behind), group(1000, ahead, { connections: 1 })]],
    ['groups of the same work', [group(0, behind), group(0, ahead)]],
  ])('is looked for in %s', (_, groups) => {
    expect(crossovers(groups, 'messagesPerSecond', false)).toEqual([]);
  });
});

/**
 * What interpolation alone does, without noise: a single thread (14 µs + work) against a pool that shares two processors
 * with the client ((cost + work) ÷ 2). The levels of the compute experiment are far apart, so the place is rough.
 */
test.each([28_000.1, 31_000, 33_500, 40_000])(
  'levels 0, 100 and 1,000 µs place a pool of %d ns within 5 µs of the truth',
  (poolNs) => {
    const baselineNs = 14_000;
    const levels = [0, 100_000, 1_000_000].map((workNs) => {
      const ratio = (2 * (baselineNs + workNs)) / (poolNs + workNs);
      const level = group(workNs, [ratio, ratio, ratio]);
      return { ...level, rows: level.rows.map((row) => ({ ...row, cpuNsPerMessage: { ...own, value: baselineNs } })) };
    });
    const found = crossovers(levels, 'messagesPerSecond', false)[0]?.outcome;
    const truthNs = poolNs - 2 * baselineNs;
    expect(found?.kind === 'between' && Math.abs(found.estimateNs - truthNs)).toBeLessThan(5000);
  },
);

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { syntheticResult, syntheticRow } from '../../test/synthetic.ts';
import type { Cell, Warning } from '../result/trial.ts';
import type { Crossover, Estimate, GroupAnalysis } from './analysis.ts';
import { crossovers } from './crossover.ts';
import type { Metric } from '../trials/server/metrics.ts';

const cell = syntheticResult({ rounds: 1 }).plan.groups[1]?.cells[0] as Cell;
const ownNs = 10_000;
const own: Estimate = { value: ownNs, interval: null, coverage: null, n: 8, values: [], note: null };

type Level = readonly [low: number, value: number, high: number] | null;

function group(workNs: number, level: Level, change: Partial<Cell> = {}, limited: Limited = []): GroupAnalysis {
  const conditions = { ...cell, ...change, workNsPerRequest: workNs };
  const atLimit = (role: 'arm' | 'baseline') => ({
    warnings: new Map<Warning, number>(limited.includes(role) ? [['client-limited', 8]] : []),
  });
  const baseline = {
    ...syntheticRow({ ...conditions, role: 'baseline' }, null),
    ...atLimit('baseline'),
    cpuNsPerMessage: own,
  };
  const ratio = level && { value: level[1], interval: { low: level[0], high: level[2] } };
  const arm = { ...syntheticRow({ ...conditions, role: 'arm', model: 'pool' }, ratio), ...atLimit('arm') };
  return { id: `compute/${workNs}`, label: `${workNs} ns`, rows: [baseline, arm], ranking: [] };
}

/** Who had a client at its limit. */
type Limited = readonly ('arm' | 'baseline')[];

/** @param factor between the sums of work and own cost of neighbouring levels; the first has no work. */
function outcome(
  levels: readonly Level[],
  metric: Metric = 'messagesPerSecond',
  { factor = 2, limited = [] }: { readonly factor?: number; readonly limited?: readonly Limited[] } = {},
): Crossover['outcome'] | undefined {
  const groups = levels.map((level, index) => group(ownNs * (factor ** index - 1), level, {}, limited[index]));
  return crossovers(groups, metric, false)[0]?.outcome;
}

const ahead: Level = [1.1, 1.2, 1.3];
const behind: Level = [0.7, 0.8, 0.9];
const unsure: Level = [0.9, 1.05, 1.2];
const doubtful: Level = [0.8, 0.95, 1.1];

describe('a crossover', () => {
  test('between close levels lies where the ratio, linear in ln(work + own), is 1', () => {
    // Half of the way from ln 10 to ln 20 µs, a quarter and three quarters for the ends of the interval.
    expect(outcome([behind, ahead])).toEqual({
      kind: 'between',
      belowNs: 0,
      aboveNs: 10_000,
      interpolated: {
        lowNs: expect.closeTo(ownNs * (2 ** 0.25 - 1), 6),
        estimateNs: expect.closeTo(ownNs * (Math.SQRT2 - 1), 6),
        highNs: expect.closeTo(ownNs * (2 ** 0.75 - 1), 6),
        bound: null,
      },
    });
  });

  test.each([
    [3.4, true],
    [3.6, false],
    [11, false],
  ])('between levels %f apart is interpolated: %s', (factor, isInterpolated) => {
    const found = outcome([behind, ahead, ahead], 'messagesPerSecond', { factor });
    expect(found).toMatchObject({ kind: 'between', belowNs: 0, aboveNs: ownNs * (factor - 1) });
    expect(found?.kind === 'between' && found.interpolated !== null).toBe(isInterpolated);
  });

  test('between levels where it is undecided spans all of them', () => {
    expect(outcome([behind, doubtful, unsure, ahead])).toMatchObject({
      belowNs: 0,
      aboveNs: 70_000,
      interpolated: { estimateNs: expect.closeTo(ownNs * (2 ** 1.5 - 1), 6) },
    });
  });

  test('of processor time is where the arm becomes cheaper', () => {
    const reciprocal = ([low, value, high]: [number, number, number]): Level => [1 / high, 1 / value, 1 / low];
    const found = outcome([reciprocal([0.7, 0.8, 0.9]), reciprocal([1.1, 1.2, 1.3])], 'cpuNsPerMessage');
    expect(found).toMatchObject({
      belowNs: 0,
      aboveNs: 10_000,
      interpolated: { estimateNs: expect.closeTo(ownNs * (Math.SQRT2 - 1), 6) },
    });
  });

  test('is "at most" where the arm is behind at no level, and "at least" where it is ahead at none', () => {
    expect(outcome([unsure, ahead])).toMatchObject({ kind: 'between', belowNs: null, aboveNs: 10_000 });
    expect(outcome([behind, doubtful])).toMatchObject({ kind: 'between', belowNs: 0, aboveNs: null });
    expect(
      outcome([
        [0.8, 0.9, 1.1],
        [0.9, 1.2, 1.3],
        [1.1, 1.2, 1.3],
      ]),
    ).toMatchObject({ belowNs: null, aboveNs: 30_000, interpolated: { lowNs: null, bound: null } });
  });

  test('is the first sustained one: an early lead that is lost does not count', () => {
    expect(outcome([behind, ahead, behind, ahead, ahead])).toMatchObject({ belowNs: 30_000, aboveNs: 70_000 });
  });

  test('on a level itself is that level', () => {
    const found = outcome([
      [0.8, 0.9, 1.1],
      [0.9, 1, 1.1],
      [1.1, 1.2, 1.3],
    ]);
    expect(found).toMatchObject({ interpolated: { estimateNs: expect.closeTo(10_000, 6) } });
  });

  test('ends stand around the estimate, inside the levels measured', () => {
    const level = fc
      .tuple(fc.double({ min: 0.4, max: 2.5, noNaN: true }), fc.double({ min: 1.001, max: 1.5, noNaN: true }))
      .map(([value, factor]): Level => [value / factor, value, value * factor]);
    fc.assert(
      fc.property(fc.array(level, { minLength: 2, maxLength: 6 }), (levels) => {
        const found = outcome(levels);
        if (found?.kind !== 'between') return;
        const { belowNs, aboveNs, interpolated } = found;
        expect(belowNs ?? -1).toBeLessThan(aboveNs ?? Number.POSITIVE_INFINITY);
        if (interpolated === null) return;
        const { lowNs, estimateNs, highNs } = interpolated;
        const inOrder = [belowNs, lowNs, estimateNs, highNs, aboveNs].filter((one) => one !== null);
        for (const [index, one] of inOrder.slice(1).entries())
          expect(inOrder[index] ?? Number.NaN).toBeLessThanOrEqual(one + 1e-6);
      }),
    );
  });
});

describe('where the client was at its limit', () => {
  const limitedBelow = (who: Limited) => outcome([behind, ahead], 'messagesPerSecond', { limited: [who, []] });

  test('with the baseline, the true ratio is lower: behind is carried, and the crossover is at that work or more', () => {
    expect(limitedBelow(['baseline'])).toMatchObject({
      belowNs: 0,
      aboveNs: 10_000,
      interpolated: { bound: 'at least', lowNs: expect.any(Number), highNs: null },
    });
  });

  test('with the arm, the true ratio is higher: it may be ahead there, and the crossover is at that work or less', () => {
    expect(limitedBelow(['arm'])).toMatchObject({
      belowNs: null,
      aboveNs: 10_000,
      interpolated: { bound: 'at most', lowNs: null, highNs: expect.any(Number) },
    });
  });

  test('with both, nothing is known of that level', () => {
    expect(limitedBelow(['arm', 'baseline'])).toMatchObject({ belowNs: null, aboveNs: 10_000, interpolated: null });
  });

  test('a lead over a baseline that could have served more is none', () => {
    const found = outcome([behind, ahead, ahead], 'messagesPerSecond', { limited: [[], [], ['baseline']] });
    expect(found).toMatchObject({ belowNs: 0, aboveNs: null });
  });

  test('processor time is no bound', () => {
    const found = outcome([ahead, behind], 'cpuNsPerMessage', { limited: [['arm', 'baseline'], ['baseline']] });
    expect(found).toMatchObject({ belowNs: 0, aboveNs: 10_000, interpolated: { bound: null } });
  });
});

describe('no crossover', () => {
  test.each([
    ['ahead at every level', [ahead, ahead], { kind: 'ahead-everywhere' }],
    ['behind at every level', [behind, behind], { kind: 'behind-everywhere' }],
    ['nothing is decided at any level', [doubtful, unsure], { kind: 'not-determined' }],
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
 * with the client ((cost + work) ÷ 2).
 */
describe('a pool whose true crossover is known', () => {
  const baselineNs = 14_000;
  function found(poolNs: number, micros: readonly number[]): Crossover['outcome'] | undefined {
    const levels = micros.map((workMicros) => {
      const workNs = 1000 * workMicros;
      const ratio = (2 * (baselineNs + workNs)) / (poolNs + workNs);
      const level = group(workNs, [ratio, ratio, ratio]);
      return { ...level, rows: level.rows.map((row) => ({ ...row, cpuNsPerMessage: { ...own, value: baselineNs } })) };
    });
    return crossovers(levels, 'messagesPerSecond', false)[0]?.outcome;
  }

  test.each([28_500, 31_000, 33_500, 40_000, 70_000, 120_000])(
    '%d ns: close levels place it within 15 %%',
    (poolNs) => {
      const truthNs = poolNs - 2 * baselineNs;
      const outcomeOf = found(poolNs, [0, 10, 30, 100, 300]);
      const estimateNs = outcomeOf?.kind === 'between' ? outcomeOf.interpolated?.estimateNs : undefined;
      // Of the whole cost, which is what a ratio follows.
      expect(Math.abs((estimateNs ?? Number.NaN) + baselineNs - (truthNs + baselineNs))).toBeLessThan(
        0.15 * (truthNs + baselineNs),
      );
    },
  );

  test.each([28_500, 31_000, 70_000])('%d ns: distant levels hold it, and place it nowhere between', (poolNs) => {
    expect(found(poolNs, [0, 100, 1000])).toEqual({
      kind: 'between',
      belowNs: 0,
      aboveNs: 100_000,
      interpolated: null,
    });
  });
});

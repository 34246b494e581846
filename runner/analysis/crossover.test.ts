import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { madeUpPlan } from '../../test/made-up-plan.ts';
import { madeUpCell, madeUpContrast, madeUpRow, serverMetric } from '../../test/made-up-row.ts';
import type { MetricDefinition } from '../result/metric.ts';
import type { Crossover, GroupAnalysis } from './analysis.ts';
import { crossovers } from './crossover.ts';

const throughput = serverMetric('messagesPerSecond');
const cost = serverMetric('cpuNsPerMessage');
const own = 10_000;

type Level = readonly [low: number, value: number, high: number] | null;
/** Who had a client at its limit. */
type Limited = readonly ('arm' | 'baseline')[];

function group(planned: number, level: Level, limited: Limited = []): GroupAnalysis {
  const [made] = madeUpPlan().plan.groups;
  if (made === undefined) throw new Error('a group');
  const atLimit = (role: 'arm' | 'baseline') => ({
    labels: new Map(limited.includes(role) ? [['client-limited', 8]] : []),
  });
  const contrast = level && madeUpContrast(level[1], { low: level[0], high: level[2] });
  const contrasts = new Map(contrast === null ? [] : [throughput, cost].map(({ name }) => [name, contrast]));
  const rows = [
    madeUpRow(madeUpCell('event-loop', 'baseline'), atLimit('baseline')),
    madeUpRow(madeUpCell('pool'), { ...atLimit('arm'), contrasts }),
  ];
  const label = `${planned} ns`;
  return { group: made, id: `compute/${label}`, label, level: { planned, inPlace: null }, rows, ranking: [] };
}

/** @param factor between the sums of work and own cost of neighbouring levels; the first has no work. */
function outcome(
  levels: readonly Level[],
  metric: MetricDefinition = throughput,
  { factor = 2, limited = [] }: { readonly factor?: number; readonly limited?: readonly Limited[] } = {},
): Crossover['outcome'] | undefined {
  const groups = levels.map((level, index) => group(own * (factor ** index - 1), level, limited[index]));
  return crossovers(groups, metric, own, false)[0]?.outcome;
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
      below: 0,
      above: 10_000,
      interpolated: {
        low: expect.closeTo(own * (2 ** 0.25 - 1), 6),
        estimate: expect.closeTo(own * (Math.SQRT2 - 1), 6),
        high: expect.closeTo(own * (2 ** 0.75 - 1), 6),
        bound: null,
      },
    });
  });

  test.each([
    [3.4, true],
    [3.6, false],
    [11, false],
  ])('between levels %f apart is interpolated: %s', (factor, isInterpolated) => {
    const found = outcome([behind, ahead, ahead], throughput, { factor });
    expect(found).toMatchObject({ kind: 'between', below: 0, above: own * (factor - 1) });
    expect(found?.kind === 'between' && found.interpolated !== null).toBe(isInterpolated);
  });

  test('between levels where it is undecided spans all of them', () => {
    expect(outcome([behind, doubtful, unsure, ahead])).toMatchObject({
      below: 0,
      above: 70_000,
      interpolated: { estimate: expect.closeTo(own * (2 ** 1.5 - 1), 6) },
    });
  });

  test('of processor time is where the arm becomes cheaper', () => {
    const reciprocal = ([low, value, high]: [number, number, number]): Level => [1 / high, 1 / value, 1 / low];
    const found = outcome([reciprocal([0.7, 0.8, 0.9]), reciprocal([1.1, 1.2, 1.3])], cost);
    expect(found).toMatchObject({
      below: 0,
      above: 10_000,
      interpolated: { estimate: expect.closeTo(own * (Math.SQRT2 - 1), 6) },
    });
  });

  test('is "at most" where the arm is behind at no level, and "at least" where it is ahead at none', () => {
    expect(outcome([unsure, ahead])).toMatchObject({ kind: 'between', below: null, above: 10_000 });
    expect(outcome([behind, doubtful])).toMatchObject({ kind: 'between', below: 0, above: null });
    expect(
      outcome([
        [0.8, 0.9, 1.1],
        [0.9, 1.2, 1.3],
        [1.1, 1.2, 1.3],
      ]),
    ).toMatchObject({ below: null, above: 30_000, interpolated: { low: null, bound: null } });
  });

  test('is the first sustained one: an early lead that is lost does not count', () => {
    expect(outcome([behind, ahead, behind, ahead, ahead])).toMatchObject({ below: 30_000, above: 70_000 });
  });

  /** The upper end of the interval crosses 1 in the first gap, the estimate in the second, the lower end in the third. */
  const spread: readonly Level[] = [
    [0.6, 0.7, 0.9],
    [0.7, 0.9, 1.1],
    [0.9, 1.1, 1.3],
    [1.1, 1.3, 1.5],
  ];

  test('whose interval ends in other gaps than its estimate has its range over these', () => {
    // Each of them half of the way through its gap, in factors of the sum.
    const halfway = (gap: number) => expect.closeTo(own * (2 ** (gap + 0.5) - 1), 6);
    expect(outcome(spread)).toEqual({
      kind: 'between',
      ...{ below: 0, above: 70_000 },
      interpolated: { low: halfway(0), estimate: halfway(1), high: halfway(2), bound: null },
    });
  });

  test.each([0, 1, 2])('is not interpolated where gap %d of those that it spans is too wide', (wide) => {
    const factors = [0, 1, 2].map((gap) => (gap === wide ? 3.6 : 2));
    const sums = [own];
    for (const factor of factors) sums.push((sums.at(-1) ?? own) * factor);
    const groups = sums.map((sum, index) => group(sum - own, spread[index] ?? null));
    expect(crossovers(groups, throughput, own, false)[0]?.outcome).toMatchObject({ below: 0, interpolated: null });
  });

  test('is interpolated where a gap that it does not touch is too wide', () => {
    const groups = [0, 10_000, 990_000].map((amount, index) => group(amount, index === 0 ? behind : ahead));
    expect(crossovers(groups, throughput, own, false)[0]?.outcome).toMatchObject({
      ...{ below: 0, above: 10_000, interpolated: { estimate: expect.closeTo(own * (Math.SQRT2 - 1), 6) } },
    });
  });

  test('on a level itself is that level', () => {
    const found = outcome([
      [0.8, 0.9, 1.1],
      [0.9, 1, 1.1],
      [1.1, 1.2, 1.3],
    ]);
    expect(found).toMatchObject({ interpolated: { estimate: expect.closeTo(10_000, 6) } });
  });

  test('ends stand around the estimate, inside the levels measured', () => {
    const level = fc
      .tuple(fc.double({ min: 0.4, max: 2.5, noNaN: true }), fc.double({ min: 1.001, max: 1.5, noNaN: true }))
      .map(([value, factor]): Level => [value / factor, value, value * factor]);
    fc.assert(
      fc.property(fc.array(level, { minLength: 2, maxLength: 6 }), (levels) => {
        const found = outcome(levels);
        if (found?.kind !== 'between') return;
        const { below, above, interpolated } = found;
        expect(below ?? -1).toBeLessThan(above ?? Number.POSITIVE_INFINITY);
        if (interpolated === null) return;
        const { low, estimate, high } = interpolated;
        const inOrder = [below, low, estimate, high, above].filter((one) => one !== null);
        for (const [index, one] of inOrder.slice(1).entries())
          expect(inOrder[index] ?? Number.NaN).toBeLessThanOrEqual(one + 1e-6);
      }),
    );
  });
});

describe('where the client was at its limit', () => {
  const limitedBelow = (who: Limited) => outcome([behind, ahead], throughput, { limited: [who, []] });

  test('with the baseline, the true ratio is lower: behind is carried, and the crossover is at that work or more', () => {
    expect(limitedBelow(['baseline'])).toMatchObject({
      below: 0,
      above: 10_000,
      interpolated: { bound: 'at least', low: expect.any(Number), high: null },
    });
  });

  test('with the arm, the true ratio is higher: it may be ahead there, and the crossover is at that work or less', () => {
    expect(limitedBelow(['arm'])).toMatchObject({
      below: null,
      above: 10_000,
      interpolated: { bound: 'at most', low: null, high: expect.any(Number) },
    });
  });

  test('with the arm at the level above, the true ratio is higher there: still ahead, and at that work or less', () => {
    expect(outcome([behind, ahead], throughput, { limited: [[], ['arm']] })).toMatchObject({
      ...{ below: 0, above: 10_000, interpolated: { bound: 'at most', low: null, high: expect.any(Number) } },
    });
  });

  test('with the baseline at the level above, the lead there may be none: at that work or more', () => {
    expect(outcome([behind, ahead], throughput, { limited: [[], ['baseline']] })).toMatchObject({
      ...{ below: 0, above: null, interpolated: { bound: 'at least', low: expect.any(Number), high: null } },
    });
  });

  test('with the arm on one side and the baseline on the other, the ratio is bounded in no way', () => {
    expect(outcome([behind, ahead, ahead], throughput, { limited: [['baseline'], ['arm'], []] })).toMatchObject({
      ...{ below: 0, above: 10_000, interpolated: null },
    });
  });

  test('with both, nothing is known of that level', () => {
    expect(limitedBelow(['arm', 'baseline'])).toMatchObject({ below: null, above: 10_000, interpolated: null });
  });

  test('a lead over a baseline that could have served more is none', () => {
    const found = outcome([behind, ahead, ahead], throughput, { limited: [[], [], ['baseline']] });
    expect(found).toMatchObject({ below: 0, above: null });
  });

  test('processor time is no bound', () => {
    const found = outcome([ahead, behind], cost, { limited: [['arm', 'baseline'], ['baseline']] });
    expect(found).toMatchObject({ below: 0, above: 10_000, interpolated: { bound: null } });
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
    expect(crossovers(groups, throughput, own, true)[0]?.outcome).toMatchObject({ kind: 'not-determined' });
  });

  test('is looked for in a single group', () => {
    expect(crossovers([group(0, behind)], throughput, own, false)).toEqual([]);
  });

  test('is interpolated where it is not known what a request costs besides', () => {
    const [crossover] = crossovers([group(0, behind), group(10_000, ahead)], throughput, null, false);
    expect(crossover?.outcome).toEqual({ kind: 'between', below: 0, above: 10_000, interpolated: null });
  });

  test('is found in a metric that is a difference, and the reason is that there is none', () => {
    const memory = serverMetric('bytesPerIdleConnection');
    expect(crossovers([group(0, behind), group(1000, ahead)], memory, own, false)[0]?.outcome).toMatchObject({
      kind: 'not-determined',
    });
  });
});

test('levels are taken in their order, whatever order the groups have', () => {
  const groups = [group(30_000, ahead), group(0, behind), group(10_000, ahead)];
  expect(crossovers(groups, throughput, own, false)[0]?.outcome).toMatchObject({ below: 0, above: 10_000 });
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
      return group(workNs, [ratio, ratio, ratio]);
    });
    return crossovers(levels, throughput, baselineNs, false)[0]?.outcome;
  }

  test.each([28_500, 31_000, 33_500, 40_000, 70_000, 120_000])(
    '%d ns: close levels place it within 15 %%',
    (poolNs) => {
      const truthNs = poolNs - 2 * baselineNs;
      const outcomeOf = found(poolNs, [0, 10, 30, 100, 300]);
      const estimate = outcomeOf?.kind === 'between' ? outcomeOf.interpolated?.estimate : undefined;
      // Of the whole cost, which is what a ratio follows.
      expect(Math.abs((estimate ?? Number.NaN) + baselineNs - (truthNs + baselineNs))).toBeLessThan(
        0.15 * (truthNs + baselineNs),
      );
    },
  );

  test.each([28_500, 31_000, 70_000])('%d ns: distant levels hold it, and place it nowhere between', (poolNs) => {
    expect(found(poolNs, [0, 100, 1000])).toEqual({
      kind: 'between',
      below: 0,
      above: 100_000,
      interpolated: null,
    });
  });
});

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { madeUpCell, madeUpContrast, madeUpRow, serverMetric } from '../../test/made-up-row.ts';
import type { Contrast } from '../statistics/verdict.ts';
import { ranking } from './ranking.ts';

const throughput = serverMetric('messagesPerSecond');
const cost = serverMetric('cpuNsPerMessage');
const memory = serverMetric('bytesPerIdleConnection');
const baseline = madeUpRow(madeUpCell('base', 'baseline'));
/** The same comparison in each of the metrics. */
const compared = (label: string, contrast: Contrast) =>
  madeUpRow(madeUpCell(label), {
    contrasts: new Map([throughput, cost, memory].map(({ name }) => [name, contrast])),
  });
const arm = (label: string, low: number, value: number, high: number) =>
  compared(label, madeUpContrast(value, { low, high }));

describe('a ranking', () => {
  test('splits around the baseline by verdict', () => {
    const rows = [baseline, arm('slow', 0.7, 0.8, 0.9), arm('same', 0.9, 1, 1.1), arm('fast', 1.2, 1.3, 1.4)];
    expect(ranking(rows, throughput, false)).toEqual([['fast'], ['base', 'same'], ['slow']]);
  });

  test('puts the least processor time first', () => {
    const rows = [baseline, arm('costly', 1.2, 1.3, 1.4), arm('cheap', 0.7, 0.8, 0.9)];
    expect(ranking(rows, cost, false)).toEqual([['cheap'], ['base'], ['costly']]);
  });

  test('never contradicts a verdict through an arm that overlaps both', () => {
    const rows = [baseline, arm('between', 0.88, 0.95, 1.02), arm('slow', 0.85, 0.9, 0.96)];
    expect(ranking(rows, throughput, false)).toEqual([['base', 'between'], ['slow']]);
  });

  test('tells two arms apart only where their intervals lie apart', () => {
    const rows = [baseline, arm('a', 1.5, 1.6, 1.7), arm('b', 1.4, 1.45, 1.51), arm('c', 1.1, 1.2, 1.3)];
    expect(ranking(rows, throughput, false)).toEqual([['a', 'b'], ['c'], ['base']]);
  });

  test('a chain of overlaps is one group, though its ends lie apart', () => {
    const rows = [baseline, arm('a', 1.5, 1.6, 1.7), arm('b', 1.3, 1.45, 1.55), arm('c', 1.2, 1.3, 1.4)];
    expect(ranking(rows, throughput, false)).toEqual([['a', 'b', 'c'], ['base']]);
  });

  test('a wide interval bridges a gap between two better estimates', () => {
    const rows = [baseline, arm('a', 1.5, 1.6, 1.7), arm('b', 1.3, 1.35, 1.4), arm('wide', 1.05, 1.3, 1.65)];
    expect(ranking(rows, throughput, false)).toEqual([['a', 'b', 'wide'], ['base']]);
  });

  test('without intervals or with failed controls claims no order', () => {
    const few = compared('few', madeUpContrast(2, null));
    expect(ranking([baseline, few], throughput, false)).toEqual([['few', 'base']]);
    expect(ranking([baseline, arm('fast', 1.2, 1.3, 1.4)], throughput, true)).toEqual([['fast', 'base']]);
  });

  test('orders differences around 0, the least memory first', () => {
    const rows = [baseline, arm('big', 900, 1000, 1100), arm('same', -50, 5, 60), arm('small', -900, -800, -700)];
    expect(ranking(rows, memory, false)).toEqual([['small'], ['base', 'same'], ['big']]);
  });

  test('leaves out what has no ratio, and the baseline when nothing of it completed', () => {
    const failed = madeUpRow(madeUpCell('failed'));
    expect(ranking([baseline, failed], throughput, false)).toEqual([['base']]);
    expect(ranking([{ ...baseline, completed: 0 }, failed], throughput, false)).toEqual([]);
  });

  test('holds every cell once, and orders no two of one tier whose intervals overlap', () => {
    const interval = fc
      .tuple(fc.double({ min: 0.5, max: 2, noNaN: true }), fc.double({ min: 1.001, max: 1.3, noNaN: true }))
      .map(([value, factor]) => ({ low: value / factor, value, high: value * factor }));
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 8 }), (intervals) => {
        const rows = intervals.map(({ low, value, high }, index) => arm(String(index), low, value, high));
        const groups = ranking([baseline, ...rows], throughput, false);
        expect(groups.flat().toSorted()).toEqual(['base', ...rows.map((_, index) => String(index))].toSorted());
        const tier = (label: string) => {
          const { low, high } = intervals[Number(label)] as { low: number; high: number };
          return low > 1 ? 'better' : high < 1 ? 'worse' : 'tied';
        };
        const arms = groups.map((group) => group.filter((label) => label !== 'base'));
        for (const [index, group] of arms.entries()) {
          for (const lower of arms.slice(index + 1).flat()) {
            for (const upper of group.filter((label) => tier(label) === tier(lower))) {
              expect(intervals[Number(upper)]?.low).toBeGreaterThan(intervals[Number(lower)]?.high as number);
            }
          }
        }
      }),
    );
  });
});

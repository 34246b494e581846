import { expect, test } from 'vitest';
import { syntheticMeasurement } from '../../test/synthetic-trial.ts';
import { syntheticResult } from '../../test/synthetic.ts';
import type { ResultFile } from '../result/result.ts';
import type { Cell, Measurement, Trial } from '../result/trial.ts';
import { analyse } from '../analysis/analysis.ts';
import { estimate } from './estimate.ts';
import { definitionOf } from '../trials/server/metrics.ts';
import { createRandom } from './random.ts';
import { combined, noFinerThan, resolutionOf } from './resolution.ts';
import { transforms } from './scale.ts';
import { compare } from './verdict.ts';

const terms = { comparisons: 1, margin: 0.1, unfit: false };
const same = (value: number) => Array.from({ length: 8 }, () => value);
const cell = syntheticResult({ rounds: 1 }).plan.groups[0]?.cells[0] as Cell;

test('eight rounds of exactly 20 counts are no interval of width 0', () => {
  const rate = estimate(same(Math.log(12.5)), 0.95);
  expect(rate.interval).toEqual({ low: rate.value, high: rate.value });
  const { low = 0, high = 0 } = noFinerThan(rate, 1 / 20, 'factor').interval ?? {};
  expect(low).toBeCloseTo(12.5 / 1.05, 9);
  expect(high).toBeCloseTo(12.5 * 1.05, 9);
});

test('an interval that is wider already stays, and what no value can exceed bounds it', () => {
  const wide = estimate([1, 2, 3, 4, 5, 6, 7, 8], 0.95, transforms.difference);
  expect(noFinerThan(wide, 0.1, 'difference')).toEqual(wide);
  const share = estimate(same(0.995), 0.95, transforms.difference);
  expect(noFinerThan(share, 0.01, 'difference', 1).interval).toEqual({ low: 0.985, high: 1 });
});

test('without an interval there is none', () => {
  expect(noFinerThan(estimate([0, 0], 0.95), 0.5, 'factor').interval).toBeNull();
});

test('a comparison is no finer than the counts of both its sides, and its verdict is read off that', () => {
  const difference = Math.log(21 / 20);
  expect(compare(same(difference), terms).verdict).toBe('higher');
  const counted = compare(same(difference), terms, 'factor', 0, combined(1 / 21, 1 / 20, 'factor'));
  expect(counted.interval?.low).toBeLessThan(1);
  expect(counted.interval?.high).toBeGreaterThan(1.1);
  expect(counted.verdict).toBe('inconclusive');
  expect(combined(0.1, 0.2, 'factor')).toBeCloseTo(0.32, 12);
  expect(combined(0.1, 0.2, 'difference')).toBeCloseTo(0.3, 12);
});

test('the resolution is one count of the typical trial', () => {
  const made = syntheticMeasurement(cell, { messagesPerSecond: 5000, cpuNsPerMessage: 15_000 }, createRandom(1));
  const [slice] = made.slices;
  if (slice === undefined) throw new Error('no slice');
  const trials = [10, 20, 1000].map((messages): Measurement => {
    const server = { ...slice.server, messages: 2 * messages };
    const messagesPerConnection = { min: 1, median: messages / 10, max: messages };
    return { ...made, messagesPerConnection, slices: [{ ...slice, messages, server }] };
  });
  const of = (metric: Parameters<typeof definitionOf>[0], setup = cell) =>
    resolutionOf(definitionOf(metric), trials, setup);
  expect(of('messagesPerSecond')).toBe(1 / 20);
  expect(of('connectionsPerSecond', { ...cell, exchangesPerConnection: 1 })).toBe(1 / 40);
  expect(of('leastShare')).toBe(1 / 2);
  expect(of('bytesPerIdleConnection', { ...cell, idleConnections: 100 })).toBe(40.96);
  // Where a figure does not exist, or nothing is counted.
  expect(of('connectionsPerSecond')).toBe(0);
  expect(of('bytesPerIdleConnection', { ...cell, idleConnections: 0 })).toBe(0);
  expect(of('cpuNsPerMessage')).toBe(0);
});

test('all rows and comparisons of an analysis respect it', () => {
  const { interval: low, contrast } = rowOf('thread-pool-handoff', equalCounts(syntheticResult({ rounds: 8 }), 10));
  expect((low?.high ?? 0) / (low?.low ?? 1)).toBeGreaterThan(1.1 ** 2 - 1e-9);
  expect(contrast).toBeGreaterThan(1.1 ** 4 - 1e-9);
});

/** Every trial of every round counted the same few replies. */
function equalCounts(result: ResultFile, messages: number): ResultFile {
  const trials = result.trials.map((trial): Trial => {
    if (trial.outcome !== 'completed') return trial;
    const [slice] = trial.measurement.slices;
    if (slice === undefined) return trial;
    return { ...trial, measurement: { ...trial.measurement, slices: [{ ...slice, messages, windowNs: 1e9 }] } };
  });
  return { ...result, trials };
}

function rowOf(arm: string, result: ResultFile) {
  const rows = analyse(result).experiments.flatMap(({ groups }) => groups.flatMap((group) => group.rows));
  const row = rows.find((one) => one.cell.arm === arm);
  const compared = row?.contrast?.messagesPerSecond?.interval;
  return {
    interval: row?.messagesPerSecond?.interval,
    contrast: (compared?.high ?? 0) / (compared?.low ?? 1),
  };
}

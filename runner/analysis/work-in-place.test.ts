import { describe, expect, test } from 'vitest';
import { syntheticResult } from '../../test/synthetic.ts';
import type { ResultFile } from '../result/result.ts';
import { analyse } from './analysis.ts';
import { workInPlace, workNsOf } from './work-in-place.ts';

/** Rounds of work that take longer in place than they did when they were calibrated. */
function slowerInPlace(factor: number, changes: Partial<Parameters<typeof syntheticResult>[0]> = {}): ResultFile {
  const echoNs = 14_000;
  return syntheticResult({
    noise: 1e-9,
    drift: 1e-9,
    ...changes,
    speedOf: ({ workNsPerRequest }) => (echoNs + workNsPerRequest) / (echoNs + factor * workNsPerRequest),
  });
}

const computeOf = ({ plan }: ResultFile) => plan.groups.filter(({ experiment }) => experiment === 'compute');

describe('work in place', () => {
  test('is what a message cost the baseline beyond an echo, whatever was calibrated', () => {
    const result = slowerInPlace(1.17);
    const works = workInPlace(computeOf(result), result.trials);
    expect([...works.keys()]).toEqual(['compute/100 µs', 'compute/1000 µs']);
    const [short, long] = [...works.values()];
    expect(short?.value).toBeCloseTo(117_000, -3);
    expect(long?.value).toBeCloseTo(1_170_000, -4);
    expect(short).toMatchObject({ n: 8, coverage: 0.9609375 });
  });

  test('is where levels and crossovers stand; the cells keep what was aimed at', () => {
    const result = slowerInPlace(1.17, { noise: 0.002 });
    const compute = analyse(result).experiments.find(({ name }) => name === 'compute');
    const levels = compute?.groups.map(workNsOf) ?? [];
    expect(levels[0]).toBe(0);
    expect(levels[1]).toBeCloseTo(117_000, -4);
    expect(compute?.groups[1]?.rows[0]?.cell.workNsPerRequest).toBe(100_000);
    const crossed = compute?.crossovers.flatMap(({ outcome }) => (outcome.kind === 'between' ? [outcome] : [])) ?? [];
    expect(crossed.length).toBeGreaterThan(0);
    for (const { belowNs, aboveNs } of crossed)
      for (const ns of [belowNs, aboveNs]) if (ns !== null) expect(levels).toContain(ns);
    expect(crossed.some(({ belowNs, aboveNs }) => (aboveNs ?? belowNs ?? 0) > 0)).toBe(true);
  });

  test('has the rounds that both have', () => {
    const result = slowerInPlace(1, {
      accident: ({ cell, round }) =>
        cell.group === 'compute/0 µs' && round === 3 ? { kind: 'failed', phase: 'start', error: 'no port' } : null,
    });
    expect(workInPlace(computeOf(result), result.trials).get('compute/1000 µs')?.n).toBe(7);
  });

  test('is told for all levels or for none: one axis has one source', () => {
    const result = slowerInPlace(1.17);
    const [echo, short, long] = computeOf(result);
    if (echo === undefined || short === undefined || long === undefined) throw new Error('three levels');
    const without = result.trials.filter(({ cell }) => !cell.startsWith(`${short.id}/event-loop`));
    expect(workInPlace([echo, short, long], without).size).toBe(0);
    expect(workInPlace([short, long], result.trials).size).toBe(0);
    expect(workInPlace([echo, { ...echo, id: 'another' }], result.trials).size).toBe(0);
  });
});

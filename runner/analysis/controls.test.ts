import { describe, expect, test } from 'vitest';

import type { SyntheticOptions } from '../../test/synthetic.ts';
import { syntheticResult } from '../../test/synthetic.ts';
import type { ResultFile } from '../result/result.ts';
import type { Cell, CellRole } from '../result/trial.ts';
import { controlsOf } from './controls.ts';

const controls = (options: SyntheticOptions) => controlsOf(syntheticResult(options));
/** Makes one role faster or slower than it should be. */
const biased =
  (role: CellRole, factor: number) =>
  (cell: Cell): number =>
    cell.role === role ? factor : 1;

/** 16,000 and 17,622 rounds of 62.5 ns, and an echo of 14 µs with each. */
const slowdownPutIn = (14_000 + 17_622 * 62.5) / (14_000 + 16_000 * 62.5);

/** The known slowdown with a twin of its baseline, which costs so many times as much. */
function withTwin(result: ResultFile, factor: number): ResultFile {
  const twin = 'controls/known-slowdown/twin';
  const isBaseline = (id: string) => id === 'controls/known-slowdown/baseline';
  const groups = result.plan.groups.map((group) => {
    const baseline = group.cells.find(({ id }) => isBaseline(id));
    return baseline === undefined
      ? group
      : { ...group, cells: [...group.cells, { ...baseline, id: twin, role: 'control' as const }] };
  });
  const trials = result.trials.flatMap((trial) => {
    if (!isBaseline(trial.cell) || trial.outcome !== 'completed') return [trial];
    const slices = trial.measurement.slices.map((slice) => {
      return { ...slice, server: { ...slice.server, cpuNs: factor * slice.server.cpuNs } };
    });
    return [trial, { ...trial, cell: twin, measurement: { ...trial.measurement, slices } }];
  });
  return { ...result, plan: { ...result.plan, groups }, trials };
}

describe('identical cells', () => {
  test('come out equal: the differences of all groups are pooled at 99 %', () => {
    const { identical, unfit, reasons } = controls({});
    expect(unfit).toBe(false);
    expect(reasons[0]).toMatch(/^Identical cells came out equal: throughput .* 32 pairs\), processor time .*\.$/);
    for (const estimate of [identical.messagesPerSecond, identical.cpuNsPerMessage]) {
      expect(estimate.n).toBe(4 * 8);
      expect(estimate.coverage).toBeGreaterThanOrEqual(0.99);
      // Noise of 3 % in each of two trials.
      expect(estimate.standardDeviation).toBeGreaterThan(0.03);
      expect(estimate.standardDeviation).toBeLessThan(0.06);
    }
  });

  test('that differ by 5 % make a run unfit', () => {
    const { unfit, reasons } = controls({ speedOf: biased('control', 0.95) });
    expect(unfit).toBe(true);
    expect(reasons[0]).toMatch(/^Unfit: identical cells differ in throughput, −\d\.\d % \(99\.\d % interval/);
  });

  test('that differ in processor time alone make it unfit too', () => {
    const result = syntheticResult();
    const twins = new Set(
      result.plan.groups.flatMap(({ cells }) => cells).flatMap(({ role, id }) => (role === 'control' ? id : [])),
    );
    const trials = result.trials.map((trial) => {
      if (trial.outcome !== 'completed' || !twins.has(trial.cell)) return trial;
      const slices = trial.measurement.slices.map((slice) => ({
        ...slice,
        server: { ...slice.server, cpuNs: 1.06 * slice.server.cpuNs },
      }));
      return { ...trial, measurement: { ...trial.measurement, slices } };
    });
    const { unfit, reasons } = controlsOf({ ...result, trials });
    expect(unfit).toBe(true);
    expect(reasons[0]).toMatch(/^Unfit: identical cells differ in processor time per message, \+/);
  });

  test('that scatter by more than ±10 % make it unfit', () => {
    const { unfit, reasons } = controls({ noise: 0.4, seed: 3 });
    expect(unfit).toBe(true);
    expect(reasons[0]).toMatch(/wider than ±10 % in throughput/);
  });

  test('in too few pairs do not vouch for a run: no interval is the widest one', () => {
    const { identical, unfit, reasons } = controls({ profile: 'smoke' });
    expect(identical.messagesPerSecond).toMatchObject({ n: 4, interval: null });
    expect(unfit).toBe(true);
    expect(reasons[0]).toBe('Unfit: too few pairs of identical cells to vouch for the run, 4 of at least 8.');
  });

  test('that never completed leave no value', () => {
    const { identical, unfit } = controls({
      accident: ({ cell }) => (cell.role === 'control' ? { kind: 'failed', phase: 'start', error: 'no port' } : null),
    });
    expect(unfit).toBe(true);
    expect(identical.cpuNsPerMessage).toMatchObject({
      value: Number.NaN,
      n: 0,
      interval: null,
      standardDeviation: null,
    });
  });
});

describe('the known slowdown', () => {
  test('is found: the interval excludes no change and contains what was put in', () => {
    const { slowdown, reasons } = controls({});
    expect(slowdown).toMatchObject({ ok: true, found: { n: 8 } });
    expect(reasons[1]).toMatch(
      /^A slowdown of \+9\.9 % \(\+9\.7 % to \+10\.0 %\) was put in and .* found, difference [+−]\d\.\d\d percentage points\.$/,
    );
    expect(slowdown?.difference).toBe((slowdown?.found.value ?? 0) - (slowdown?.injected.value ?? 0));
  });

  test('is what was put in to within its range, without noise and however much the machine drifts', () => {
    const { slowdown } = controls({ noise: 1e-9, drift: 0.3 });
    const { low, high } = slowdown?.injected ?? { low: 0, high: 0 };
    expect(slowdown?.found.value).toBeCloseTo(slowdownPutIn, 2);
    expect(low).toBeLessThan(slowdownPutIn);
    // The machine of these trials pays one echo beside the work, which is the upper end.
    expect(high).toBeGreaterThan(slowdownPutIn - 0.001);
    expect(Math.abs(slowdown?.difference ?? 1)).toBeLessThan(0.004);
  });

  test('is stated against what the baseline cost in the same rounds, not against the calibration', () => {
    const result = syntheticResult({ noise: 1e-9, drift: 1e-9 });
    // The machine was faster while it was calibrated than it was in any round.
    const calibration = { ...result.calibration, nsPerIteration: 0.85 * result.calibration.nsPerIteration };
    const { slowdown } = controlsOf({ ...result, calibration });
    expect(slowdown?.injected).toEqual(controlsOf(result).slowdown?.injected);
  });

  test('is measured against both twins: what befalls one of them counts half', () => {
    const found = (factor: number) => controlsOf(withTwin(syntheticResult(), factor)).slowdown?.found.value ?? 0;
    expect(found(1.02)).toBeCloseTo(found(1) / Math.sqrt(1.02), 9);
  });

  test.each([
    ['is not seen', slowdownPutIn, 'the interval does not exclude that nothing changed.'],
    ['comes out faster', 1.25, 'the interval says faster.'],
  ])('that %s makes the run unfit: it is blind to differences of that size', (_, factor, flaw) => {
    const { slowdown, unfit, reasons } = controls({ speedOf: biased('slowdown', factor) });
    expect(slowdown?.ok).toBe(false);
    expect(unfit).toBe(true);
    expect(reasons[0]).toMatch(/^Unfit: a slowdown of \+9\.\d % \(.*\) was put in and /);
    expect(reasons[0]).toContain(flaw);
    expect(reasons[1]).toMatch(/^Identical cells came out equal/);
  });

  test('that comes out larger than it was put in is not ok, which is said and does not withhold verdicts', () => {
    const { slowdown, unfit, reasons } = controls({ speedOf: biased('slowdown', 0.9) });
    expect(slowdown?.ok).toBe(false);
    expect(unfit).toBe(false);
    expect(reasons[1]).toContain('the interval misses what was put in');
  });

  test('comes after identical cells that differ', () => {
    const speedOf = (cell: Cell) => biased('control', 0.9)(cell) * biased('slowdown', slowdownPutIn)(cell);
    const { unfit, reasons } = controls({ speedOf });
    expect(unfit).toBe(true);
    expect(reasons[0]).toMatch(/^Unfit: identical cells differ/);
    expect(reasons.at(-1)).toMatch(/^Unfit: a slowdown/);
  });

  test('has a value and no interval in a smoke run, which is not ok', () => {
    const { slowdown, reasons } = controls({ profile: 'smoke' });
    expect(slowdown).toMatchObject({ ok: false, found: { n: 1, interval: null } });
    expect(reasons.at(-1)).toContain('1 round, and a 95 % interval needs at least 6');
  });

  test('is null where it was not planned, and where it was not measured, which is said', () => {
    const result = syntheticResult();
    const plan = { ...result.plan, groups: result.plan.groups.filter(({ experiment }) => experiment !== 'controls') };
    const unplanned = controlsOf({ ...result, plan });
    expect(unplanned.slowdown).toBeNull();
    expect(unplanned.reasons).toHaveLength(1);
    const unmeasured = controls({
      accident: ({ cell }) => (cell.role === 'slowdown' ? { kind: 'skipped', reason: 'no time' } : null),
    });
    expect(unmeasured.slowdown).toBeNull();
    expect(unmeasured.reasons.at(-1)).toContain('was not measured');
  });

  test('of a service whose work cannot be computed is a mistake of the plan', () => {
    const result = syntheticResult();
    const groups = result.plan.groups.map((group) => ({
      ...group,
      cells: group.cells.map((cell) => (cell.role === 'slowdown' ? { ...cell, service: 'work:payload' } : cell)),
    }));
    const broken: ResultFile = { ...result, plan: { ...result.plan, groups } };
    expect(() => controlsOf(broken)).toThrow('controls/known-slowdown/slowdown');
  });
});

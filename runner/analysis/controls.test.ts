import { describe, expect, test } from 'vitest';
import { computeInMicros } from '../../test/made-up-compute.ts';
import { usualFigures } from '../../test/made-up-record.ts';
import { madeUpResult, noNoise, type ResultOptions, type ServerCell } from '../../test/made-up-result.ts';
import type { CellRole } from '../result/plan.ts';
import type { ResultFile } from '../result/result.ts';
import { kinds } from '../trials/index.ts';
import { observe } from '../trials/observe.ts';
import { nominalCalibration } from '../trials/server/calibration.ts';
import { controlsOf, type Controls } from './controls.ts';
import { madeUpMachine } from '../../test/made-up-environment.ts';

const controlsIn = ({ plan, trials }: ResultFile) => controlsOf(plan, observe(plan, trials, kinds, madeUpMachine));
const headline: ResultOptions = { experiments: ['models', computeInMicros] };
const controls = (options: ResultOptions) => controlsIn(madeUpResult({ ...headline, ...options }));
const identicalIn = ({ identical }: Controls, name: string) => identical.find(({ metric }) => metric.name === name);
/** Makes one role faster or slower than it should be. */
const biased = (wanted: CellRole, speed: number) => ({
  values: ({ role }: ServerCell) => (role === wanted ? { speed } : {}),
});

describe('identical cells', () => {
  test('come out equal: the differences of all groups are pooled at 99 %', () => {
    const found = controls({ noise: { trial: 0.03 } });
    expect(found.unfit).toBe(false);
    expect(found.reasons[0]).toMatch(
      /^Identical cells came out equal: throughput .* 32 pairs\), server processor time per message .*\.$/,
    );
    expect(found.identical.map(({ metric }) => metric.name)).toEqual(['messagesPerSecond', 'cpuNsPerMessage']);
    for (const identical of found.identical) {
      expect(identical.n).toBe(4 * 8);
      expect(identical.coverage).toBeGreaterThanOrEqual(0.99);
      // Noise of 3 % in each of two trials.
      expect(identical.standardDeviation).toBeGreaterThan(0.03);
      expect(identical.standardDeviation).toBeLessThan(0.06);
    }
  });

  test('that differ by 5 % make a run unfit', () => {
    const { unfit, reasons } = controls(biased('twin', 0.95));
    expect(unfit).toBe(true);
    expect(reasons[0]).toMatch(/^Unfit: identical cells differ in throughput, −\d\.\d % \(99\.\d % interval/);
  });

  test('that differ in processor time alone make it unfit too', () => {
    const { unfit, reasons } = controls({
      values: ({ role, setup }) =>
        role === 'twin' ? { cpuNsPerMessage: 1.06 * usualFigures(setup).cpuNsPerMessage } : {},
    });
    expect(unfit).toBe(true);
    expect(reasons[0]).toMatch(/^Unfit: identical cells differ in server processor time per message, \+/);
  });

  test('are compared within their kind, in those of its control metrics that its trials have', () => {
    const of = (...experiments: NonNullable<ResultOptions['experiments']>) =>
      controls({ experiments }).identical.map(({ metric, n }) => [metric.title, n]);
    // Two channels of a quick run have a twin.
    const roundTrips = [
      ['Round trip, median', 16],
      ['Processor time per message', 16],
    ];
    expect(of('ipc')).toEqual(roundTrips);
    expect(of('ipc-stream')).toEqual([
      ['Messages per second', 24],
      ['Processor time per message', 24],
    ]);
    // Both kinds have a rate and a processor time, of which neither may answer for the other.
    expect(of('models', computeInMicros, 'ipc')).toEqual([
      ['Throughput', 32],
      ['Server processor time per message', 32],
      ...roundTrips,
    ]);
  });

  test('of which no trial completed vouch for nothing', () => {
    const { identical, unfit } = controls({
      experiments: ['models', 'ipc'],
      failure: ({ kind }) => (kind === 'channel' ? { error: 'no' } : null),
    });
    expect(unfit).toBe(true);
    expect(identical.slice(2).map(({ n }) => n)).toEqual([0, 0, 0]);
  });

  test('that scatter by more than ±10 % make it unfit', () => {
    const { unfit, reasons } = controls({ noise: { trial: 0.4 }, seed: 3 });
    expect(unfit).toBe(true);
    expect(reasons[0]).toMatch(/wider than ±10 % in throughput/);
  });

  test('in too few pairs do not vouch for a run: no interval is the widest one', () => {
    const found = controls({ profile: 'smoke' });
    expect(identicalIn(found, 'messagesPerSecond')).toMatchObject({ n: 4, interval: null });
    expect(found.unfit).toBe(true);
    expect(found.reasons[0]).toBe('Unfit: too few pairs of identical cells to vouch for the run, 4 of at least 8.');
  });

  test('that never completed leave no value', () => {
    const found = controls({ failure: ({ role }) => (role === 'twin' ? { error: 'no port', phase: 'start' } : null) });
    expect(found.unfit).toBe(true);
    expect(identicalIn(found, 'cpuNsPerMessage')).toMatchObject({
      ...{ value: Number.NaN, n: 0, interval: null, standardDeviation: null },
    });
  });
});

describe('the known slowdown', () => {
  /** A nominal millisecond of work, and a tenth of the whole nominal cost more; the made-up servers pay two echoes beside it. */
  const { nsPerIteration, echoCpuNsPerMessage: echoNs } = nominalCalibration;
  const rounds = Math.round(1e6 / nsPerIteration);
  const more = rounds + Math.round((0.1 * (echoNs + rounds * nsPerIteration)) / nsPerIteration);
  const slowdownPutIn = (2 * echoNs + more * nsPerIteration) / (2 * echoNs + rounds * nsPerIteration);

  test('is found: the interval excludes no change and contains what was put in', () => {
    const { slowdown, reasons } = controls({});
    expect(slowdown).toMatchObject({ ok: true, found: { n: 8 }, metric: { name: 'cpuNsPerMessage' } });
    expect(reasons[1]).toMatch(
      /^A slowdown of \+9\.9 % \(\+9\.8 % to \+10\.0 %\) was put in and .* found, difference [+−]\d\.\d\d percentage points\.$/,
    );
  });

  test('is what was put in to within its range, without noise and however much the machine drifts', () => {
    const { slowdown } = controls({ noise: { ...noNoise, block: 0.3 } });
    expect(slowdown?.found.value).toBeCloseTo(slowdownPutIn, 9);
    expect(slowdown?.injected.value).toBeCloseTo(slowdownPutIn, 2);
    expect(slowdown?.injected.low).toBeLessThan(slowdownPutIn);
    expect(slowdown?.injected.high).toBeGreaterThan(slowdownPutIn);
    expect(slowdown?.difference).toBeCloseTo((slowdown?.found.value ?? 0) - (slowdown?.injected.value ?? 0), 12);
    expect(Math.abs(slowdown?.difference ?? 1)).toBeLessThan(0.004);
  });

  test('is stated against what the baseline cost in the same rounds, not against the calibration', () => {
    const result = madeUpResult({ ...headline, noise: noNoise });
    // The machine was faster while it was calibrated than it was in any round.
    const calibrations = { server: { ...nominalCalibration, nsPerIteration: 0.85 * nsPerIteration } };
    expect(controlsIn({ ...result, calibrations }).slowdown).toEqual(controlsIn(result).slowdown);
    const twiceAsSlow = madeUpResult({ ...headline, noise: noNoise, values: () => ({ speed: 0.5 }) });
    const [low, usual] = [result, twiceAsSlow].map((one) => controlsIn(one).slowdown?.injected.value ?? 0);
    expect(usual).toBeGreaterThan(low ?? 0);
  });

  test('is measured against both twins: what befalls one of them counts half', () => {
    const found = (speed: number) => controls({ noise: noNoise, ...biased('twin', speed) }).slowdown?.found.value ?? 0;
    expect(found(1 / 1.02)).toBeCloseTo(found(1) / Math.sqrt(1.02), 9);
  });

  test.each([
    ['is not seen', slowdownPutIn, 'the interval does not exclude that nothing changed.'],
    ['comes out faster', 1.25, 'the interval says faster.'],
  ])('that %s makes the run unfit: it is blind to differences of that size', (_, speed, flaw) => {
    const { slowdown, unfit, reasons } = controls(biased('slowdown', speed));
    expect(slowdown?.ok).toBe(false);
    expect(unfit).toBe(true);
    expect(reasons[0]).toMatch(/^Unfit: a slowdown of \+9\.\d % \(.*\) was put in and /);
    expect(reasons[0]).toContain(flaw);
    expect(reasons[1]).toMatch(/^Identical cells came out equal/);
  });

  test('that comes out larger than it was put in is not ok, which is said and does not withhold verdicts', () => {
    const { slowdown, unfit, reasons } = controls(biased('slowdown', 0.9));
    expect(slowdown?.ok).toBe(false);
    expect(unfit).toBe(false);
    expect(reasons[1]).toContain('the interval misses what was put in');
  });

  test('comes after identical cells that differ', () => {
    const { unfit, reasons } = controls({
      values: ({ role }) => ({ speed: role === 'twin' ? 0.9 : role === 'slowdown' ? slowdownPutIn : 1 }),
    });
    expect(unfit).toBe(true);
    expect(reasons[0]).toMatch(/^Unfit: identical cells differ/);
    expect(reasons.at(-1)).toMatch(/^Unfit: a slowdown/);
  });

  test('has a value and no interval in a smoke run, which is not ok', () => {
    const { slowdown, reasons } = controls({ profile: 'smoke' });
    expect(slowdown).toMatchObject({ ok: false, found: { n: 1, interval: null } });
    expect(reasons.at(-1)).toContain('1 round, and a 95 % interval needs at least 6');
  });

  test('is found where it is a group of its own, too', () => {
    expect(controls({ experiments: ['idle'] }).slowdown).toMatchObject({ ok: true, found: { n: 8 } });
  });

  test('is null where it was not planned, and where it was not measured, which is said', () => {
    const { plan, ...result } = madeUpResult(headline);
    const groups = plan.groups.map((group) => ({ ...group, slowdown: null }));
    const unplanned = controlsIn({ ...result, plan: { ...plan, groups } });
    expect(unplanned.slowdown).toBeNull();
    expect(unplanned.reasons).toHaveLength(1);
    const unmeasured = controls({ failure: ({ role }) => (role === 'slowdown' ? { error: 'no time' } : null) });
    expect(unmeasured.slowdown).toBeNull();
    expect(unmeasured.reasons.at(-1)).toContain('was not measured');
  });
});

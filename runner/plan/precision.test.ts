/** What a run with `--precision` plans, and what it refuses. */
import { describe, expect, test } from 'vitest';
import { madeUpPlan, type PlanOptions } from '../../test/made-up-plan.ts';
import { experiments, type ExperimentName } from '../experiments/index.ts';
import type { ProfileName } from '../result/plan.ts';
import { kinds } from '../trials/index.ts';
import { assumedDeviation, parsePrecision, precisionLooks, refusePrecision } from './precision.ts';

test('a precision is a percentage with its unit', () => {
  expect(parsePrecision('--precision', '3%')).toEqual({ halfWidth: 0.03, typed: '3%' });
  expect(parsePrecision('--precision', '2.5%').halfWidth).toBeCloseTo(0.025, 9);
});

test.each(['3', '0%', '0.1%', '200%', '-3%', '3 %', 'three%', '%', '', 'NaN%', '1e1%'])('%j is refused', (value) => {
  expect(() => parsePrecision('--precision', value)).toThrow(
    `--precision ${value}: use a number of percent from 0.5% to 50%, such as 3%`,
  );
});

test.each<[ProfileName, ExperimentName[], string]>([
  ['smoke', ['models'], '--precision 3% with --profile smoke: it measures nothing; use quick, standard or rigorous'],
  [
    'quick',
    ['models', 'idle'],
    '--precision 3% with idle: compares differences, which have no percentage; leave it out or use --rounds',
  ],
])('in %s of %j it is refused', (profile, names, message) => {
  const asked = parsePrecision('--precision', '3%');
  const chosen = names.map((name) => experiments[name]);
  expect(() => refusePrecision(asked, profile, chosen, kinds)).toThrow(message);
  expect(() => refusePrecision(asked, 'quick', [experiments.models, experiments.ipc], kinds)).not.toThrow();
});

const spreads = (standardDeviation: number | null) => [{ experiment: 'models', standardDeviation }];
const planOf = (pilot: ReturnType<typeof spreads> | null, options: PlanOptions = {}) =>
  madeUpPlan({ precision: { halfWidth: 0.03, typed: '3%', pilot }, ...options }).plan;

describe('a plan', () => {
  test('has rounds up to the last look, and says what all of its intervals cover', () => {
    const { rounds, precision } = planOf(null);
    expect(rounds).toBe(precisionLooks.at(-1));
    expect(precision).toMatchObject({ asked: 0.03, coverage: 0.97, looks: [8, 10, 16], pilot: null });
  });

  test('expects narrower intervals, and smaller effects, after later looks', () => {
    const looks = planOf(spreads(0.05)).precision?.expected[0]?.looks ?? [];
    expect(looks.map(({ rounds }) => rounds)).toEqual([8, 10, 16]);
    const widths = looks.map(({ halfWidth }) => halfWidth);
    expect(widths.toSorted((one, other) => other - one)).toEqual(widths);
    for (const { halfWidth, detected } of looks) expect(detected).toBeGreaterThan(halfWidth);
  });

  test('expects what follows from the scatter of the pilot, and from an assumption without one', () => {
    const last = (pilot: ReturnType<typeof spreads> | null) => planOf(pilot).precision?.expected[0]?.looks.at(-1);
    expect(last(null)).toEqual(last(spreads(assumedDeviation)));
    expect(Math.log1p(last(spreads(0.08))?.halfWidth ?? 0)).toBeCloseTo(
      2 * Math.log1p(last(spreads(0.04))?.halfWidth ?? 0),
      9,
    );
    expect(planOf(spreads(null)).precision?.expected, 'nothing was compared').toEqual([]);
  });

  test('has windows twice as long where even the last look is expected to be too wide', () => {
    const slicesOf = (standardDeviation: number) =>
      planOf(spreads(standardDeviation)).groups.find(({ experiment }) => experiment === 'models')?.slices;
    expect([slicesOf(0.02), slicesOf(0.1)]).toEqual([4, 8]);
    expect(planOf(spreads(0.1)).estimatedMs).toBeGreaterThan(planOf(spreads(0.02)).estimatedMs);
  });

  test('that is made before the pilot counts the time that it takes', () => {
    expect(planOf(null).estimatedMs).toBeGreaterThan(planOf(spreads(0.02)).estimatedMs + 5000);
  });

  test('of six comparisons has no interval at the first look, and so none is expected', () => {
    const { precision } = planOf(null, { experiments: ['ipc'] });
    expect(precision?.expected[0]?.looks.map(({ rounds }) => rounds)).toEqual([10, 16]);
  });
});

import { describe, expect, test } from 'vitest';
import { suiteRun } from '../../../test/made-up-run.ts';
import type { ExperimentAnalysis, Row } from '../../analysis/analysis.ts';
import { isDeclaredView, metricsOf, possibleBaselines, viewed, wholeView, contrastWith } from './view.ts';

const run = suiteRun(['models', 'compute', 'churn'], {
  values: ({ arm }, round) => ({ speed: 1 + (arm.length % 5) / 10 + ((round * arm.length) % 7) / 100 }),
  profile: 'standard',
});

function experimentOf(name: string): ExperimentAnalysis {
  const found = run.analysis.experiments.find((one) => one.name === name);
  if (found === undefined) throw new Error(`the run has no ${name}`);
  return found;
}

function rowIn({ groups }: ExperimentAnalysis, arm: string): Row {
  const row = groups[0]?.rows.find(({ cell }) => cell.arm === arm);
  if (row === undefined) throw new Error(`no ${arm}`);
  return row;
}

function names({ groups }: ExperimentAnalysis): string[] {
  return groups[0]?.rows.map(({ cell }) => cell.arm) ?? [];
}

const models = experimentOf('models');
const [baseline = ''] = [models.baseline ?? undefined];

describe('a comparison that the page makes', () => {
  test('with the declared baseline has the declared estimate, and an interval inside the simultaneous one', () => {
    for (const experiment of [models, experimentOf('churn')]) {
      const reference = rowIn(experiment, experiment.baseline ?? '');
      const declared = experiment.groups[0]?.rows.filter((row) => row.declared) ?? [];
      expect(declared.length).toBeGreaterThan(1);
      for (const row of declared) {
        for (const metric of experiment.shown.slice(0, 2)) {
          const made = contrastWith(row, reference, metric, experiment);
          const known = row.contrasts.get(metric.name);
          expect(made?.value).toBe(known?.value);
          expect(made?.n).toBe(known?.n);
          expect(made?.values).toEqual(known?.values);
          expect(made?.interval?.low).toBeGreaterThanOrEqual(known?.interval?.low ?? Number.NaN);
          expect(made?.interval?.high).toBeLessThanOrEqual(known?.interval?.high ?? Number.NaN);
          expect(made?.coverage).toBeGreaterThanOrEqual(0.95);
          expect(made?.coverage).toBeLessThanOrEqual(known?.coverage ?? 0);
          expect(made?.verdict).toBe('undeclared');
        }
      }
    }
  });

  test('turned round is the reciprocal', () => {
    const other = rowIn(models, 'thread-pool-handoff');
    const reference = rowIn(models, baseline);
    const there = contrastWith(other, reference, models.shown[0], models);
    const back = contrastWith(reference, other, models.shown[0], models);
    expect(back?.value).toBeCloseTo(1 / (there?.value ?? Number.NaN), 12);
  });

  test('is none where a side has no figure, or rounds that are no replications', () => {
    const reference = rowIn(models, baseline);
    const other = rowIn(models, 'thread-pool-handoff');
    expect(contrastWith({ ...other, figures: new Map() }, reference, models.shown[0], models)).toBeNull();
    const single = { ...other, cell: { ...other.cell, isOneProcess: true as const } };
    expect(contrastWith(single, reference, models.shown[0], models)).toBeNull();
  });

  test('has no interval where too many of its rounds are in doubt', () => {
    const other = {
      ...rowIn(models, 'thread-pool-handoff'),
      inDoubt: new Map([['messagesPerSecond', [0, 1, 2, 3, 4, 5]]]),
    };
    const made = contrastWith(other, rowIn(models, baseline), models.shown[0], models);
    expect(made?.interval).toBeNull();
    expect(made?.note).toContain('6 of them in doubt');
  });

  test('is no finer than what was counted', () => {
    const other = { ...rowIn(models, 'thread-pool-handoff'), resolutions: new Map([['messagesPerSecond', 0.5]]) };
    const { value, interval } = contrastWith(other, rowIn(models, baseline), models.shown[0], models) ?? {};
    expect((interval?.high ?? 0) / (value ?? 1)).toBeGreaterThanOrEqual(1.5);
  });
});

describe('a view', () => {
  test('of everything is the experiment', () => {
    expect(viewed(models, wholeView)).toEqual(models);
  });

  test('with another baseline has all others against it, without verdicts, ranks and crossovers', () => {
    const compute = experimentOf('compute');
    const view = { ...wholeView, baseline: 'thread-pool-handoff' };
    const seen = viewed(compute, view);
    expect(seen.baseline).toBe('thread-pool-handoff');
    for (const { rows, ranking } of seen.groups) {
      expect(ranking).toEqual([]);
      expect(rows.filter(({ cell }) => cell.role === 'baseline').map(({ cell }) => cell.arm)).toEqual([
        'thread-pool-handoff',
      ]);
      const verdicts = rows.flatMap(({ contrasts }) => [...contrasts.values()].map(({ verdict }) => verdict));
      expect(verdicts.length).toBe(2 * (rows.length - 1));
      expect(new Set(verdicts)).toEqual(new Set(['undeclared']));
    }
    expect(seen.crossovers).toEqual([]);
    expect(isDeclaredView(compute, view)).toBe(false);
    expect(isDeclaredView(compute, { ...wholeView, baseline: compute.baseline })).toBe(true);
  });

  test('of a metric that was only described compares it without a verdict', () => {
    const metric = metricsOf(models).find(({ name }) => !models.shown.some((one) => one.name === name));
    const view = { ...wholeView, metric: metric?.name ?? '' };
    const seen = viewed(models, view);
    expect(seen.shown).toEqual([metric]);
    expect(isDeclaredView(models, view)).toBe(false);
    expect(rowIn(seen, 'thread-pool-handoff').contrasts.get(metric?.name ?? '')?.verdict).toBe('undeclared');
  });

  test('of some arms keeps the one that they are compared with', () => {
    expect(names(viewed(models, { ...wholeView, search: 'POOL' }))).toEqual(
      names(models).filter((arm) => arm.includes('pool') || arm === baseline),
    );
    const threads = viewed(models, { ...wholeView, hiddenFamilies: new Set(['processes', 'one-thread']) });
    expect(names(threads)).toEqual(names(models).filter((arm) => arm.includes('thread') || arm === baseline));
    const without = viewed(models, { ...wholeView, hiddenArms: new Set(['thread-pool-handoff', baseline]) });
    expect(names(without)).toEqual(names(models).filter((arm) => arm !== 'thread-pool-handoff'));
  });

  test('can be put in order', () => {
    const byName = names(viewed(models, { ...wholeView, order: 'name' }));
    expect(byName).toEqual(byName.toSorted());
    const best = viewed(models, { ...wholeView, order: 'best' });
    const speeds = best.groups[0]?.rows.map(({ figures }) => figures.get('messagesPerSecond')?.value ?? 0) ?? [];
    expect(speeds).toEqual(speeds.toSorted((one, other) => other - one));
    const cheapest = viewed(models, { ...wholeView, order: 'best', metric: 'cpuNsPerMessage' });
    const costs =
      cheapest.groups[0]?.rows.map(({ figures }) => figures.get('cpuNsPerMessage')?.value ?? Number.MAX_VALUE) ?? [];
    expect(costs).toEqual(costs.toSorted((one, other) => one - other));
  });

  test('offers baselines that every group measured', () => {
    const compute = experimentOf('compute');
    const [first, ...others] = compute.groups;
    if (first === undefined) throw new Error('no groups');
    const rows = first.rows.map((row) => (row.cell.arm === 'thread-offload' ? { ...row, completed: 0 } : row));
    const gone = { ...compute, groups: [{ ...first, rows }, ...others] };
    expect(possibleBaselines(compute)).toContain('thread-offload');
    expect(possibleBaselines(gone)).not.toContain('thread-offload');
  });
});

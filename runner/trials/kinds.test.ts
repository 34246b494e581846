/** What every registered kind of trial promises to the rest of the runner, which knows none of them. */
import { describe, expect, test } from 'vitest';
import { labelSchema, metricSchema } from '../result/metric.ts';
import { profileNames } from '../result/plan.ts';
import { kindOf, kinds } from './index.ts';

describe.each(Object.entries(kinds))('%s', (name, kind) => {
  const definitionOf = (metric: string) => kind.metrics.find((one) => one.name === metric);

  test('is registered under its name', () => {
    expect(kind.name).toBe(name);
  });

  test('has definitions as plans store them, no name twice', () => {
    // Without what computes them.
    for (const metric of kind.metrics) expect(metricSchema.parse(metric)).toEqual(JSON.parse(JSON.stringify(metric)));
    for (const label of kind.labels) expect(labelSchema.parse(label)).toEqual(label);
    for (const names of [kind.metrics, kind.labels].map((all) => all.map((one) => one.name)))
      expect(new Set(names).size).toBe(names.length);
  });

  test('has control metrics that are factors: identical cells are compared by their ratio', () => {
    // Claims are judged by counts, and have no identical cells.
    if (kind.name === 'claim') expect(kind.controlMetrics).toEqual([]);
    else expect(kind.controlMetrics.length).toBeGreaterThan(0);
    for (const metric of kind.controlMetrics) expect(definitionOf(metric)?.scale, metric).toBe('factor');
  });

  test('bounds metrics by labels that make a lower bound', () => {
    const bounds = new Set(kind.labels.filter((label) => label.bounds).map((label) => label.name));
    const used = kind.metrics.flatMap(({ boundedBy }) => boundedBy ?? []);
    expect(used.filter((label) => !bounds.has(label))).toEqual([]);
  });

  test('has a margin where a difference may be below what can be told, and none for a factor', () => {
    const factors = kind.metrics.filter(({ scale }) => scale === 'factor');
    expect(factors.filter(({ differenceMargin }) => differenceMargin !== null)).toEqual([]);
  });

  test.each(profileNames)('describes trials of the profile %s by metrics that it has, none twice', (profile) => {
    const shown = kind.details(profile).flatMap(({ metrics }) => metrics);
    expect(shown.filter((metric) => definitionOf(metric) === undefined)).toEqual([]);
    expect(new Set(shown).size).toBe(shown.length);
  });
});

test('a kind that is not registered is a defect of ours', () => {
  expect(() => kindOf(kinds, 'smoke-signals')).toThrow('no kind of trial is called smoke-signals');
});

/** Which cells a run of claims brings with it, and that every figure that a claim names is among them. */
import { describe, expect, test } from 'vitest';
import { madeUpTopology } from '../../test/made-up-plan.ts';
import { profileNames } from '../result/plan.ts';
import { kindOf, kinds } from '../trials/index.ts';
import { claims } from './claims/index.ts';
import { labelOf, readBy, storedClaim } from './claims/claim.ts';
import type { Experiment, ExperimentGroup } from './experiment.ts';
import { experiments } from './index.ts';
import { withReads } from './reads.ts';

const processors = { cpus: [0, 1], topology: madeUpTopology };
const registry: Readonly<Record<string, Experiment>> = experiments;
const asked: Experiment = {
  ...experiments.howto,
  reads: [
    { experiment: 'churn', group: '10 connections at once', arm: 'thread-per-connection' },
    { experiment: 'models', group: '64 connections', arm: 'thread-pool-handoff' },
  ],
};
const cellsOf = (all: readonly Experiment[], profile: 'quick' | 'standard') =>
  all
    .filter(({ name }) => name !== 'howto')
    .map((experiment) => [
      experiment.name,
      experiment.groups(profile, processors).map(({ label, arms }) => [label, arms.map((arm) => arm.name)]),
    ]);

test('the groups and arms that are read, in the order of the registry', () => {
  const cells = [
    ['models', [['64 connections', ['thread-pool-handoff']]]],
    ['churn', [['10 connections at once', ['thread-per-connection']]]],
  ];
  expect(cellsOf(withReads([asked], registry, 'quick'), 'quick')).toEqual(cells);
  // In whichever profile: claims name the cells of quick runs.
  expect(cellsOf(withReads([asked], registry, 'quick'), 'standard')).toEqual(cells);
});

test('of arms that are read the first is the baseline, where nobody reads or asked for the other', () => {
  const baselines = (run: readonly Experiment[]) =>
    run.map((one) => [
      one.name,
      one.baselineOn?.(processors) ?? one.baseline,
      one.precedent === null ? 'no table' : 'table',
    ]);
  expect(baselines(withReads([asked], registry, 'quick'))).toEqual([
    ['models', 'thread-pool-handoff', 'no table'],
    ['churn', 'thread-per-connection', 'no table'],
    ['howto', null, 'no table'],
  ]);
  const reads = [{ experiment: 'churn', group: '10 connections at once', arm: 'iterative' }, ...(asked.reads ?? [])];
  expect(baselines(withReads([{ ...asked, reads }], registry, 'quick'))[1]).toEqual(['churn', 'iterative', 'table']);
  expect(baselines(withReads([experiments.churn, asked], registry, 'quick'))[1]).toEqual([
    'churn',
    'iterative',
    'table',
  ]);
});

test('what is read alone has two slices at most in a quick run, and in others what it always has', () => {
  const [models, churn] = withReads([asked], registry, 'quick');
  expect(models?.slices).toEqual({ quick: 2 });
  expect(churn?.slices).toEqual({ smoke: 16, quick: 2, standard: 16, rigorous: 16 });
  expect(withReads([experiments.churn, asked], registry, 'quick')[1]?.slices).toBe(experiments.churn.slices);
});

test('an arm that only thorough runs have is added to a group that quick ones have', () => {
  const reads = [{ experiment: 'paths', group: '64 connections', arm: 'own-address' }];
  const [paths] = withReads([{ ...experiments.howto, reads }], registry, 'quick');
  const own = experiments.paths.groups('standard', processors)[0]?.arms.find(({ name }) => name === 'own-address');
  const arms = paths?.groups('quick', processors)[0]?.arms ?? [];
  expect(arms.map(({ name, compared }) => [name, compared])).toEqual([
    ['loopback', false],
    ['own-address', true],
  ]);
  expect(arms[1]?.setup).toEqual(own?.setup);
});

test('what the user asked for is there as a whole, once', () => {
  const both = withReads([experiments.churn, asked], registry, 'quick');
  expect(both.map(({ name }) => name)).toEqual(['models', 'churn', 'howto']);
  expect(both[1]?.groups('quick', processors)).toEqual(experiments.churn.groups('quick', processors));
});

test('a smoke run brings nothing with it', () => {
  expect(withReads([asked], registry, 'smoke')).toEqual([asked]);
});

test('without claims a run is what it was', () => {
  expect(withReads([experiments.churn], registry, 'quick')).toEqual([experiments.churn]);
});

describe.each(claims.map((claim) => [`${claim.number} ${claim.name}`, claim] as const))('claim %s', (_, claim) => {
  test('reads figures that a run of it has, in every profile', () => {
    const run = withReads([experiments.howto], registry, 'quick');
    for (const profile of profileNames.filter((name) => name !== 'smoke')) {
      const groups = new Map<string, { readonly group: ExperimentGroup; readonly experiment: Experiment }>(
        run.flatMap((experiment) =>
          experiment
            .groups(profile, processors)
            .map((group) => [`${experiment.name}/${group.label}`, { group, experiment }] as const),
        ),
      );
      const figures = storedClaim(claim).predictions.flatMap(({ of, against }) =>
        against === null ? [of] : [of, against],
      );
      for (const { group: id, arm, metric } of figures) {
        const { group, experiment } = groups.get(id) ?? expect.fail(`${profile} has no group ${id}`);
        expect(group.arms.map(({ name }) => name)).toContain(arm);
        const kind = kindOf(kinds, experiment.kind);
        expect([...experiment.metrics, ...kind.details(profile).flatMap(({ metrics }) => metrics)]).toContain(metric);
      }
    }
  });

  test('has predictions with bounds, no more than eight rounds can decide, and situations of its own or of others', () => {
    expect(claim.predictions.length).toBeGreaterThan(0);
    expect(claim.predictions.length).toBeLessThanOrEqual(6);
    for (const { least, most } of claim.predictions) {
      expect(least ?? most).toBeDefined();
      if (least !== undefined && most !== undefined) expect(least).toBeLessThanOrEqual(most);
    }
    expect(claim.observed.length + readBy(claim).length).toBeGreaterThan(0);
    expect(claim.sources.length).toBeGreaterThan(0);
  });
});

test('claims are counted, each once and in order', () => {
  const numbers = claims.map(({ number }) => number);
  expect(numbers).toEqual([...new Set(numbers)].toSorted((one, other) => one - other));
  expect(new Set(claims.map(labelOf)).size).toBe(claims.length);
});

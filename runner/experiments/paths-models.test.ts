/** Which models are followed from one path to another, and how an order may be asked for. */
import { describe, expect, test } from 'vitest';
import { madeUpPlan, madeUpTopology } from '../../test/made-up-plan.ts';
import { profileNames } from '../result/plan.ts';
import { kindOf, kinds } from '../trials/index.ts';
import type { Experiment } from './experiment.ts';
import { experiments } from './index.ts';

const processors = { cpus: [0, 1], topology: madeUpTopology };
const all: readonly Experiment[] = Object.values(experiments);

describe.each(profileNames)('in %s', (profile) => {
  test('both groups have the same arms under the same conditions but for the path', () => {
    const [first, later, ...more] = experiments['paths-models'].groups(profile, processors);
    expect([first?.label, later?.label, more]).toEqual(['over loopback', 'over veth', []]);
    const overLoopback = later?.arms.map((arm) => ({ ...arm, setup: { ...arm.setup, path: 'loopback' } }));
    expect(overLoopback).toEqual(first?.arms);
    expect(later?.arms.every(({ setup }) => setup.path === 'veth')).toBe(true);
    expect(first?.arms.every(({ compared }) => compared)).toBe(true);
  });

  test('a path that the user names takes the place of veth', () => {
    const labels = (path: string) =>
      experiments['paths-models'].groups(profile, { ...processors, path }).map(({ label }) => label);
    expect(labels('veth-rate:100')).toEqual(['over loopback', 'over veth-rate:100']);
    expect(labels('loopback')).toEqual(['over loopback', 'over veth']);
  });
});

test('every model is followed in rigorous', () => {
  const { plan } = madeUpPlan({ experiments: ['paths-models'], profile: 'rigorous' });
  const [models] = madeUpPlan({ experiments: ['models'], profile: 'rigorous' }).plan.groups;
  const armsOf = (group = models) => group?.cells.map(({ arm, role }) => [arm, role]);
  const groups = plan.groups.filter(({ experiment }) => experiment === 'paths-models');
  expect(groups.map(armsOf)).toEqual([armsOf(), armsOf()]);
});

test.each(all.filter(({ orderAcross }) => orderAcross !== undefined))(
  '$name asks for the order by a metric that has ratios, in groups that have the same arms',
  (experiment) => {
    const { metrics } = kindOf(kinds, experiment.kind);
    const metric = metrics.find(({ name }) => name === experiment.primaryMetric);
    expect(metric?.scale).toBe('factor');
    for (const profile of profileNames) {
      const arms = experiment.groups(profile, processors).map((group) => group.arms.map(({ name }) => name));
      for (const names of arms) expect(names).toEqual(arms[0]);
    }
  },
);

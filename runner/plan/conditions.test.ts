/** What the cells of a group share is told of it, also where part of their load is each cell's own. */
import { expect, test } from 'vitest';

import { madeUpPlan } from '../../test/made-up-plan.ts';
import type { ExperimentName } from '../experiments/index.ts';
import type { ProfileName } from '../result/plan.ts';
import { nominalCalibration } from '../trials/server/calibration.ts';
import { wantedCapacities } from '../trials/server/capacity-key.ts';
import { setupSchema } from '../trials/server/setup.ts';

/** Of models that reach different rates in a closed loop. */
function termsOf(experiment: ExperimentName, profile: ProfileName): string[][] {
  const asked = { experiments: [experiment], profile };
  const cells = madeUpPlan(asked).plan.groups.flatMap((group) => group.cells);
  const setups = cells.flatMap(({ kind, setup }) => (kind === 'server' ? [setupSchema.parse(setup)] : []));
  const keys = [...wantedCapacities(setups).keys()];
  const capacities = Object.fromEntries(keys.map((key, index) => [key, 20_000 + 1000 * index]));
  const calibrations = { server: { ...nominalCalibration, capacities } };
  const { groups } = madeUpPlan({ ...asked, setting: { calibrations } }).plan;
  return groups.flatMap((group) => (group.experiment === experiment ? [group.terms.map(({ text }) => text)] : []));
}

const shareOf = (percent: number, whose: string) => `${percent} % of what ${whose} reached in a closed loop`;

test('models at a share of their own limit have the loop, the share and its length in common, and no rate', () => {
  const [quick = []] = termsOf('overload', 'quick');
  expect(quick.slice(0, 4)).toEqual(['64 connections', 'open loop', shareOf(200, 'each'), 'for 2 s']);
  expect(quick.filter((text) => text.includes('requests/s'))).toEqual([]);
  const standard = termsOf('overload', 'standard').map((terms) => terms.slice(1, 4));
  expect(standard).toEqual([120, 200].map((percent) => ['open loop', shareOf(percent, 'each'), 'for 3 s']));
});

test.each(['latency', 'blocking'] as const)('at a share of the slowest one’s the rate of %s too', (experiment) => {
  const [terms = []] = termsOf(experiment, 'quick');
  expect(terms.slice(1, 5)).toEqual([
    'open loop',
    shareOf(50, 'the slowest model'),
    expect.stringMatching(/^[\d,]+ requests\/s$/),
    'for 6 s',
  ]);
});

test('a search for the highest rate has no length of its own', () => {
  const [terms = []] = termsOf('capacity', 'quick');
  expect(terms).toContain('open loop at the highest rate with p99=5ms, searched for in each trial');
  expect(terms.filter((text) => text.startsWith('for '))).toEqual([]);
});

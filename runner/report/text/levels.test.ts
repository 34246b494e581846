import { expect, it } from 'vitest';

import type { ExperimentAnalysis } from '../../analysis/analysis.ts';
import { compute, models } from '../fixture-experiments.ts';
import { baseline, type FixtureGroup } from '../fixture-parts.ts';
import { fixture } from '../fixture.ts';
import { levelPlaces, levelsOf } from './levels.ts';

function analysed(groups: readonly FixtureGroup[] = compute.groups): ExperimentAnalysis {
  const [experiment] = fixture({ experiments: [{ ...compute, groups }] }).analysis.experiments;
  if (experiment === undefined) throw new Error('no experiment');
  return experiment;
}

function workLevels(groups?: readonly FixtureGroup[]) {
  const levels = levelsOf(analysed(groups));
  if (levels === null) throw new Error('no levels');
  return levels;
}

it('groups that differ in their work only are levels, by rising work', () => {
  expect(workLevels([...compute.groups].toReversed()).levels.map(({ amount }) => amount)).toEqual([
    0, 10_120, 98_700, 1_012_000,
  ]);
});

it('groups that differ in anything else are none, and one group is none', () => {
  expect(
    levelsOf(
      analysed([
        { label: 'a', workNs: 0 },
        { label: 'b', workNs: 1000, connections: 1 },
      ]),
    ),
  ).toBeNull();
  expect(levelsOf(analysed([{ label: 'a', workNs: 0 }]))).toBeNull();
  const [experiment] = fixture({ experiments: [models] }).analysis.experiments;
  expect(experiment && levelsOf(experiment)).toBeNull();
});

it('echo stands at the left end, and equal factors of the whole cost have equal lengths', () => {
  const axis = levelPlaces(workLevels(), baseline);
  expect(axis.levels.map(({ label }) => label)).toEqual(['echo (0)', '10.1 µs', '98.7 µs', '1.01 ms']);
  const echoNs = workLevels().levels[0]?.group.rows.find(({ cell }) => cell.role === 'baseline')?.cpuNsPerMessage
    ?.value;
  const cost = (workNs: number) => workNs + (echoNs ?? Number.NaN);
  expect(axis.at(98_700) - axis.at(0)).toBeCloseTo(Math.log10(cost(98_700) / cost(0)), 12);
  expect(axis.levels.map(({ place }) => place)).toEqual([0, 10_120, 98_700, 1_012_000].map(axis.at));
});

it('the axis has a place for echo even where no baseline completed', () => {
  const { factor, levels } = workLevels();
  const without = levels.map((level) => ({
    ...level,
    group: { ...level.group, rows: level.group.rows.filter(({ cell }) => cell.role !== 'baseline') },
  }));
  expect(levelPlaces({ factor, levels: without }, baseline).note).toContain('work + 10.1 µs');
});

it('connections are levels too, on their logarithm', () => {
  const groups = [1, 64, 4096].map((connections) => ({ label: `${connections}`, connections }));
  const axis = levelPlaces(workLevels(groups), baseline);
  expect(axis.title).toBe('connections');
  expect(axis.levels.map(({ label }) => label)).toEqual(['1', '64', '4,096']);
  expect(axis.at(4096)).toBeCloseTo(2 * axis.at(64), 12);
});

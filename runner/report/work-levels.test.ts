import { expect, it } from 'vitest';

import type { ExperimentAnalysis } from '../statistics/analysis.ts';
import { compute, models } from './fixture-experiments.ts';
import { fixture, type FixtureGroup } from './fixture.ts';
import { workAxis, workLevels } from './work-levels.ts';

function analysed(groups: readonly FixtureGroup[] = compute.groups): ExperimentAnalysis {
  const [experiment] = fixture({ experiments: [{ ...compute, groups }] }).analysis.experiments;
  if (experiment === undefined) throw new Error('no experiment');
  return experiment;
}

function levelsOf(groups?: readonly FixtureGroup[]) {
  const levels = workLevels(analysed(groups));
  if (levels === null) throw new Error('no levels');
  return levels;
}

it('groups that differ in their work only are levels, by rising work', () => {
  expect(levelsOf([...compute.groups].toReversed()).map(({ workNs }) => workNs)).toEqual([
    0, 10_120, 98_700, 1_012_000,
  ]);
});

it('groups that differ in anything else are none, and one group is none', () => {
  expect(
    workLevels(
      analysed([
        { label: 'a', workNs: 0 },
        { label: 'b', workNs: 1000, connections: 1 },
      ]),
    ),
  ).toBeNull();
  expect(workLevels(analysed([{ label: 'a', workNs: 0 }]))).toBeNull();
  const [experiment] = fixture({ experiments: [models] }).analysis.experiments;
  expect(experiment && workLevels(experiment)).toBeNull();
});

it('echo stands at the left end, and equal factors of the whole cost have equal lengths', () => {
  const axis = workAxis(levelsOf(), 300, 11);
  expect(axis.ticks.map(({ label }) => label)).toEqual(['echo (0)', '10.1 µs', '98.7 µs', '1.01 ms']);
  const cost = (workNs: number) => workNs + axis.echoNs;
  expect(axis.at(98_700) - axis.at(0)).toBeCloseTo(Math.log10(cost(98_700) / cost(0)), 12);
  expect(axis.domain[0]).toBeLessThan(axis.at(0));
  expect(axis.domain[1]).toBeGreaterThan(axis.at(1_012_000));
});

it('a label that would touch the one before it goes to the second line', () => {
  const near = [0, 1000, 100_000].map((workNs) => ({ label: String(workNs), workNs }));
  expect(workAxis(levelsOf(near), 300, 11).ticks.map(({ line }) => line)).toEqual([0, 1, 0]);
});

it('the axis has a place for echo even where no baseline completed', () => {
  const levels = levelsOf().map((level) => ({
    ...level,
    group: { ...level.group, rows: level.group.rows.filter(({ cell }) => cell.role !== 'baseline') },
  }));
  expect(workAxis(levels, 300, 11).echoNs).toBe(10_120);
});

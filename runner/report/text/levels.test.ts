import { expect, it } from 'vitest';

import { compute, models } from '../../../test/made-up-charts.ts';
import { madeUpRun, suiteRun, workAxis, type MadeUpExperiment } from '../../../test/made-up-run.ts';
import { isBaseline, type ExperimentAnalysis } from '../../analysis/analysis.ts';
import { plainCount } from '../../result/quantity.ts';
import { levelPlaces, levelsOf, type Levels } from './levels.ts';

const noNoise = { block: 0, trial: 0, slice: 0 };

function analysed(experiment: MadeUpExperiment): ExperimentAnalysis {
  const [one] = madeUpRun([experiment], { noise: noNoise }).analysis.experiments;
  if (one === undefined) throw new Error('no experiment');
  return one;
}

function levelsIn(experiment: ExperimentAnalysis): Levels {
  const levels = levelsOf(experiment);
  if (levels === null) throw new Error('no levels');
  return levels;
}

const work = analysed(compute);

it('groups on an axis are levels, by rising amount as it was measured in place', () => {
  const reversed = analysed({ ...compute, groups: compute.groups.toReversed() });
  const amounts = levelsIn(reversed).levels.map(({ amount }) => Math.round(amount / 1000));
  expect(amounts).toEqual([0, 11, 110, 1012]);
});

it('without an axis, with a group beside it, with two at one place, or with a single one there are no levels', () => {
  const [one] = compute.groups;
  expect(levelsOf(analysed({ ...compute, axis: null }))).toBeNull();
  expect(levelsOf(analysed({ ...compute, groups: [...compute.groups, { label: 'beside' }] }))).toBeNull();
  const twice = [...compute.groups, { label: 'again', work: { micros: 10 }, level: 10_000 }];
  expect(
    levelsOf(analysed({ ...compute, axis: { ...workAxis, measuredBy: null, offset: 1 }, groups: twice })),
  ).toBeNull();
  expect(levelsOf(analysed({ ...compute, groups: one === undefined ? [] : [one] }))).toBeNull();
  expect(levelsOf(analysed(models))).toBeNull();
});

it('echo stands at the left end, and equal factors of the whole cost have equal lengths', () => {
  const over = levelsIn(work);
  const axis = levelPlaces(over, work);
  expect(axis.levels.map(({ label }) => label)).toEqual(['echo (0)', '11.0 µs', '110 µs', '1.01 ms']);
  const echoNs = over.levels[0]?.group.rows.find(isBaseline)?.figures.get('cpuNsPerMessage')?.value ?? Number.NaN;
  const [, , third = Number.NaN] = over.levels.map(({ amount }) => amount);
  expect(axis.at(third) - axis.at(0)).toBeCloseTo(Math.log10((third + echoNs) / echoNs), 12);
  expect(axis.levels.map(({ place }) => place)).toEqual(over.levels.map(({ amount }) => axis.at(amount)));
});

it('says how amounts were measured, and what was added to them', () => {
  expect(levelPlaces(levelsIn(work), work).note).toBe(
    'Across: work per request as measured in place, which is the server processor time per message of event-loop beyond that at echo in the same rounds; on the logarithm of work per request + 12.0 µs, which is what event-loop takes at echo. As planned and as measured: 10 µs came to 11.0 µs (0.92 × echo), 100 µs came to 110 µs (9.17 × echo), 1000 µs came to 1.01 ms (84.3 × echo).',
  );
  const [idle] = suiteRun(['readiness'], { profile: 'standard', rounds: 1 }).analysis.experiments;
  if (idle === undefined) throw new Error('no experiment');
  const places = levelPlaces(levelsIn(idle), idle);
  expect(places.note).toBe('Across: idle connections; on the logarithm of idle connections + 1.');
  expect(places.levels.map(({ label }) => label)).toEqual(['0', '10', '100', '900']);
});

it('the axis has a place for echo even where no baseline completed', () => {
  const groups = work.groups.map((group) => ({ ...group, rows: group.rows.filter((row) => !isBaseline(row)) }));
  const without = { ...work, groups };
  expect(levelPlaces(levelsIn(without), without).note).toContain('work per request + 11.0 µs');
});

it('connections stand on their logarithm, as they were chosen', () => {
  const axis = { ...workAxis, title: 'connections', quantity: plainCount, zero: null, measuredBy: null, offset: 0 };
  const groups = [1, 64, 512].map((connections) => ({ label: `${connections}`, connections, level: connections }));
  const experiment = analysed({ ...compute, axis, groups });
  const places = levelPlaces(levelsIn(experiment), experiment);
  expect(places.title).toBe('connections');
  expect(places.levels.map(({ label }) => label)).toEqual(['1', '64', '512']);
  expect(places.at(4096)).toBeCloseTo(2 * places.at(64), 12);
  expect(places.note).toBe('Across: connections; on a logarithmic scale.');
});

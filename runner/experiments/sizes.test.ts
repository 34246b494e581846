/**
 * How large each experiment is: cells, comparisons and the time that they are expected to take, were every model to run.
 * A change here is a change of what people wait for, and of what a figure's interval covers.
 */
import { expect, test } from 'vitest';
import { madeUpPlan } from '../../test/made-up-plan.ts';
import { profileNames, type ProfileName } from '../result/plan.ts';
import { kinds } from '../trials/index.ts';
import { serverKind } from '../trials/server/kind.ts';
import { experimentNames, type ExperimentName } from './index.ts';

/** Seconds rounded; those of the known slowdown, where the experiment has no host for it, among them. */
const sizes: readonly (readonly [
  ExperimentName,
  ProfileName,
  groups: number,
  cells: number,
  comparisons: number,
  rounds: number,
  seconds: number,
])[] = [
  ['models', 'smoke', 1, 4, 2, 1, 11],
  ['models', 'quick', 1, 4, 2, 8, 106],
  ['models', 'standard', 2, 38, 17, 10, 2817],
  ['models', 'rigorous', 2, 38, 34, 16, 4937],
  ['compute', 'smoke', 3, 12, 2, 1, 15],
  ['compute', 'quick', 4, 16, 2, 8, 230],
  ['compute', 'standard', 9, 54, 4, 10, 2491],
  ['compute', 'rigorous', 9, 54, 4, 16, 4588],
  ['connections', 'smoke', 2, 6, 2, 1, 12],
  ['connections', 'quick', 3, 53, 6, 8, 1315],
  ['connections', 'standard', 5, 95, 25, 10, 12_656],
  ['connections', 'rigorous', 5, 95, 85, 16, 21_261],
  ['latency', 'smoke', 1, 3, 1, 1, 18],
  ['latency', 'quick', 3, 18, 4, 8, 1422],
  ['latency', 'standard', 8, 152, 17, 10, 20_318],
  ['latency', 'rigorous', 8, 152, 68, 16, 32_498],
  ['capacity', 'smoke', 1, 3, 1, 1, 36],
  ['capacity', 'quick', 1, 6, 4, 8, 553],
  ['capacity', 'standard', 2, 38, 17, 10, 5544],
  ['capacity', 'rigorous', 2, 38, 34, 16, 8895],
  ['overload', 'smoke', 1, 3, 1, 1, 20],
  ['overload', 'quick', 1, 6, 4, 8, 406],
  ['overload', 'standard', 2, 38, 17, 10, 4687],
  ['overload', 'rigorous', 2, 38, 34, 16, 7489],
  ['blocking', 'smoke', 1, 3, 1, 1, 19],
  ['blocking', 'quick', 1, 6, 4, 8, 521],
  ['blocking', 'standard', 2, 38, 17, 10, 6596],
  ['blocking', 'rigorous', 2, 38, 34, 16, 10_543],
  ['churn', 'smoke', 1, 4, 2, 1, 15],
  ['churn', 'quick', 1, 19, 6, 8, 748],
  ['churn', 'standard', 1, 19, 17, 10, 1686],
  ['churn', 'rigorous', 1, 19, 17, 16, 2722],
  ['idle', 'smoke', 1, 3, 0, 1, 14],
  ['idle', 'quick', 2, 38, 6, 8, 1668],
  ['idle', 'standard', 3, 57, 17, 10, 3027],
  ['idle', 'rigorous', 3, 57, 17, 16, 5436],
  ['startup', 'smoke', 1, 3, 1, 1, 11],
  ['startup', 'quick', 1, 19, 6, 8, 172],
  ['startup', 'standard', 1, 19, 17, 10, 294],
  ['startup', 'rigorous', 1, 19, 17, 16, 496],
  ['readiness', 'smoke', 2, 6, 2, 1, 13],
  ['readiness', 'quick', 2, 10, 6, 8, 215],
  ['readiness', 'standard', 4, 20, 12, 10, 969],
  ['readiness', 'rigorous', 4, 20, 12, 16, 1791],
  ['framing', 'smoke', 1, 5, 2, 1, 11],
  ['framing', 'quick', 3, 30, 6, 8, 499],
  ['framing', 'standard', 6, 60, 25, 10, 3101],
  ['framing', 'rigorous', 6, 60, 42, 16, 5628],
  ['chunk', 'smoke', 1, 4, 2, 1, 11],
  ['chunk', 'quick', 1, 8, 6, 8, 174],
  ['chunk', 'standard', 3, 27, 21, 10, 1209],
  ['chunk', 'rigorous', 3, 27, 21, 16, 2249],
  ['ipc', 'smoke', 1, 5, 3, 1, 9],
  ['ipc', 'quick', 1, 11, 6, 8, 72],
  ['ipc', 'standard', 6, 114, 23, 10, 2251],
  ['ipc', 'rigorous', 6, 114, 68, 16, 4377],
  ['ipc-stream', 'smoke', 2, 8, 4, 1, 10],
  ['ipc-stream', 'quick', 3, 27, 6, 8, 214],
  ['ipc-stream', 'standard', 4, 76, 24, 10, 2251],
  ['ipc-stream', 'rigorous', 4, 76, 68, 16, 4377],
  ['ipc-objects', 'smoke', 3, 9, 3, 1, 11],
  ['ipc-objects', 'quick', 3, 21, 6, 8, 135],
  ['ipc-objects', 'standard', 3, 21, 15, 10, 644],
  ['ipc-objects', 'rigorous', 3, 21, 15, 16, 1242],
  ['placement', 'smoke', 3, 9, 3, 1, 10],
  ['placement', 'quick', 3, 9, 3, 8, 78],
  ['placement', 'standard', 3, 12, 6, 10, 363],
  ['placement', 'rigorous', 3, 12, 6, 16, 699],
  ['paths', 'smoke', 1, 4, 2, 1, 10],
  ['paths', 'quick', 1, 4, 2, 8, 90],
  ['paths', 'standard', 3, 24, 18, 10, 1091],
  ['paths', 'rigorous', 3, 24, 18, 16, 2029],
  ['paths-models', 'smoke', 2, 6, 2, 1, 12],
  ['paths-models', 'quick', 2, 8, 4, 8, 209],
  ['paths-models', 'standard', 2, 12, 8, 10, 737],
  ['paths-models', 'rigorous', 2, 38, 34, 16, 5150],
  ['howto', 'smoke', 2, 17, 0, 1, 11],
  ['howto', 'quick', 14, 116, 0, 8, 269],
  ['howto', 'standard', 14, 116, 0, 10, 326],
  ['howto', 'rigorous', 14, 116, 0, 16, 496],
];

/** Whatever this machine has too little memory for. */
const ableKind = {
  ...serverKind,
  settle: (...of: Parameters<typeof serverKind.settle>) => ({ ...serverKind.settle(...of), unsupported: null }),
};

test.each(sizes)(
  '%s in %s: %d groups of %d cells in all, %d comparisons, %d rounds, %d s',
  (name, profile, ...expected) => {
    const { plan } = madeUpPlan({ experiments: [name], profile, setting: { kinds: { ...kinds, server: ableKind } } });
    const groups = plan.groups.filter(({ experiment }) => experiment === name);
    const cells = groups.flatMap((group) => group.cells).length;
    const comparisons = groups.flatMap((group) => group.comparisons).length;
    const seconds = Math.round(plan.estimatedMs / 1000);
    expect([groups.length, cells, comparisons, plan.rounds, seconds]).toEqual(expected);
  },
);

test('every experiment has its sizes here, in every profile', () => {
  const held = new Set(sizes.map(([name, profile]) => `${name}, ${profile}`));
  const all = experimentNames.flatMap((name) => profileNames.map((profile) => `${name}, ${profile}`));
  expect(all.filter((one) => !held.has(one))).toEqual([]);
});

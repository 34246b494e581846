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
  ['models', 'smoke', 1, 4, 2, 1, 14],
  ['models', 'quick', 1, 4, 2, 8, 125],
  ['models', 'standard', 2, 38, 17, 10, 2878],
  ['models', 'rigorous', 2, 38, 34, 16, 5055],
  ['compute', 'smoke', 3, 12, 2, 1, 19],
  ['compute', 'quick', 5, 30, 4, 8, 543],
  ['compute', 'standard', 9, 54, 4, 10, 2527],
  ['compute', 'rigorous', 9, 54, 4, 16, 4675],
  ['connections', 'smoke', 2, 6, 2, 1, 14],
  ['connections', 'quick', 3, 53, 6, 8, 1202],
  ['connections', 'standard', 5, 95, 25, 10, 17_635],
  ['connections', 'rigorous', 5, 95, 85, 16, 29_243],
  ['latency', 'smoke', 1, 3, 1, 1, 21],
  ['latency', 'quick', 3, 18, 4, 8, 1323],
  ['latency', 'standard', 8, 152, 17, 10, 19_701],
  ['latency', 'rigorous', 8, 152, 68, 16, 31_504],
  ['capacity', 'smoke', 1, 3, 1, 1, 38],
  ['capacity', 'quick', 1, 6, 4, 8, 520],
  ['capacity', 'standard', 2, 38, 17, 10, 5372],
  ['capacity', 'rigorous', 2, 38, 34, 16, 8619],
  ['overload', 'smoke', 1, 3, 1, 1, 22],
  ['overload', 'quick', 1, 6, 4, 8, 380],
  ['overload', 'standard', 2, 38, 17, 10, 4565],
  ['overload', 'rigorous', 2, 38, 34, 16, 7286],
  ['blocking', 'smoke', 1, 3, 1, 1, 21],
  ['blocking', 'quick', 1, 6, 4, 8, 491],
  ['blocking', 'standard', 2, 38, 17, 10, 6400],
  ['blocking', 'rigorous', 2, 38, 34, 16, 10_223],
  ['churn', 'smoke', 1, 4, 2, 1, 18],
  ['churn', 'quick', 1, 19, 6, 8, 798],
  ['churn', 'standard', 1, 19, 17, 10, 1692],
  ['churn', 'rigorous', 1, 19, 17, 16, 2731],
  ['idle', 'smoke', 1, 3, 0, 1, 15],
  ['idle', 'quick', 2, 38, 6, 8, 2678],
  ['idle', 'standard', 3, 57, 17, 10, 4238],
  ['idle', 'rigorous', 3, 57, 17, 16, 7351],
  ['startup', 'smoke', 1, 3, 1, 1, 13],
  ['startup', 'quick', 1, 19, 6, 8, 161],
  ['startup', 'standard', 1, 19, 17, 10, 279],
  ['startup', 'rigorous', 1, 19, 17, 16, 469],
  ['readiness', 'smoke', 2, 6, 2, 1, 15],
  ['readiness', 'quick', 2, 10, 6, 8, 222],
  ['readiness', 'standard', 4, 20, 12, 10, 1039],
  ['readiness', 'rigorous', 4, 20, 12, 16, 1913],
  ['framing', 'smoke', 1, 5, 2, 1, 13],
  ['framing', 'quick', 3, 30, 6, 8, 529],
  ['framing', 'standard', 6, 60, 25, 10, 2762],
  ['framing', 'rigorous', 6, 60, 42, 16, 5119],
  ['chunk', 'smoke', 1, 4, 2, 1, 13],
  ['chunk', 'quick', 1, 8, 6, 8, 180],
  ['chunk', 'standard', 3, 27, 21, 10, 1305],
  ['chunk', 'rigorous', 3, 27, 21, 16, 2418],
  ['ipc', 'smoke', 1, 5, 3, 1, 11],
  ['ipc', 'quick', 1, 19, 6, 8, 140],
  ['ipc', 'standard', 6, 114, 23, 10, 2339],
  ['ipc', 'rigorous', 6, 114, 68, 16, 4506],
  ['ipc-stream', 'smoke', 2, 8, 4, 1, 13],
  ['ipc-stream', 'quick', 3, 27, 6, 8, 246],
  ['ipc-stream', 'standard', 4, 76, 24, 10, 2339],
  ['ipc-stream', 'rigorous', 4, 76, 68, 16, 4506],
  ['ipc-objects', 'smoke', 3, 9, 3, 1, 13],
  ['ipc-objects', 'quick', 3, 21, 6, 8, 158],
  ['ipc-objects', 'standard', 3, 21, 15, 10, 658],
  ['ipc-objects', 'rigorous', 3, 21, 15, 16, 1260],
  ['placement', 'smoke', 3, 9, 3, 1, 13],
  ['placement', 'quick', 3, 9, 3, 8, 92],
  ['placement', 'standard', 3, 12, 6, 10, 383],
  ['placement', 'rigorous', 3, 12, 6, 16, 730],
  ['paths', 'smoke', 1, 4, 2, 1, 13],
  ['paths', 'quick', 1, 4, 2, 8, 124],
  ['paths', 'standard', 3, 24, 18, 10, 1179],
  ['paths', 'rigorous', 3, 24, 18, 16, 2183],
  ['paths-models', 'smoke', 2, 6, 2, 1, 15],
  ['paths-models', 'quick', 2, 8, 4, 8, 191],
  ['paths-models', 'standard', 2, 12, 8, 10, 673],
  ['paths-models', 'rigorous', 2, 38, 34, 16, 5055],
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

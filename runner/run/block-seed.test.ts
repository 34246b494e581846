/** What the trials of a block draw from: one schedule for all that are compared, and another one in every round. */
import { expect, test } from 'vitest';
import { fakeKinds } from '../../test/fake-kind.ts';
import { madeUpPlan } from '../../test/made-up-plan.ts';
import { madeUpRig } from '../../test/made-up-rig.ts';
import type { Group, Plan } from '../result/plan.ts';
import type { Kinds } from '../trials/index.ts';
import { measureBlock } from './block.ts';

const planOf = (seed: number): Plan => madeUpPlan({ experiments: ['models', 'compute'], profile: 'quick', seed }).plan;
const plan = planOf(7);
const [first, second] = plan.groups as readonly [Group, Group];

async function seedsOf(of: Plan, group: Group, round: number, attempt = 0): Promise<readonly number[]> {
  const seeds: number[] = [];
  const fake = fakeKinds();
  const server: Kinds[string] = {
    ...(fake['server'] as Kinds[string]),
    start: async (setup, rig, pace) => {
      seeds.push(rig.seed);
      return await (fake['server'] as Kinds[string]).start(setup, rig, pace);
    },
  };
  await measureBlock({ group, round, attempt }, group.cells, of, {
    kinds: { ...fake, server },
    rig: madeUpRig('', of.seed),
    machine: { processorCount: 2 },
    clockMs: () => 0,
    now: () => '2026-01-01T00:00:00.000Z',
    signal: new AbortController().signal,
  });
  return seeds;
}

test('all trials of a block have one seed, its next attempt too', async () => {
  const seeds = await seedsOf(plan, first, 3);
  expect(seeds).toHaveLength(first.cells.length);
  expect(new Set([...seeds, ...(await seedsOf(plan, first, 3, 1))]).size).toBe(1);
});

test('rounds, groups and runs have seeds of their own, which clients take', async () => {
  const seeds: number[] = [];
  for (const round of [0, 1, 2, 3]) seeds.push((await seedsOf(plan, first, round))[0] as number);
  seeds.push((await seedsOf(plan, second, 0))[0] as number);
  const other = planOf(8);
  seeds.push((await seedsOf(other, other.groups[0] as Group, 0))[0] as number);
  expect(new Set(seeds).size).toBe(seeds.length);
  for (const seed of seeds) expect(seed >>> 0).toBe(seed);
});

/** What is left of a run, on a clock that a test turns. */
import { describe, expect, test } from 'vitest';
import { madeUpPlan } from '../../test/made-up-plan.ts';
import { estimateBlockMs } from '../plan/estimate.ts';
import { resumedStages, stagesOf } from '../plan/schedule.ts';
import type { Group } from '../result/plan.ts';
import { kinds } from '../trials/index.ts';
import { RunClock } from './run-clock.ts';

const { plan } = madeUpPlan({ experiments: ['models', 'compute'] });
const stages = resumedStages(stagesOf(plan), []);
const blocks = stages.flatMap((stage) => stage.blocks.map(({ next }) => next));
const estimateMs = (group: Group) => estimateBlockMs(group, plan, kinds);

/** Before each block: what is left by the run's own word, and in truth. */
function leftBefore(factorOf: (group: Group) => number): { told: number; true: number }[] {
  let nowMs = 0;
  const clock = new RunClock(estimateMs, stages, 1e9, () => nowMs);
  const durations = blocks.map(({ group }) => factorOf(group) * estimateMs(group));
  return blocks.map((block, index) => {
    const told = clock.progress().leftMs;
    const left = durations.slice(index).reduce((sum, ms) => sum + ms, 0);
    clock.began();
    nowMs += durations[index] ?? 0;
    clock.measured(block);
    clock.completed(block);
    return { told, true: left };
  });
}

describe('what is left', () => {
  test('is right from the first block on where the machine is slower than the estimate throughout', () => {
    const [before, ...after] = leftBefore(() => 1.3);
    expect(before?.told).toBeLessThan((before?.true ?? 0) * 0.8);
    for (const { told, true: left } of after) expect(told / left).toBeCloseTo(1, 6);
  });

  test('is within 15 % from the first block on where groups differ by that much, and right when each was measured', () => {
    const factors = new Map(plan.groups.map(({ id }, index) => [id, 1.2 + 0.05 * (index % 4)]));
    const left = leftBefore(({ id }) => factors.get(id) ?? Number.NaN);
    for (const { told, true: really } of left.slice(1)) {
      expect(told / really).toBeGreaterThan(0.85);
      expect(told / really).toBeLessThan(1.15);
    }
    const seen = new Set<string>();
    for (const [index, { group }] of blocks.entries()) {
      if (seen.size === plan.groups.length)
        expect((left[index]?.told ?? 0) / (left[index]?.true ?? 0)).toBeCloseTo(1, 6);
      seen.add(group.id);
    }
  });
});

test('a block is repeated where the time is there, by what its group takes on this machine', () => {
  let nowMs = 0;
  const [first] = blocks;
  if (first === undefined) throw new Error('a block');
  const allMs = blocks.reduce((sum, { group }) => sum + estimateMs(group), 0);
  const withLimit = (limitMs: number) => {
    nowMs = 0;
    const clock = new RunClock(estimateMs, stages, limitMs, () => nowMs);
    clock.began();
    nowMs += 2 * estimateMs(first.group);
    clock.measured(first);
    return clock.hasTimeFor(first);
  };
  expect(withLimit(allMs)).toBe(false);
  expect(withLimit(3 * allMs)).toBe(true);
});

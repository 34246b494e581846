/** What is left of a run, on a clock that a test turns. */
import { describe, expect, test } from 'vitest';
import { madeUpPlan } from '../../test/made-up-plan.ts';
import { estimateBlockMs, repeatedShare } from '../plan/estimate.ts';
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

/** Of what is told: the reserve for blocks that are measured again, of which these runs have none. */
const mostReserve = 1 + repeatedShare;

describe('what is left', () => {
  test('is right from the first block on where the machine is slower than the estimate throughout, but for the reserve', () => {
    const [before, ...after] = leftBefore(() => 1.3);
    expect(before?.told).toBeLessThan((before?.true ?? 0) * 0.85);
    for (const { told, true: left } of after) {
      expect(told / left).toBeGreaterThanOrEqual(1);
      expect(told / left).toBeLessThan(mostReserve);
    }
  });

  test('is within 10 % before the first block where a calibration has told how long blocks take', () => {
    const [before] = leftBefore(({ id }) => 1 + 0.02 * ((id.length % 5) - 2));
    expect(before?.told).toBeGreaterThan(0.9 * (before?.true ?? 0));
    expect(before?.told).toBeLessThan(1.1 * (before?.true ?? 0));
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
      const { told = 0, true: really = 0 } = left[index] ?? {};
      if (seen.size === plan.groups.length) expect(told / really).toBeLessThan(mostReserve);
      seen.add(group.id);
    }
  });

  test('has a reserve for repeats, which grows with those that there are and shrinks without', () => {
    let nowMs = 0;
    const clock = new RunClock(
      () => 1000,
      stages,
      1e9,
      () => nowMs,
    );
    const [first] = blocks;
    if (first === undefined) throw new Error('a block');
    const share = () => clock.progress().leftMs / (1000 * blocks.length) - 1;
    expect(share()).toBeCloseTo(repeatedShare, 9);
    const measure = (attempt: number) => {
      clock.began();
      nowMs += 1000;
      clock.measured({ ...first, attempt });
    };
    for (let block = 0; block < 25; block++) measure(0);
    expect(share()).toBeCloseTo(repeatedShare / 2, 9);
    for (let block = 0; block < 25; block++) measure(block % 2);
    expect(share()).toBeGreaterThan(2 * repeatedShare);
  });

  test('nothing is left of blocks that an experiment does without', () => {
    const clock = new RunClock(
      () => 1000,
      stages,
      1e9,
      () => 0,
    );
    const [models] = stages;
    clock.leftOut(models?.blocks.slice(3) ?? []);
    const { total, leftMs } = clock.progress();
    expect(total).toBe(blocks.length - (models?.blocks.length ?? 0) + 3);
    expect(leftMs).toBeCloseTo(1000 * total * mostReserve, 6);
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

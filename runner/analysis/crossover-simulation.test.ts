/**
 * Do crossovers err as seldom as they promise? Seeded simulations of four arms over the levels of `compute`, whose true
 * crossovers are known: how many experiments place any of them where it is not. Every ratio has an interval that covers for
 * one of four, so the twenty of them do not cover at once; the four crossovers have to.
 */
import { describe, expect, test } from 'vitest';
import { madeUpPlan } from '../../test/made-up-plan.ts';
import { madeUpCell, madeUpRow, serverMetric } from '../../test/made-up-row.ts';
import { standardNormal } from '../../test/normal.ts';
import { createRandom, type Random } from '../../protocol/random.ts';
import { compare } from '../statistics/verdict.ts';
import type { Crossover, GroupAnalysis } from './analysis.ts';
import { crossovers } from './crossover.ts';

const throughput = serverMetric('messagesPerSecond');
const own = 12_000;
const levels = [0, 0.5, 1, 3, 10].map((echoes) => echoes * own);
const arms = 4;
const runs = 400;

/** A pool has so many processors more than the baseline, and costs so much more that it overtakes at `crossesAt`. */
interface Arm {
  readonly crossesAt: number;
  readonly processors: number;
}

function ratioOf({ crossesAt, processors }: Arm, work: number): number {
  const cost = processors * (own + crossesAt) - crossesAt;
  return (processors * (own + work)) / (cost + work);
}

/** From a tenth of an echo to beyond the most work, evenly in factors. */
function anyArm(random: Random): Arm {
  return { crossesAt: own * 0.1 * 200 ** random(), processors: 1.3 + 2 * random() };
}

function measured(armsOfRun: readonly Arm[], rounds: number, random: Random): GroupAnalysis[] {
  const [planned] = madeUpPlan().plan.groups;
  if (planned === undefined) throw new Error('a group');
  const terms = { comparisons: arms, margin: 0.1, unfit: false, isDeclared: false };
  return levels.map((work) => {
    const rows = armsOfRun.map((arm, index) => {
      const differences = Array.from(
        { length: rounds },
        () => Math.log(ratioOf(arm, work)) + 0.05 * standardNormal(random),
      );
      const contrasts = new Map([[throughput.name, compare(differences, terms)]]);
      return madeUpRow(madeUpCell(`arm ${index}`), { contrasts });
    });
    const label = `${work} ns`;
    return { group: planned, id: label, label, level: { planned: work, inPlace: null }, rows, ranking: [] };
  });
}

/** What the levels say: between which of them. */
function isMisplaced({ crossesAt }: Arm, outcome: Crossover['outcome']): boolean {
  switch (outcome.kind) {
    case 'ahead-everywhere':
      return true;
    case 'behind-everywhere':
      return crossesAt < Math.max(...levels);
    case 'between':
      return crossesAt < (outcome.below ?? 0) || crossesAt > (outcome.above ?? Number.POSITIVE_INFINITY);
    case 'not-determined':
      return false;
  }
}

describe.each([8, 10, 16])('in experiments of %d rounds', (rounds) => {
  const random = createRandom(rounds, 'crossovers');
  const found = Array.from({ length: runs }, () => {
    const armsOfRun = Array.from({ length: arms }, () => anyArm(random));
    const outcomes = crossovers(measured(armsOfRun, rounds, random), throughput, own, false);
    return armsOfRun.map((arm, index) => ({
      arm,
      outcome: outcomes[index]?.outcome ?? { kind: 'ahead-everywhere' as const },
    }));
  });

  test('at most one in twenty has any crossover between levels where it is not', () => {
    const wrong = found.filter((run) => run.some(({ arm, outcome }) => isMisplaced(arm, outcome)));
    expect(wrong.length / runs).toBeLessThanOrEqual(0.05);
  });

  test('most crossovers among the levels are placed, and interpolated ranges hold them', () => {
    const among = found.flat().filter(({ arm }) => arm.crossesAt < 0.8 * Math.max(...levels));
    const placed = among.flatMap(({ arm, outcome }) =>
      outcome.kind === 'between' && outcome.interpolated !== null ? [{ arm, ...outcome.interpolated }] : [],
    );
    expect(placed.length / among.length).toBeGreaterThan(0.9);
    const held = placed.filter(
      ({ arm: { crossesAt }, low, high }) => crossesAt >= (low ?? 0) && crossesAt <= (high ?? Number.POSITIVE_INFINITY),
    );
    expect(held.length / placed.length).toBeGreaterThanOrEqual(0.95);
  });
});

/**
 * Do claims on the order of arms err as seldom as they promise? Seeded simulations of models over two paths: how many
 * experiments say of any pair that it kept, swapped, lost or found an order that a group does not have, and how many see a
 * change where there is none.
 */
import { describe, expect, test } from 'vitest';
import { chosen } from '../../test/conformance/selection.ts';
import { madeUpPlan } from '../../test/made-up-plan.ts';
import { serverMetric } from '../../test/made-up-row.ts';
import { standardNormal } from '../../test/normal.ts';
import { modelsExperiment } from '../experiments/models.ts';
import { createRandom, type Random } from '../../protocol/random.ts';
import { usual } from '../trials/server/setup.ts';
import { modelNames } from '../../servers/models/index.ts';
import type { PairOrder } from './analysis.ts';
import { comparisonsIn, pairsAcross } from './declared-pairs.ts';
import { ordersAcross, type MeasuredGroup } from './order-across.ts';

const throughput = serverMetric('messagesPerSecond');

type Noise = (random: Random) => number;

const normal: Noise = (random) => 0.04 * standardNormal(random);
/** Student's t with three degrees of freedom: an outlier now and then. */
const heavyTailed: Noise = (random) =>
  normal(random) /
  Math.sqrt((standardNormal(random) ** 2 + standardNormal(random) ** 2 + standardNormal(random) ** 2) / 3);
const skewedSlices: Noise = (random) => {
  let product = 1;
  for (let slice = 0; slice < 8; slice += 1) product *= 1 - random();
  return -0.0125 * Math.log(product);
};

/** ln of what each arm truly does, the baseline first. */
type Truth = readonly number[];

/** Every pair of so many arms in the first group and in the later one. */
function experimentOf(arms: number) {
  const names = ['event-loop', ...modelNames.filter((name) => name !== 'event-loop' && name !== 'iterative')] as const;
  const taken = names.slice(0, arms);
  const asked = { ...modelsExperiment, orderAcross: { title: 'path' } };
  const { plan } = madeUpPlan({
    profile: 'rigorous',
    experiments: [
      {
        ...asked,
        groups: () =>
          ['over loopback', 'over veth'].map((label) => ({
            label,
            level: null,
            arms: taken.map((model) => ({ name: model, setup: { ...usual, model }, compared: true })),
          })),
      },
    ],
  });
  const groups = plan.groups.filter(({ experiment }) => experiment === 'models');
  return { names: taken, groups, followed: pairsAcross(asked, groups), comparisons: comparisonsIn(asked, groups) };
}

/** One experiment after another, with what was found of its pairs. */
function* simulated(arms: number, rounds: number, truths: readonly [Truth, Truth], noise: Noise, runs: number) {
  const { names, groups, followed, comparisons } = experimentOf(arms);
  const random = createRandom(arms * rounds, `orders ${truths.flat().join(' ')}`);
  for (let run = 0; run < runs; run += 1) {
    const measured = groups.map((group, index): MeasuredGroup => {
      const inRounds = Array.from({ length: rounds }, (_, round) => {
        // What the machine does to a block is in all of its cells.
        const drift = 0.3 * standardNormal(random);
        const completed = group.cells.map(({ id, arm }) => {
          const log = (truths[index]?.[names.findIndex((name) => name === arm)] ?? 0) + drift + noise(random);
          const values = new Map([[throughput.name, Math.exp(log)]]);
          const trial = {
            cell: id,
            round,
            attempt: 0,
            outcome: 'completed',
            resolutions: new Map(),
            labels: [],
          } as const;
          return [id, { ...trial, values }] as const;
        });
        return { round, attempt: 0, completed: new Map(completed) };
      });
      return { group, rounds: inRounds, rows: [] };
    });
    const [order] = ordersAcross(followed, measured, throughput, { comparisons, unfit: false });
    yield { names, pairs: order?.pairs ?? [] };
  }
}

/** Orders that an outcome claims, as signs of first ÷ second in the two groups; null where it claims none. */
const claims: Readonly<Record<PairOrder['outcome']['kind'], readonly [number | null, number | null]>> = {
  kept: [1, 1],
  swapped: [1, -1],
  lost: [1, null],
  found: [null, 1],
  undecided: [null, null],
  'not-determined': [null, null],
};

/** Shares of experiments in which anything false is said of any pair: an order, or a change. */
function falseShares(arms: number, rounds: number, truths: readonly [Truth, Truth], noise: Noise, runs: number) {
  const wrong = { orders: 0, changes: 0 };
  for (const { names, pairs } of simulated(arms, rounds, truths, noise, runs)) {
    const trulyOf = (group: 0 | 1, [one, other]: PairOrder['arms']) => {
      const [a, b] = [one, other].map((arm) => truths[group][names.findIndex((name) => name === arm)] ?? 0);
      return (a ?? 0) - (b ?? 0);
    };
    const isFalseOrder = ({ arms: pair, outcome }: PairOrder) =>
      claims[outcome.kind].some(
        (sign, group) => sign !== null && Math.sign(trulyOf(group === 0 ? 0 : 1, pair)) !== sign,
      );
    const isFalseChange = ({ arms: pair, gained }: PairOrder) => {
      const change = trulyOf(1, pair) - trulyOf(0, pair);
      return gained !== null && (Math.abs(change) < 1e-12 || change > 0 !== (gained === pair[0]));
    };
    if (pairs.some(isFalseOrder)) wrong.orders += 1;
    if (pairs.some(isFalseChange)) wrong.changes += 1;
  }
  return { orders: wrong.orders / runs, changes: wrong.changes / runs };
}

const same = [0, 0, 0, 0, 0];
const apart = [0, 0.3, 0.6, 0.9, 1.2];
const truths = {
  'there is none in either group': [same, same],
  'it is lost': [apart, same],
  'it is only in the later group': [same, apart],
  'it is kept': [apart, apart],
  'it turns round': [apart, apart.toReversed()],
  'some arms are alike in each group': [
    [0, 0, 0.3, 0.3, 0.6],
    [0, 0.3, 0.3, 0.6, 0.6],
  ],
} as const satisfies Record<string, readonly [Truth, Truth]>;
const truthNames = Object.keys(truths) as (keyof typeof truths)[];

describe('in at most 5 % of experiments a false order is claimed of any pair, and in at most 5 % a false change', () => {
  const noises = { normal, 'heavy-tailed': heavyTailed, 'mean of eight skewed slices as': skewedSlices } as const;
  const noiseNames = Object.keys(noises) as (keyof typeof noises)[];
  type Case = readonly [keyof typeof truths, keyof typeof noises, arms: number, rounds: number, runs: number];
  const all = truthNames.flatMap((truth) =>
    noiseNames.flatMap((noise): Case[] => [
      [truth, noise, 3, 8, 6000],
      [truth, noise, 5, 10, 2000],
    ]),
  );
  const few = truthNames.map((truth): Case => [truth, 'normal', 3, 8, 1500]);

  test.each(chosen(all, few))('where %s, with %s noise: %d arms, %d rounds, %d runs', (truth, noise, ...sizes) => {
    const [arms, rounds, runs] = sizes;
    const { orders, changes } = falseShares(arms, rounds, truths[truth], noises[noise], runs);
    expect(orders).toBeLessThanOrEqual(0.05);
    expect(changes).toBeLessThanOrEqual(0.05);
    // Intervals that never miss would be too wide.
    if (truth === 'there is none in either group') expect(Math.min(orders, changes)).toBeGreaterThan(0.02);
  });
});

describe('an order that both groups have', () => {
  /** Shares of outcomes of the pair of the baseline and the arm that is ahead of it by so much in both groups. */
  function outcomes(effect: number, runs: number) {
    const truth = [0, Math.log(1 + effect), 0];
    const counts = new Map<string, number>();
    let changes = 0;
    for (const { names, pairs } of simulated(3, 8, [truth, truth], normal, runs)) {
      const pair = pairs.find(({ arms }) => names.slice(0, 2).every((name) => arms.includes(name)));
      if (pair === undefined) throw new Error('no pair');
      counts.set(pair.outcome.kind, (counts.get(pair.outcome.kind) ?? 0) + 1);
      if (pair.gained !== null) changes += 1;
    }
    return { share: (kind: string) => (counts.get(kind) ?? 0) / runs, changes: changes / runs };
  }

  test.each`
    effect  | kept    | lost
    ${0.05} | ${0.07} | ${0.2}
    ${0.1}  | ${0.67} | ${0.14}
    ${0.2}  | ${1}    | ${0}
  `('of $effect is told as kept with a probability of $kept, and seems lost with one of $lost', (documented) => {
    const { share, changes } = outcomes(documented.effect, 1500);
    expect(Math.abs(share('kept') - documented.kept)).toBeLessThan(0.04);
    expect(Math.abs(share('lost') - documented.lost)).toBeLessThan(0.04);
    expect(share('swapped')).toBe(0);
    // What seems lost for want of rounds shows no change.
    expect(changes).toBeLessThanOrEqual(0.02);
  });
});

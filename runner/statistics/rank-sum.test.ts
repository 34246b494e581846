import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom, type Random } from '../../protocol/random.ts';
import { chosen } from '../../test/conformance/selection.ts';
import { standardNormal } from '../../test/normal.ts';
import { differenceRank, rankSumTail, roundsNeededInEach, shiftBetween } from './rank-sum.ts';
import { coverage, simultaneousCoverage } from './simultaneous.ts';

/** P(U ≤ u) by trying every choice of m of the m + n ranks. */
function countedTail(m: number, n: number): number[] {
  const counts = new Map<number, number>();
  let all = 0;
  for (let subset = 0; subset < 2 ** (m + n); subset += 1) {
    const ranks = Array.from({ length: m + n }, (_, at) => at + 1).filter((rank) => subset & (1 << (rank - 1)));
    if (ranks.length !== m) continue;
    all += 1;
    const u = ranks.reduce((sum, rank) => sum + rank, 0) - (m * (m + 1)) / 2;
    counts.set(u, (counts.get(u) ?? 0) + 1);
  }
  let total = 0;
  return Array.from({ length: Math.floor((m * n) / 2) + 1 }, (_, u) => {
    total += counts.get(u) ?? 0;
    return total / all;
  });
}

/** The same by Mann and Whitney's recurrence, in which nothing is subtracted. */
function tailByRecurrence(m: number, n: number): number[] {
  const known = new Map<string, number>();
  const share = (of: number, others: number, u: number): number => {
    if (u < 0) return 0;
    if (of === 0 || others === 0) return u === 0 ? 1 : 0;
    const key = `${of} ${others} ${u}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = (of * share(of - 1, others, u - others) + others * share(of, others - 1, u)) / (of + others);
    known.set(key, found);
    return found;
  };
  let total = 0;
  return Array.from({ length: Math.floor((m * n) / 2) + 1 }, (_, u) => (total += share(m, n, u)));
}

function expectClose(found: Float64Array, expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  for (const [u, probability] of expected.entries()) {
    expect(Math.abs((found[u] as number) / probability - 1), `u = ${u}`).toBeLessThan(1e-12);
  }
}

describe('the null distribution of the rank-sum statistic', () => {
  test('two and two ranks: of six choices 0, 1, 2, 2, 3, 4', () => {
    expectClose(rankSumTail(2, 2), [1 / 6, 2 / 6, 4 / 6]);
  });

  test.each([
    [1, 1],
    [1, 6],
    [3, 4],
    [7, 2],
    [5, 5],
    [8, 6],
  ])('%d and %d: what counting all choices gives', (m, n) => {
    expectClose(rankSumTail(m, n), countedTail(m, n));
  });

  test.each([
    [8, 16],
    [16, 16],
    [30, 24],
  ])('%d and %d: what the recurrence gives', (m, n) => {
    expectClose(rankSumTail(m, n), tailByRecurrence(m, n));
  });

  test('approaches the normal distribution for many', () => {
    const [m, n] = [300, 250];
    const deviation = Math.sqrt((m * n * (m + n + 1)) / 12);
    expect(rankSumTail(m, n)[Math.floor((m * n) / 2 - 1.96 * deviation)]).toBeCloseTo(0.025, 3);
  });

  test('more rounds than a number can count the choices of', () => {
    const tail = rankSumTail(600, 600);
    const deviation = Math.sqrt((600 * 600 * 1201) / 12);
    expect(tail[Math.floor(180_000 - 1.96 * deviation)]).toBeCloseTo(0.025, 3);
  });
});

describe('the order statistic of an interval', () => {
  // Critical values of U, two-sided 5 %, in the tables of Mann and Whitney's test: k is one more.
  test.each([
    [4, 4, 0],
    [5, 5, 2],
    [6, 6, 5],
    [7, 7, 8],
    [8, 8, 13],
    [8, 10, 17],
    [8, 16, 31],
    [10, 10, 23],
    [10, 16, 42],
    [16, 16, 75],
    [20, 20, 127],
  ])('%d and %d rounds: the tables’ critical value %d', (m, n, critical) => {
    expect(differenceRank(m, n, 0.95)?.k).toBe(critical + 1);
    expect(differenceRank(n, m, 0.95)?.k).toBe(critical + 1);
  });

  test('is the largest that keeps the coverage', () => {
    for (let n = 4; n <= 24; n += 1) {
      const rank = differenceRank(n, 8, 0.95);
      expect(rank?.coverage).toBeGreaterThanOrEqual(0.95);
      expect(1 - 2 * (rankSumTail(n, 8)[rank?.k ?? 0] as number)).toBeLessThan(0.95);
    }
  });

  test.each([
    [0, 8],
    [8, 0],
    [3, 3],
    [1, 30],
  ])('%d and %d rounds have none that covers 95 %%', (m, n) => {
    expect(differenceRank(m, n, 0.95)).toBeNull();
  });

  test('eight rounds each carry as many comparisons as no experiment declares', () => {
    // Of 12,870 choices two are extreme: 0.05 / m ≥ 2 / 12,870.
    expect(differenceRank(8, 8, simultaneousCoverage(321))?.k).toBe(1);
    expect(differenceRank(8, 8, simultaneousCoverage(322))).toBeNull();
    expect(roundsNeededInEach(simultaneousCoverage(322))).toBe(9);
    expect(roundsNeededInEach(0.95)).toBe(4);
  });
});

const value = fc.double({ min: -10, max: 10, noNaN: true });
const rounds = fc.array(value, { minLength: 4, maxLength: 16 });

describe('the shift between two samples', () => {
  test('by the tables’ example: permeability of membranes at term and at 12 to 26 weeks', () => {
    // Hollander, Wolfe and Chicken, table 4.1; wilcox.test(x, y, conf.int = TRUE) of R gives the same.
    const term = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
    const earlier = [1.15, 0.88, 0.9, 0.74, 1.21];
    const { estimate, interval } = shiftBetween(earlier, term, 0.95);
    expect(estimate).toBeCloseTo(0.305, 10);
    expect(interval?.low).toBeCloseTo(-0.15, 10);
    expect(interval?.high).toBeCloseTo(0.76, 10);
    expect(interval?.coverage).toBeCloseTo(1 - 2 * (countedTail(10, 5)[8] as number), 10);
  });

  test('four and four: from the least to the greatest of the sixteen differences', () => {
    expect(shiftBetween([0, 1, 2, 3], [10, 12, 14, 16], 0.95)).toEqual({
      estimate: 11.5,
      interval: { low: 7, high: 16, coverage: expect.closeTo(1 - 2 / 70, 12) },
    });
  });

  test('of equal values is exactly none', () => {
    expect(shiftBetween([2, 2, 2, 2, 2, 2, 2, 2], [2, 2, 2, 2, 2, 2, 2, 2], 0.95).interval).toMatchObject({
      low: 0,
      high: 0,
    });
  });

  test('three rounds each have an estimate and no interval, none have neither', () => {
    expect(shiftBetween([1, 2, 3], [2, 3, 4], 0.95)).toEqual({ estimate: 1, interval: null });
    expect(shiftBetween([], [1], 0.95)).toEqual({ estimate: Number.NaN, interval: null });
  });

  test('moves with the values, whatever their order, and is mirrored when the samples are swapped', () => {
    fc.assert(
      fc.property(rounds, rounds, (first, later) => {
        const found = shiftBetween(first, later, 0.95);
        expect(shiftBetween(first.toReversed(), later, 0.95)).toEqual(found);
        const swapped = shiftBetween(later, first, 0.95);
        expect(swapped.estimate).toBeCloseTo(-found.estimate, 12);
        expect(swapped.interval?.low).toBeCloseTo(-(found.interval?.high as number), 12);
        expect(found.interval?.low).toBeLessThanOrEqual(found.estimate);
        expect(found.interval?.high).toBeGreaterThanOrEqual(found.estimate);
      }),
    );
  });
});

type Distribution = (random: Random) => number;

const normal: Distribution = standardNormal;
/** Student's t with three degrees of freedom. */
const heavyTailed: Distribution = (random) =>
  normal(random) / Math.sqrt((normal(random) ** 2 + normal(random) ** 2 + normal(random) ** 2) / 3);
const exponential: Distribution = (random) => -Math.log(1 - random());
const slowedNowAndThen: Distribution = (random) =>
  0.03 * normal(random) - (random() < 0.2 ? 0.2 * exponential(random) : 0);

/** Share of pairs of runs whose interval misses the true shift, which is none. */
function missedShare(
  draw: (random: Random) => readonly [readonly number[], readonly number[]],
  wanted: number,
  runs: number,
) {
  const random = createRandom(17, 'two runs');
  let missed = 0;
  for (let run = 0; run < runs; run += 1) {
    const { interval } = shiftBetween(...draw(random), wanted);
    if (interval !== null && (interval.low > 0 || interval.high < 0)) missed += 1;
  }
  return missed / runs;
}

const sample = (distribution: Distribution, count: number, random: Random) =>
  Array.from({ length: count }, () => distribution(random));

describe('95 % intervals of two runs cover at least 94 %', () => {
  const sizes = chosen(
    [
      [8, 8],
      [8, 10],
      [10, 16],
    ] as const,
    [[8, 8]],
  );
  for (const [name, distribution] of [
    ['normal', normal],
    ['heavy-tailed', heavyTailed],
    ['exponential', exponential],
    ['one-sided slowdowns in', slowedNowAndThen],
  ] as const) {
    test.each(sizes)(`${name} rounds: %d and %d of them`, (first, later) => {
      const share = missedShare(
        (random) => [sample(distribution, first, random), sample(distribution, later, random)],
        coverage,
        5000,
      );
      expect(share).toBeLessThanOrEqual(0.06);
    });
  }

  // The distribution assumes that both scatter alike. The price where they do not, worst where the fewer scatter more.
  test.each([
    { first: 8, later: 8, times: 2, most: 0.062 },
    { first: 8, later: 8, times: 4, most: 0.082 },
    { first: 16, later: 8, times: 2, most: 0.085 },
    { first: 8, later: 16, times: 2, most: 0.04 },
  ])(
    'but miss up to $most where $later rounds scatter $times times as much as $first',
    ({ first, later, times, most }) => {
      const share = missedShare(
        (random) => [sample(normal, first, random), sample((r) => times * normal(r), later, random)],
        coverage,
        5000,
      );
      expect(share).toBeLessThanOrEqual(most);
    },
  );
});

/** What the caveat of every comparison says: a session has a value of its own, which its rounds do not show. */
test.each([
  { between: 0.5, least: 0.2, most: 0.25 },
  { between: 1, least: 0.45, most: 0.51 },
])(
  'sessions that scatter by $between of a round’s SD are called changed in $least to $most of pairs',
  ({ between, least, most }) => {
    const share = missedShare(
      (random) => {
        const [one, other] = [between * normal(random), between * normal(random)];
        return [sample((r) => one + normal(r), 8, random), sample((r) => other + normal(r), 8, random)];
      },
      coverage,
      5000,
    );
    expect(share).toBeGreaterThan(least);
    expect(share).toBeLessThan(most);
  },
);

import { describe, expect, test } from 'vitest';

import { lowerTail, walshRank } from './wilcoxon.ts';

/** P(W ≤ t) by trying every subset of the ranks. */
function countedTail(n: number, t: number): number {
  let count = 0;
  for (let subset = 0; subset < 2 ** n; subset += 1) {
    let total = 0;
    for (let rank = 1; rank <= n; rank += 1) if (subset & (1 << (rank - 1))) total += rank;
    if (total <= t) count += 1;
  }
  return count / 2 ** n;
}

describe('the null distribution of the signed-rank statistic', () => {
  test('three ranks have the sums 0, 1, 2, 3, 3, 4, 5, 6', () => {
    expect([...lowerTail(3)]).toEqual([1 / 8, 2 / 8, 3 / 8, 5 / 8]);
  });

  test.each([1, 2, 4, 5, 8, 11])('for %d ranks it is what counting all subsets gives', (n) => {
    const tail = lowerTail(n);
    expect(tail).toHaveLength(Math.floor((n * (n + 1)) / 4) + 1);
    for (const [t, probability] of tail.entries()) expect(probability).toBe(countedTail(n, t));
  });

  test('reaches the middle of the range with half of the probability', () => {
    // n(n + 1) / 2 is odd for 10 ranks, so that no sum is its own mirror image.
    expect(lowerTail(10).at(-1)).toBe(0.5);
  });

  test('approaches the normal distribution for many ranks', () => {
    const n = 320;
    const mean = (n * (n + 1)) / 4;
    const deviation = Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24);
    expect(lowerTail(n)[Math.floor(mean - 1.96 * deviation)]).toBeCloseTo(0.025, 3);
  });
});

describe('the order statistic of an interval', () => {
  // docs/methodology.md, "Statistics"; the tables of Hollander, Wolfe and Chicken agree.
  test.each([
    [6, 1, 96.9],
    [7, 3, 95.3],
    [8, 4, 96.1],
    [9, 6, 96.1],
    [10, 9, 95.1],
    [12, 14, 95.8],
    [16, 30, 95.6],
    [20, 53, 95.2],
  ])('%d rounds: k = %d covers %d %%', (rounds, k, percent) => {
    const rank = walshRank(rounds, 0.95);
    expect(rank?.k).toBe(k);
    expect((100 * (rank?.coverage ?? 0)).toFixed(1)).toBe(percent.toFixed(1));
  });

  test('is the largest that keeps the coverage', () => {
    for (let n = 6; n <= 60; n += 1) {
      const rank = walshRank(n, 0.95);
      expect(rank?.coverage).toBeGreaterThanOrEqual(0.95);
      expect(1 - 2 * (lowerTail(n)[rank?.k as number] as number)).toBeLessThan(0.95);
    }
  });

  test.each([
    [0, 0.95],
    [1, 0.95],
    [5, 0.95],
    [7, 0.99],
    [8, 1 - 0.05 / 7],
  ])('%d rounds have none that covers %d', (rounds, coverage) => {
    expect(walshRank(rounds, coverage)).toBeNull();
  });
});

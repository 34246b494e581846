import { describe, expect, test } from 'vitest';

import { comparisonsAllowed, roundsNeeded, simultaneousCoverage } from './simultaneous.ts';
import { walshRank } from './wilcoxon.ts';

describe('rounds and comparisons', () => {
  // docs/methodology.md, "What is repeated".
  test.each([
    [1, 0],
    [5, 0],
    [6, 1],
    [7, 3],
    [8, 6],
    [9, 12],
    [10, 25],
    [11, 51],
    [12, 102],
    [16, 1638],
  ])('%d rounds may declare %d comparisons', (rounds, comparisons) => {
    expect(comparisonsAllowed(rounds)).toBe(comparisons);
  });

  test('the most comparisons of a number of rounds have an interval, and one more has none', () => {
    for (let rounds = 6; rounds <= 16; rounds += 1) {
      const most = comparisonsAllowed(rounds);
      expect(walshRank(rounds, simultaneousCoverage(most))).not.toBeNull();
      expect(walshRank(rounds, simultaneousCoverage(most + 1))).toBeNull();
      expect(roundsNeeded(simultaneousCoverage(most))).toBe(rounds);
      expect(roundsNeeded(simultaneousCoverage(most + 1))).toBe(rounds + 1);
    }
  });

  test('one comparison covers 95 %, six 99.2 % each; none counts as one', () => {
    expect(simultaneousCoverage(1)).toBe(0.95);
    expect(simultaneousCoverage(6)).toBeCloseTo(0.99167, 5);
    expect(simultaneousCoverage(0)).toBe(0.95);
  });
});

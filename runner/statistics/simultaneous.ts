/**
 * How many comparisons a number of rounds can carry. The m intervals of an experiment are simultaneous by Bonferroni's
 * inequality: each covers with 1 − 0.05 / m, so that all of them cover at once with at least 95 %, however they depend on
 * one another. The widest interval that R paired rounds can give covers with 1 − 2 / 2ᴿ, which bounds m.
 */

/** Of a single interval, and of all intervals of an experiment at once. */
export const coverage = 0.95;

/** What each of m declared comparisons has to cover. */
export function simultaneousCoverage(comparisons: number): number {
  return 1 - (1 - coverage) / Math.max(1, comparisons);
}

/** The fewest rounds that have an interval of this coverage at all: 2 / 2ᴿ ≤ 1 − coverage. */
export function roundsNeeded(wantedCoverage: number): number {
  let rounds = 1;
  while (1 - 2 ** (1 - rounds) < wantedCoverage) rounds += 1;
  return rounds;
}

/** The most comparisons that an experiment of so many rounds may declare; 0 when no interval exists. */
export function comparisonsAllowed(rounds: number): number {
  // ⌊0.05 · 2ᴿ / 2⌋, written without 0.05, which binary fractions miss.
  return Math.floor(2 ** rounds / 40);
}

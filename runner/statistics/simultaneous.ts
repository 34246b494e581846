/**
 * How many comparisons a number of rounds can carry. The m intervals of an experiment are simultaneous by Bonferroni's
 * inequality: each covers with 1 − 0.05 / m, so that all of them cover at once with at least 95 %, however they depend on
 * one another. The widest interval that R paired rounds can give covers with 1 − 2 / 2ᴿ, which bounds m.
 */

/** Of a single interval, and of all intervals of an experiment at once. */
export const coverage = 0.95;

/**
 * What each of m declared comparisons has to cover.
 *
 * @param family what all of them cover at once; more where a run looks at its intervals more than once
 */
export function simultaneousCoverage(comparisons: number, family = coverage): number {
  return 1 - (1 - family) / Math.max(1, comparisons);
}

/** The fewest rounds that have an interval of this coverage at all: 2 / 2ᴿ ≤ 1 − coverage. */
export function roundsNeeded(wantedCoverage: number): number {
  let rounds = 1;
  while (1 - 2 ** (1 - rounds) < wantedCoverage) rounds += 1;
  return rounds;
}

/** The most comparisons that an experiment of so many rounds may declare; 0 when no interval exists. */
export function comparisonsAllowed(rounds: number, family = coverage): number {
  // ⌊(1 − family) · 2ᴿ / 2⌋, in whole percent: binary fractions miss 0.05.
  const missedPercent = Math.round(100 * (1 - family));
  return Math.floor((2 ** rounds * missedPercent) / 200);
}

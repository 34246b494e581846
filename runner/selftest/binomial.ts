/** How many of n independent trials succeed, each with the same probability. */

/** P(X ≤ most). Summed in logarithms: the single terms of large n are less than a number can be. */
export function binomialAtMost(most: number, n: number, probability: number): number {
  let logTerm = n * Math.log1p(-probability);
  let total = 0;
  for (let count = 0; count <= Math.min(most, n); count += 1) {
    total += Math.exp(logTerm);
    logTerm += Math.log((n - count) / (count + 1)) + Math.log(probability / (1 - probability));
  }
  return Math.min(1, total);
}

/** The least count that is exceeded with a probability of at most 1 − share. */
export function binomialQuantile(share: number, n: number, probability: number): number {
  let count = 0;
  while (count < n && binomialAtMost(count, n, probability) < share) count += 1;
  return count;
}

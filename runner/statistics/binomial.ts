/** How many of n independent trials succeed, each with the same probability; and what that says of the probability. */
import type { Estimate } from './estimate.ts';

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

/** How often something happened, and how often it could have. */
export interface Counted {
  readonly events: number;
  readonly of: number;
}

/**
 * A share with its exact interval.
 *
 * @param counted in all rounds together; `of` at least 1
 * @param values the share of each round, for the small dots of a chart
 */
export function shareEstimate({ events, of }: Counted, values: readonly number[], coverage: number): Estimate {
  return {
    value: events / of,
    interval: exactShare(events, of, coverage),
    coverage,
    n: values.length,
    values,
    note: null,
  };
}

/**
 * The difference of two independent shares. Its interval reaches from the least to the most that the exact intervals of both
 * allow, each with half of the error: it covers with at least `coverage`, and is wider than it has to be.
 *
 * @param values the difference of each round
 */
export function shareDifference(one: Counted, other: Counted, values: readonly number[], coverage: number): Estimate {
  const each = 1 - (1 - coverage) / 2;
  const [first, second] = [one, other].map(({ events, of }) => exactShare(events, of, each)) as [
    ShareInterval,
    ShareInterval,
  ];
  return {
    value: one.events / one.of - other.events / other.of,
    interval: { low: first.low - second.high, high: first.high - second.low },
    coverage,
    n: values.length,
    values,
    note: null,
  };
}

interface ShareInterval {
  readonly low: number;
  readonly high: number;
}

/**
 * The exact interval of a share, from how often something happened and how often it could have: it covers with at least
 * `coverage`, whatever the share is (Clopper and Pearson, Biometrika 26, 1934).
 *
 * @param events 0 … of
 * @param of at least 1
 */
export function exactShare(events: number, of: number, coverage: number): ShareInterval {
  const tail = (1 - coverage) / 2;
  return {
    low: events === 0 ? 0 : betaQuantile(tail, events, of - events + 1),
    high: events === of ? 1 : betaQuantile(1 - tail, events + 1, of - events),
  };
}

/** By bisection: the distribution ascends, and 60 halvings are as fine as a number can be. */
function betaQuantile(share: number, a: number, b: number): number {
  let low = 0;
  let high = 1;
  for (let halving = 0; halving < 60; halving += 1) {
    const middle = (low + high) / 2;
    if (betaAtMost(middle, a, b) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(X ≤ x) of a beta distribution: the regularized incomplete beta function (DLMF 8.17). */
function betaAtMost(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  // The continued fraction converges fast on the near side of the mean; on the other one the complement does.
  return x < (a + 1) / (a + b + 2) ? (front * betaFraction(x, a, b)) / a : 1 - (front * betaFraction(1 - x, b, a)) / b;
}

const tiny = 1e-300;
const fractionSteps = 10_000;

/** DLMF 8.17.22, by the modified method of Lentz. */
function betaFraction(x: number, a: number, b: number): number {
  const away = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let product = d;
  for (let m = 1; m < fractionSteps; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    product *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    product *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return product;
}

/** Stirling's series with four terms, above 15 exact to the last digits; smaller arguments are led there. */
function logGamma(x: number): number {
  let shifted = x;
  let product = 0;
  while (shifted < 15) {
    product += Math.log(shifted);
    shifted += 1;
  }
  const inverse = 1 / shifted;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
  return (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + series - product;
}

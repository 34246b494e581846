/**
 * Do the intervals cover what they say, and do verdicts err as seldom as they promise? Seeded simulations of what method
 * and machine are assumed to do. Where an assumption fails, the price is measured here and not hidden.
 */
import { describe, expect, test } from 'vitest';

import { chosen } from '../../test/conformance/selection.ts';
import { standardNormal } from '../../test/normal.ts';
import { median } from './averages.ts';
import { center } from './hodges-lehmann.ts';
import { differences } from '../analysis/pairing.ts';
import type { Random } from '../../protocol/random.ts';
import { createRandom } from '../../protocol/random.ts';
import { coverage, simultaneousCoverage } from './simultaneous.ts';
import { compare } from './verdict.ts';

type Distribution = (random: Random) => number;

const normal: Distribution = standardNormal;
const exponential: Distribution = (random) => -Math.log(1 - random());
/** The mean of eight exponentials from one logarithm, for speed. */
const meanOfEightExponentials: Distribution = (random) => {
  let product = 1;
  for (let slice = 0; slice < 8; slice += 1) product *= 1 - random();
  return -Math.log(product) / 8;
};
/** Student's t with three degrees of freedom: no fourth moment, an outlier now and then. */
const heavyTailed: Distribution = (random) =>
  normal(random) / Math.sqrt((normal(random) ** 2 + normal(random) ** 2 + normal(random) ** 2) / 3);
const lognormal: Distribution = (random) => Math.exp(0.5 * normal(random));
const veryLognormal: Distribution = (random) => Math.exp(normal(random));
/** Every fifth trial is slowed down by something, by 20 % on average. */
const slowedNowAndThen: Distribution = (random) =>
  0.03 * normal(random) - (random() < 0.2 ? 0.2 * exponential(random) : 0);

const draw = (distribution: Distribution, count: number, random: Random) =>
  Array.from({ length: count }, () => distribution(random));

/** Median of the mean of two: what the Hodges–Lehmann estimate is an estimate of. 0 where a distribution is symmetric. */
function pseudoMedian(distribution: Distribution): number {
  const random = createRandom(1, 'pseudo-median');
  return median(Array.from({ length: 400_000 }, () => (distribution(random) + distribution(random)) / 2));
}

function coveredShare(distribution: Distribution, truth: number, rounds: number, wanted: number, runs: number): number {
  const random = createRandom(rounds, 'coverage');
  let covered = 0;
  for (let run = 0; run < runs; run += 1) {
    const { interval } = center(draw(distribution, rounds, random), wanted);
    if (interval !== null && interval.low <= truth && truth <= interval.high) covered += 1;
  }
  return covered / runs;
}

describe('95 % intervals cover at least 94 %', () => {
  const cases: readonly { name: string; distribution: Distribution; truth: number }[] = [
    { name: 'normal', distribution: normal, truth: 0 },
    { name: 'heavy-tailed', distribution: heavyTailed, truth: 0 },
    { name: 'lognormal', distribution: lognormal, truth: pseudoMedian(lognormal) },
    { name: 'very skewed lognormal', distribution: veryLognormal, truth: pseudoMedian(veryLognormal) },
    // The sum of two is a gamma variable of shape 2, whose median is 1.678347.
    { name: 'exponential', distribution: exponential, truth: 0.8391735 },
    { name: 'one-sided slowdowns', distribution: slowedNowAndThen, truth: pseudoMedian(slowedNowAndThen) },
  ];

  for (const { name, distribution, truth } of cases) {
    test.each(chosen([8, 10, 16], [8]))(`for ${name} differences and %d rounds`, (rounds) => {
      expect(coveredShare(distribution, truth, rounds, coverage, 5000)).toBeGreaterThanOrEqual(0.94);
    });
  }

  test.each(chosen([8, 10, 16], [8]))(
    'with a machine drift of 0.3 (log SD) common to the arms and %d rounds',
    (rounds) => {
      const random = createRandom(rounds, 'drift');
      const truth = Math.log(1.07);
      const runs = 5000;
      let covered = 0;
      for (let run = 0; run < runs; run += 1) {
        const drift = draw(normal, rounds, random).map((block) => 0.3 * block);
        const trials = (effect: number) => drift.map((block) => effect + block + 0.04 * normal(random));
        const [arm, baseline, twin] = [trials(truth), trials(0), trials(0)];
        const reference = baseline.map((log, round) => (log + (twin[round] as number)) / 2);
        const { interval } = center(differences(arm, reference), coverage);
        if (interval !== null && interval.low <= truth && truth <= interval.high) covered += 1;
      }
      expect(covered / runs).toBeGreaterThanOrEqual(0.94);
    },
  );
});

/**
 * Rounds in doubt, such as those in which the client's own lag made up to four times the percentile: in noisy minutes, which
 * are those with long response times. Runs with more than a quarter in doubt show no figure.
 */
test.each(chosen([8, 10, 16], [8, 16]))('intervals of %d rounds with some in doubt cover at least 94 %', (rounds) => {
  const random = createRandom(rounds, 'doubt');
  let [shown, covered] = [0, 0];
  while (shown < 5000) {
    const trials = Array.from({ length: rounds }, () => {
      const [own, machine] = [normal(random), normal(random)];
      const isInDoubt = machine + normal(random) > 1.4;
      return { value: 0.15 * own + 0.15 * machine + (isInDoubt ? Math.log(1 + 3 * random()) : 0), isInDoubt };
    });
    const doubtful = trials.filter(({ isInDoubt }) => isInDoubt).length;
    if (doubtful === 0 || doubtful > rounds / 4) continue;
    shown += 1;
    const { interval } = center(
      trials.map(({ value }) => value),
      coverage,
      doubtful,
    );
    if (interval !== null && interval.low <= 0 && interval.high >= 0) covered += 1;
  }
  expect(covered / shown).toBeGreaterThanOrEqual(0.94);
});

describe('simultaneous intervals', () => {
  test.each([
    [8, 6],
    [10, 6],
    [16, 12],
  ])('each cover what they promise for normal differences: %d rounds, %d comparisons', (rounds, comparisons) => {
    const promised = simultaneousCoverage(comparisons);
    // Two standard errors of the simulation below the promise.
    const error = 2 * Math.sqrt((promised * (1 - promised)) / 8000);
    expect(coveredShare(normal, 0, rounds, promised, 8000)).toBeGreaterThanOrEqual(promised - error);
  });
});

/**
 * Share of experiments in which at least one of m arms, all identical to the baseline, is called different. The true
 * shares below are 4 to 4.8 %, and it takes many runs to see that: with heavy tails, 8 rounds and 6 comparisons, where
 * twenty seeds average 4.4 %, the first 8,000 runs of this seed give 5.06 %, 2.9 standard errors too many.
 */
function falseAlarms(noise: Distribution, rounds: number, comparisons: number, runs: number): number {
  const random = createRandom(rounds * comparisons, 'identical');
  const terms = { comparisons, margin: 0.1, unfit: false };
  let alarms = 0;
  for (let run = 0; run < runs; run += 1) {
    const reference = Array.from({ length: rounds }, () => (noise(random) + noise(random)) / 2);
    const verdicts = Array.from(
      { length: comparisons },
      () => compare(differences(draw(noise, rounds, random), reference), terms).verdict,
    );
    if (verdicts.some((verdict) => verdict === 'higher' || verdict === 'lower')) alarms += 1;
  }
  return alarms / runs;
}

describe('identical arms are called different in at most 5 % of experiments', () => {
  const noises: readonly { name: string; noise: Distribution }[] = [
    { name: 'normal', noise: (random) => 0.04 * normal(random) },
    { name: 'heavy-tailed', noise: (random) => 0.04 * heavyTailed(random) },
    { name: 'mean of eight skewed slices as', noise: (random) => 0.1 * meanOfEightExponentials(random) },
  ];

  for (const { name, noise } of noises) {
    test.each(
      chosen(
        [
          [8, 2, 16_000],
          [8, 6, 20_000],
          [10, 6, 4000],
          [16, 12, 2000],
        ] as const,
        [[10, 6, 4000]],
      ),
    )(`with ${name} noise: %d rounds, %d comparisons, %d runs`, (rounds, comparisons, runs) => {
      expect(falseAlarms(noise, rounds, comparisons, runs)).toBeLessThanOrEqual(0.05);
    });
  }

  // Arm minus the mean of two baselines is symmetric only if the noise of a whole trial is: a mean of two skewed values is
  // less skewed than one. The promise is missed by this much when single trials are slowed down and others are not.
  test.each([
    { name: 'one-sided slowdowns of every fifth trial', noise: slowedNowAndThen },
    { name: 'exponential noise', noise: (random: Random) => -0.04 * exponential(random) },
  ])('but in up to 7 % with $name', ({ noise }) => {
    const share = falseAlarms(noise, 8, 6, 4000);
    expect(share).toBeGreaterThan(0.04);
    expect(share).toBeLessThanOrEqual(0.07);
  });
});

/** Share of comparisons whose arm, truly so much faster, is called higher. `noise`: SD of a round's log difference. */
function power(effect: number, noise: number, rounds: number, comparisons: number): number {
  const random = createRandom(rounds, `power ${comparisons}`);
  const terms = { comparisons, margin: 0.1, unfit: false };
  const runs = 2000;
  let found = 0;
  for (let run = 0; run < runs; run += 1) {
    const rise = draw(normal, rounds, random).map((deviation) => Math.log(1 + effect) + noise * deviation);
    if (compare(rise, terms).verdict === 'higher') found += 1;
  }
  return found / runs;
}

describe('power: how often an arm that is 5, 10 or 20 % faster is called higher', () => {
  test.each`
    noise   | rounds | comparisons | five    | ten     | twenty
    ${0.04} | ${8}   | ${2}        | ${0.67} | ${1}    | ${1}
    ${0.04} | ${8}   | ${6}        | ${0.39} | ${0.93} | ${1}
    ${0.04} | ${10}  | ${6}        | ${0.56} | ${1}    | ${1}
    ${0.04} | ${16}  | ${6}        | ${0.94} | ${1}    | ${1}
    ${0.06} | ${8}   | ${2}        | ${0.34} | ${0.89} | ${1}
    ${0.06} | ${8}   | ${6}        | ${0.16} | ${0.63} | ${0.99}
    ${0.06} | ${10}  | ${6}        | ${0.21} | ${0.83} | ${1}
    ${0.06} | ${16}  | ${6}        | ${0.56} | ${1}    | ${1}
    ${0.1}  | ${8}   | ${2}        | ${0.13} | ${0.46} | ${0.96}
    ${0.1}  | ${8}   | ${6}        | ${0.05} | ${0.23} | ${0.76}
    ${0.1}  | ${16}  | ${6}        | ${0.17} | ${0.74} | ${1}
  `('SD $noise, $rounds rounds, $comparisons comparisons', ({ noise, rounds, comparisons, five, ten, twenty }) => {
    const shares = [0.05, 0.1, 0.2].map((effect) => power(effect, noise, rounds, comparisons));
    for (const [index, documented] of [five, ten, twenty].entries()) {
      expect(Math.abs((shares[index] as number) - documented)).toBeLessThan(0.035);
    }
    expect(shares).toEqual(shares.toSorted((one, other) => one - other));
  });

  test('grows with the rounds, and shrinks with noise and with the number of comparisons', () => {
    expect(power(0.1, 0.06, 16, 6)).toBeGreaterThan(power(0.1, 0.06, 8, 6));
    expect(power(0.1, 0.06, 8, 6)).toBeGreaterThan(power(0.1, 0.1, 8, 6));
    expect(power(0.1, 0.06, 8, 2)).toBeGreaterThan(power(0.1, 0.06, 8, 6));
  });

  test('20 % is found in at least 95 of 100 at a noise of 6 %, 8 rounds and 2 comparisons', () => {
    expect(power(0.2, 0.06, 8, 2)).toBeGreaterThanOrEqual(0.95);
  });
});

/**
 * Do intervals still cover if a run ends as soon as they are narrow enough? A narrow interval is one whose rounds happened to
 * agree, which they also do around a wrong value: so a run that looks three times asks for 97 % where one that does not look
 * asks for 95. Seeded simulations of the rule of analysis/precision.ts, from runs that end at once to runs that never do.
 */
import { describe, expect, test } from 'vitest';
import { standardNormal } from '../../test/normal.ts';
import { createRandom, type Random } from '../../protocol/random.ts';
import { precisionCoverage, precisionLooks } from '../plan/precision.ts';
import { compare } from '../statistics/verdict.ts';
import { isWithinAsked } from './precision.ts';

const deviation = 0.04;
const effect = Math.log(1.03);

type Noise = (random: Random) => number;
const normal: Noise = (random) => deviation * standardNormal(random);
/** Student's t with three degrees of freedom: an outlier now and then. */
const heavyTailed: Noise = (random) => {
  const squares = [0, 0, 0].map(() => standardNormal(random) ** 2);
  const [a = 0, b = 0, c = 0] = squares;
  return (deviation * standardNormal(random)) / Math.sqrt((a + b + c) / 3);
};

interface Ended {
  /** Share of the runs in which every interval covers. */
  readonly covered: number;
  /** Share of those that ended before the last look. */
  readonly early: number;
}

function endedRuns(noise: Noise, comparisons: number, asked: number, runs: number): Ended {
  const random = createRandom(comparisons, `precision ${asked}`);
  const terms = { comparisons, family: precisionCoverage, margin: 0.1, unfit: false };
  let [covered, early] = [0, 0];
  for (let run = 0; run < runs; run += 1) {
    const most = precisionLooks.at(-1) ?? 0;
    const arms = Array.from({ length: comparisons }, () => Array.from({ length: most }, () => effect + noise(random)));
    for (const look of precisionLooks) {
      const contrasts = arms.map((rounds) => compare(rounds.slice(0, look), terms));
      const isEnough = contrasts.every(({ detectable }) => isWithinAsked(detectable, asked));
      if (!isEnough && look !== most) continue;
      if (look !== most) early += 1;
      const holds = contrasts.every(
        ({ interval }) => interval !== null && interval.low <= Math.exp(effect) && Math.exp(effect) <= interval.high,
      );
      if (holds) covered += 1;
      break;
    }
  }
  return { covered: covered / runs, early: early / runs };
}

describe.each([
  ['normal', normal],
  ['heavy-tailed', heavyTailed],
] as const)('with %s differences', (_, noise) => {
  test.each([
    [1, 0.02],
    [1, 0.03],
    [1, 0.04],
    [2, 0.04],
    [2, 0.05],
    [3, 0.06],
  ])('all intervals of %d comparisons cover at once in 95 %% of runs that end at ±%d', (comparisons, asked) => {
    const { covered, early } = endedRuns(noise, comparisons, asked, 3000);
    expect(covered).toBeGreaterThanOrEqual(0.95);
    expect(early).toBeGreaterThan(0.01);
    expect(early).toBeLessThan(1);
  });
});

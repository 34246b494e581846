/**
 * `--precision`: as many rounds as it takes until the intervals are as narrow as was asked, and no more than sixteen. Pure.
 *
 *     pilot        three rounds of every group, whose scatter tells what to expect; no part of the results
 *     looks        after 8, 10 and 16 rounds an experiment ends if all its intervals are narrow enough
 *
 * Looks are fixed in advance and judge the width alone, never where an interval lies: a run that went on until an interval
 * excludes 1 would find what is not there. Intervals cover with 97 % at once, of which looking costs less than two
 * (docs/decisions/0016-plan-and-precision.md).
 */
import { UserError } from '../../protocol/flags.ts';
import { comparisonsIn } from '../analysis/declared-pairs.ts';
import type { Spread } from '../analysis/precision.ts';
import type { Experiment } from '../experiments/experiment.ts';
import type { Group, Plan, ProfileName } from '../result/plan.ts';
import { expectedHalfWidth, detectedEffect } from '../statistics/expected-width.ts';
import { simultaneousCoverage } from '../statistics/simultaneous.ts';
import { kindOf, type Kinds } from '../trials/index.ts';

/** Rounds after which an experiment may end. */
export const precisionLooks: readonly number[] = [8, 10, 16];
/** Of all intervals of an experiment at once. */
export const precisionCoverage = 0.97;
export const pilotRounds = 3;

/**
 * Of the logarithm of a ratio from round to round, where no pilot has told: two identical cells in interleaved blocks, one
 * of which is a mean of two, on a machine of two virtual processors (docs/decisions/0016-plan-and-precision.md).
 */
export const assumedDeviation = 0.036;

/** In percent. */
const narrowest = 0.5;
const widest = 50;

export interface AskedPrecision {
  /** Half-width of an interval: 0.03 is from ÷1.03 to ×1.03. */
  readonly halfWidth: number;
  /** As the user wrote it. */
  readonly typed: string;
}

export function parsePrecision(flag: string, value: string): AskedPrecision {
  const match = /^(\d+(?:\.\d+)?)%$/.exec(value);
  const percent = match === null ? Number.NaN : Number(match[1]);
  if (!(percent >= narrowest && percent <= widest))
    throw new UserError(`${flag} ${value}: use a number of percent from ${narrowest}% to ${widest}%, such as 3%`);
  return { halfWidth: percent / 100, typed: value };
}

/** @throws UserError for what no ratio is compared of, and for a profile that measures nothing */
export function refusePrecision(
  { typed }: AskedPrecision,
  profile: ProfileName,
  experiments: readonly Experiment[],
  kinds: Kinds,
): void {
  if (profile === 'smoke')
    throw new UserError(
      `--precision ${typed} with --profile smoke: it measures nothing; use quick, standard or rigorous`,
    );
  const others = experiments.filter(
    ({ kind, primaryMetric }) =>
      kindOf(kinds, kind).metrics.find(({ name }) => name === primaryMetric)?.scale !== 'factor',
  );
  if (others.length === 0) return;
  const names = others.map(({ name }) => name).join(', ');
  throw new UserError(
    `--precision ${typed} with ${names}: compares differences, which have no percentage; leave ${others.length === 1 ? 'it' : 'them'} out or use --rounds`,
  );
}

type Expected = NonNullable<Plan['precision']>['expected'][number];

/** What the plan stores of it. Without a pilot: what is to be expected where rounds scatter as assumed. */
export function precisionOf(
  { halfWidth }: AskedPrecision,
  pilot: readonly Spread[] | null,
  experiments: readonly Experiment[],
  groups: readonly Group[],
): NonNullable<Plan['precision']> {
  const expected = experiments.flatMap((experiment): Expected[] => {
    const declared = comparisonsIn(
      experiment,
      groups.filter((group) => group.experiment === experiment.name),
    );
    const deviation = deviationOf(experiment.name, pilot);
    return declared === 0 || deviation === null
      ? []
      : [{ experiment: experiment.name, looks: expectations(declared, deviation) }];
  });
  return {
    asked: halfWidth,
    coverage: precisionCoverage,
    looks: precisionLooks,
    pilot: pilot === null ? null : { rounds: pilotRounds, spreads: pilot },
    expected,
  };
}

function deviationOf(experiment: string, pilot: readonly Spread[] | null): number | null {
  if (pilot === null) return assumedDeviation;
  return pilot.find((spread) => spread.experiment === experiment)?.standardDeviation ?? null;
}

function expectations(declared: number, deviation: number): Expected['looks'] {
  const coverage = simultaneousCoverage(declared, precisionCoverage);
  return precisionLooks.flatMap((rounds) => {
    const halfWidth = expectedHalfWidth(rounds, coverage);
    if (halfWidth === null) return [];
    const effect = detectedEffect(rounds, halfWidth);
    return [{ rounds, halfWidth: Math.expm1(halfWidth * deviation), detected: Math.expm1(effect * deviation) }];
  });
}

/**
 * Experiments whose intervals are expected to be too wide after the last look: their trials get windows twice as long.
 * How much that narrows an interval depends on how much of the scatter is between trials, which it does not touch: it is not
 * part of what is expected.
 */
export function tooWide({ asked, expected }: NonNullable<Plan['precision']>): ReadonlySet<string> {
  return new Set(
    expected.filter(({ looks }) => (looks.at(-1)?.halfWidth ?? 0) > asked).map(({ experiment }) => experiment),
  );
}

/** Whether a self-test is passed: what it found, held to what verdicts have to reach. Pure: the same trials, the same answer. */
import { count, uncapitalized } from '../report/text/words.ts';
import { judgeIdentical, type Identical, type IdenticalInMetric, type Part } from './identical.ts';
import { leastRequest, type PartName } from './plan.ts';
import { judgeSlowdowns, mostBias, type FoundSlowdown, type ProfileRuns, type Slowdowns } from './slowdowns.ts';
import { percent, points, signedPercent } from './words.ts';

/** One thing that has to be reached. */
export interface Criterion {
  readonly name: string;
  readonly isMet: boolean;
  /** A sentence: what was found, what was wanted, and by how much it was missed. */
  readonly text: string;
}

export interface SelftestFindings {
  readonly identical: Identical;
  readonly slowdowns: Slowdowns;
  readonly criteria: readonly Criterion[];
  readonly isPassed: boolean;
  /** Where it is smaller than a proof has to be: 'comparisons: 20 of 200'; with any, it shows that the parts work, and proves nothing. */
  readonly shortened: readonly string[];
}

/** Slowdown that verdicts have to be right about, in runs of this profile. */
const judgedSlowdown = 0.1;
const judgedProfile = 'standard';
const leastFound = 0.9;

export function judgeSelftest(parts: Readonly<Record<PartName, Part>>): SelftestFindings {
  const identical = judgeIdentical(parts.identical);
  const slowdowns = judgeSlowdowns(parts.slowdowns);
  const criteria = [
    ...identical.metrics.map((one) => fewDifferent(one, identical)),
    ...slowdowns.found.filter(({ asked }) => asked === judgedSlowdown).flatMap((one) => rightSlowdown(one, slowdowns)),
  ];
  return {
    identical,
    slowdowns,
    criteria,
    isPassed: criteria.every(({ isMet }) => isMet),
    shortened: [
      ...tooFew('comparisons', identical.planned, leastRequest.comparisons),
      ...tooFew('rounds with slowdowns', slowdowns.planned, leastRequest.rounds),
    ],
  };
}

function tooFew(what: string, has: number, least: number): string[] {
  return has < least ? [`${what}: ${has} of ${least}`] : [];
}

function fewDifferent(
  { metric, judged, higher, lower }: IdenticalInMetric,
  { planned, allowed }: Identical,
): Criterion {
  const different = higher.length + lower.length;
  const name = `identical arms, ${uncapitalized(metric.title)}`;
  const found = `${different} of ${planned} comparisons of identical arms called different in ${uncapitalized(metric.title)}, at most ${allowed} allowed`;
  const missing = planned - judged;
  if (missing > 0)
    return {
      name,
      isMet: false,
      text: `${found}; ${missing} without an interval: missed, since all have to be judged`,
    };
  const isMet = different <= allowed;
  return { name, isMet, text: `${found}: ${isMet ? 'met' : `missed by ${different - allowed}`}` };
}

function rightSlowdown(slowdown: FoundSlowdown, { metric }: Slowdowns): Criterion[] {
  const { asked, putIn, meanRatio, difference, estimate, runs } = slowdown;
  const size = `+${percent(asked)}`;
  const of = `a slowdown of ${size} in ${uncapitalized(metric.title)}`;
  return [
    ...runs.filter(({ profile }) => profile === judgedProfile).map((run) => oftenFound(run, estimate.n, size, of)),
    {
      name: `known slowdown of ${size}, its size`,
      // Without rounds it is NaN, which is within nothing.
      isMet: Math.abs(difference) <= mostBias,
      text: `${of} came out at ${signedPercent(meanRatio)} over ${count(estimate.n, 'round')} where ${signedPercent(putIn.value)} was put in, ${points(difference)} off, at most ±${mostBias * 100} allowed: ${bySize(Math.abs(difference) - mostBias)}`,
    },
  ];
}

function oftenFound({ profile, rounds, alone }: ProfileRuns, recorded: number, size: string, of: string): Criterion {
  const name = `known slowdown of ${size}, found`;
  const wanted = `at least ${percent(leastFound)} wanted`;
  if (Number.isNaN(alone.found))
    return {
      name,
      isMet: false,
      text: `whether ${of} is found cannot be told from ${count(recorded, 'round')}, where a run of ${profile} has ${rounds}; ${wanted}: missed`,
    };
  const isMet = alone.found >= leastFound;
  return {
    name,
    isMet,
    text: `${of} was found in ${percent(alone.found)} of the runs of ${profile} (${count(rounds, 'round')}), ${wanted}: ${isMet ? 'met' : `missed by ${percent(leastFound - alone.found)}`}`,
  };
}

function bySize(beyond: number): string {
  if (beyond <= 0) return 'met';
  return Number.isNaN(beyond) ? 'missed' : `missed by ${(100 * beyond).toFixed(2)}`;
}

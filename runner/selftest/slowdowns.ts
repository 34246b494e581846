/**
 * Whether slowdowns are found that were put in, and how large they come out. What was recorded are more rounds than a run
 * has; runs are drawn from these. What was put in is stated as in every run (analysis/put-in.ts): against the baseline's
 * cost in the very rounds in which it was found.
 */
import { differences, minus, present, seriesOf } from '../analysis/pairing.ts';
import { disturbancesIn, slowdownMetricOf } from '../analysis/planned.ts';
import { putIn, type PutIn } from '../analysis/put-in.ts';
import { roundsOf } from '../analysis/rounds.ts';
import { profiles } from '../plan/profiles.ts';
import type { MetricDefinition } from '../result/metric.ts';
import type { Cell, Group, ProfileName } from '../result/plan.ts';
import { mean, standardDeviation } from '../statistics/averages.ts';
import { estimate, type Estimate } from '../statistics/estimate.ts';
import { comparisonsAllowed, coverage } from '../statistics/simultaneous.ts';
import type { Part } from './identical.ts';
import { normalWithin } from './normal.ts';
import { consecutiveRuns, drawnRuns, type Found } from './resample.ts';

/** Runs of a profile, drawn from what was recorded. */
export interface ProfileRuns {
  readonly profile: ProfileName;
  readonly rounds: number;
  /**
   * What deviations from the mean were multiplied by: the square root of how much longer the recorded trials measured than
   * those of the profile do. 1 where they measured as long.
   */
  readonly noise: number;
  /** As one comparison, at 95 %. */
  readonly alone: Found;
  /** As one of the most comparisons that so many rounds can decide. */
  readonly among: { readonly comparisons: number } & Found;
  /** Of runs of consecutive rounds, as they were recorded: found, of all; null where these are not the profile's trials. */
  readonly consecutive: { readonly found: number; readonly of: number } | null;
}

export interface FoundSlowdown {
  readonly cell: Cell;
  /** The share that was asked for: 0.1. */
  readonly asked: number;
  readonly putIn: PutIn;
  /** exp of the mean of the log ratios of all rounds. */
  readonly meanRatio: number;
  /** Of that mean, as a share of the baseline's cost: 0.001 is a tenth of a percentage point. */
  readonly standardError: number;
  /** meanRatio − what was put in, as a share of the baseline's cost. */
  readonly difference: number;
  /** The probability that a difference by chance alone, of that standard error, is no more than `mostBias`. */
  readonly soundWithin: number;
  /** Over all rounds: as a run of so many would say it. */
  readonly estimate: Estimate;
  /** Of the log ratios. */
  readonly standardDeviation: number;
  readonly runs: readonly ProfileRuns[];
}

export interface Slowdowns {
  readonly planned: number;
  readonly metric: MetricDefinition;
  /** Rounds that have the baseline and all slowdowns. */
  readonly rounds: number;
  /** Of the baseline and its twin, over all rounds, in the metric. */
  readonly baselineValue: number;
  readonly found: readonly FoundSlowdown[];
}

/** By how much the mean may miss what was put in, as a share of the baseline's cost: half a percentage point. */
export const mostBias = 0.005;
const drawnProfiles = ['standard', 'quick'] as const;

export function judgeSlowdowns({ plan, observations }: Part): Slowdowns {
  const [group] = plan.groups;
  const metric = group && slowdownMetricOf(plan, group);
  if (group === undefined || metric === undefined) throw new Error('the plan of the slowdowns has no group');
  const rounds = roundsOf(group, observations, disturbancesIn(plan, group));
  const baseline = seriesOf(rounds, referenceOf(group), metric);
  const measuredMs = group.slices * plan.slice.ms;
  const found = group.cells.flatMap((cell) => {
    const { slowdown } = cell;
    if (slowdown === undefined) return [];
    const series = seriesOf(rounds, [cell.id], metric);
    const paired = differences(series, baseline);
    // The baseline in the rounds of the comparison alone.
    const beside = present(baseline.map((value, r) => (minus(series, baseline)[r] === null ? null : value)));
    return [foundSlowdown(cell, slowdown, paired, Math.exp(mean(beside)), { seed: plan.seed, measuredMs })];
  });
  return {
    planned: plan.rounds,
    metric,
    rounds: Math.min(...found.map((one) => one.estimate.n)),
    baselineValue: Math.exp(mean(present(baseline))),
    found,
  };
}

function referenceOf({ cells }: Group): string[] {
  return cells.filter(({ role }) => role === 'baseline' || role === 'twin').map(({ id }) => id);
}

function foundSlowdown(
  cell: Cell,
  slowdown: NonNullable<Cell['slowdown']>,
  paired: readonly number[],
  baselineValue: number,
  { seed, measuredMs }: { readonly seed: number; readonly measuredMs: number },
): FoundSlowdown {
  const injected = putIn(slowdown, baselineValue);
  const meanRatio = Math.exp(mean(paired));
  const deviation = standardDeviation(paired);
  const standardError = (meanRatio * deviation) / Math.sqrt(paired.length);
  return {
    cell,
    asked: slowdown.asked,
    putIn: injected,
    meanRatio,
    standardError,
    difference: meanRatio - injected.value,
    soundWithin: normalWithin(mostBias, standardError),
    estimate: estimate(paired, coverage),
    standardDeviation: deviation,
    runs: drawnProfiles.map((profile) => runsOf(profile, paired, injected, { seed, measuredMs, stream: cell.id })),
  };
}

function runsOf(
  name: ProfileName,
  paired: readonly number[],
  injected: PutIn,
  { seed, measuredMs, stream }: { readonly seed: number; readonly measuredMs: number; readonly stream: string },
): ProfileRuns {
  const { rounds, slice } = profiles[name];
  const noise = Math.max(1, Math.sqrt(measuredMs / (slice.ms * slice.turns)));
  const middle = mean(paired);
  const recorded = paired.map((difference) => middle + noise * (difference - middle));
  const drawing = { rounds, putIn: injected, seed, stream: `${name} ${stream}` };
  const most = Math.max(1, comparisonsAllowed(rounds));
  return {
    profile: name,
    rounds,
    noise,
    alone: drawnRuns(recorded, { ...drawing, comparisons: 1 }),
    among: { comparisons: most, ...drawnRuns(recorded, { ...drawing, comparisons: most }) },
    consecutive: noise === 1 ? consecutiveRuns(recorded, rounds) : null,
  };
}

/**
 * Two runs of the same question: does what the one found hold in the other? Absolute figures drift from session to session,
 * so what is compared is each arm against the baseline of its own run, figure by figure:
 *
 *     A: arm ÷ baseline, round by round      B: the same      B ÷ A: the ratio of the two ratios
 *
 * Rounds of two runs happened at other times and are not paired, so the ratio of ratios comes from all differences between a
 * round of the one and a round of the other (statistics/rank-sum.ts). Its intervals are simultaneous over all figures that
 * both runs declared, in whatever metric: of two runs that do not differ, at most one pair in twenty has a figure that is
 * called changed. That covers the rounds within the runs. What a machine does between two sessions is in neither of them.
 */
import type { MetricDefinition, Scale } from '../result/metric.ts';
import { combined, noFinerThan } from '../statistics/resolution.ts';
import { estimate, type Estimate } from '../statistics/estimate.ts';
import { roundsNeededInEach, shiftBetween } from '../statistics/rank-sum.ts';
import { transforms } from '../statistics/scale.ts';
import { coverage as single, simultaneousCoverage } from '../statistics/simultaneous.ts';
import { judge, type Contrast } from '../statistics/verdict.ts';
import { contrastOf, isBaseline, primaryOf, type Analysis, type Row } from './analysis.ts';
import { citablesOf, type Citable, type CitableFigure } from './citable.ts';
import { compareCrossovers, type ComparedCrossover } from './compare-crossovers.ts';
import { isLowerBound } from './labels.ts';
import { minus, present } from './pairing.ts';

/** The two runs, as the user named them: what came first, and what is compared with it. */
export type Side = 'A' | 'B';
export type Both<Value> = Readonly<Record<Side, Value>>;
export const sides = ['A', 'B'] as const;

export type Outcome =
  /** The interval excludes what is the same. `withinMargin`: all of it is inside the margin, as of a small difference. */
  | {
      readonly kind: 'changed';
      readonly direction: 'higher' | 'lower';
      readonly isWorse: boolean;
      readonly beyondMargin: boolean;
      readonly withinMargin: boolean;
    }
  /** The interval lies inside the margin, and what is the same in it. */
  | { readonly kind: 'held' }
  /** Not one round of the one differs from any of the other. */
  | { readonly kind: 'identical' }
  /** `why`: what forbids a verdict; null: the interval is too wide for one. */
  | { readonly kind: 'cannot-tell'; readonly why: string | null }
  /** Not declared in both runs, or a figure that only describes: shown, with single intervals, and nothing is decided on it. */
  | { readonly kind: 'not-judged'; readonly why: string | null };

export interface ComparedFigure {
  readonly id: string;
  readonly figures: Both<CitableFigure>;
  readonly metric: MetricDefinition;
  /** Whether it is what comparisons of its experiment are decided on. */
  readonly isPrimary: boolean;
  /** Arm against baseline within each run; null where it has none. */
  readonly ratios: Both<Estimate | null>;
  /** B against A. Null where nothing can be said. */
  readonly change: Contrast | null;
  readonly outcome: Outcome;
}

/** One metric of a baseline in both: shown, since people will look at it, and never judged. */
export interface ComparedBaseline {
  readonly id: string;
  readonly figures: Both<CitableFigure>;
}

export interface RunComparison {
  readonly figures: readonly ComparedFigure[];
  readonly baselines: readonly ComparedBaseline[];
  readonly crossovers: readonly ComparedCrossover[];
  /** IDs of figures that one run has and the other has not. */
  readonly onlyIn: Both<readonly CitableFigure[]>;
  /** Over how many figures the intervals cover at once. */
  readonly comparisons: number;
  /** The larger one of the two plans: nobody asked for a finer verdict than that. */
  readonly margin: number;
}

export interface CompareOptions {
  /** Also what only describes, and arms without a declared comparison. */
  readonly all: boolean;
  /** The machines differ, so that amounts that belong to a machine say nothing. */
  readonly across: boolean;
}

export function compareRuns(runs: Both<Analysis>, { all, across }: CompareOptions): RunComparison {
  const citable = { A: byId(runs.A), B: byId(runs.B) };
  const pairs = [...citable.A].flatMap(([id, one]) => {
    const other = citable.B.get(id);
    if (one.kind !== 'figure' || other?.kind !== 'figure') return [];
    return [{ id, figures: { A: one, B: other } }];
  });
  const isCompared = ({ figures }: ComparedBaseline) => sides.every((side) => figures[side].standing === 'compared');
  const arms = pairs.filter(({ figures }) => sides.every((side) => !isBaseline(figures[side].row)));
  const declared = arms.filter(
    (pair) =>
      isCompared(pair) &&
      sides.every((side) => pair.figures[side].row.declared) &&
      // A metric that no arm of either run has a value of, such as fairness among one connection, is no question.
      sides.some((side) => ratiosOf(pair.figures[side]).length > 0),
  );
  const margin = Math.max(0, ...sides.flatMap((side) => runs[side].experiments.map((experiment) => experiment.margin)));
  const terms = { comparisons: declared.length, margin, runs };
  const judged = new Set(declared);
  // What a crossover is read from has an interval in its run, and no verdict there either.
  const isFollowed = (pair: ComparedBaseline) =>
    isCompared(pair) && sides.every((side) => contrastOf(pair.figures[side].row, pair.figures[side].metric) !== null);
  const shown = arms.filter((pair) => judged.has(pair) || isFollowed(pair) || (all && hasRatio(pair)));
  return {
    figures: shown.map((pair) => compareFigure(pair, judged.has(pair), terms)),
    baselines: pairs.filter(
      (pair) => sides.every((side) => isBaseline(pair.figures[side].row)) && (all || isCompared(pair)),
    ),
    crossovers: compareCrossovers([...citable.A.values()], [...citable.B.values()], across),
    onlyIn: { A: onlyIn(citable.A, citable.B), B: onlyIn(citable.B, citable.A) },
    comparisons: declared.length,
    margin,
  };
}

function byId(analysis: Analysis): ReadonlyMap<string, Citable> {
  return new Map(citablesOf(analysis).map((one) => [one.id, one]));
}

/** Of the compared metrics: what describes goes with its cell. */
function onlyIn(here: ReadonlyMap<string, Citable>, there: ReadonlyMap<string, Citable>): CitableFigure[] {
  return [...here.values()].filter(
    (one): one is CitableFigure => one.kind === 'figure' && one.standing === 'compared' && !there.has(one.id),
  );
}

function hasRatio({ figures }: ComparedBaseline): boolean {
  return sides.every((side) => ratiosOf(figures[side]).length > 0);
}

interface Terms {
  readonly comparisons: number;
  readonly margin: number;
  readonly runs: Both<Analysis>;
}

function compareFigure({ id, figures }: ComparedBaseline, isJudged: boolean, terms: Terms): ComparedFigure {
  const { metric } = figures.B;
  const ofEach = { A: ratiosOf(figures.A), B: ratiosOf(figures.B) };
  const coverage = isJudged ? simultaneousCoverage(terms.comparisons) : single;
  const objection = objectionTo(figures, ofEach, terms.runs);
  // What was withheld within a run is not shown by comparing it with another.
  const change = objection === null ? changeOf(figures, ofEach, coverage, terms.margin) : null;
  return {
    id,
    figures,
    metric,
    isPrimary: primaryOf(figures.B.experiment).name === metric.name,
    ratios: { A: ratioWithin(figures.A, ofEach.A), B: ratioWithin(figures.B, ofEach.B) },
    change,
    outcome: isJudged ? outcomeOf(change, objection, ofEach, metric) : { kind: 'not-judged', why: objection },
  };
}

/** Arm against baseline, as the metric's scale has it, of every round that has both. */
function ratiosOf({ row, group, metric }: CitableFigure): readonly number[] {
  const contrast = contrastOf(row, metric);
  // An arm that is compared with a claim has no baseline among the rows.
  if (contrast !== null) return contrast.values.map(transforms[metric.scale].to).filter(Number.isFinite);
  const own = row.series.get(metric.name) ?? [];
  const baseline = baselineOf({ row, group })?.series.get(metric.name) ?? [];
  return present(minus(own, baseline));
}

/** As its own run shows it; of what was not compared there, with a single interval. */
function ratioWithin(figure: CitableFigure, ratios: readonly number[]): Estimate | null {
  const { row, metric } = figure;
  const contrast = contrastOf(row, metric);
  if (contrast !== null || ratios.length === 0) return contrast;
  if (row.withheld.has(metric.name) || !row.figures.has(metric.name)) return null;
  return estimate(ratios, single, transforms[metric.scale]);
}

function baselineOf({ group }: Pick<CitableFigure, 'row' | 'group'>): Row | null {
  return group.rows.find(isBaseline) ?? null;
}

/** In words: why B ÷ A cannot be judged, however wide its interval is; null: it can. */
function objectionTo(
  figures: Both<CitableFigure>,
  ratios: Both<readonly number[]>,
  runs: Both<Analysis>,
): string | null {
  const { A, B } = figures;
  if (A.metric.scale !== B.metric.scale || A.metric.better !== B.metric.better)
    return 'the metric is defined otherwise';
  if (A.experiment.baseline !== B.experiment.baseline)
    return `the baseline is ${A.experiment.baseline ?? 'a claim'} in A and ${B.experiment.baseline ?? 'a claim'} in B`;
  if (claimOf(A) !== claimOf(B)) return 'the claims that it is compared with differ';
  const reasons = sides.flatMap((side) => {
    const why = runs[side].controls.unfit ? 'the run is unfit' : objectionWithin(figures[side], ratios[side]);
    return why === null ? [] : [{ side, why }];
  });
  const byReason = [...Map.groupBy(reasons, ({ why }) => why)];
  return byReason.length === 0
    ? null
    : byReason.map(([why, of]) => `in ${of.map(({ side }) => side).join(' and ')} ${why}`).join('; ');
}

function claimOf({ group, row }: CitableFigure): number | null {
  const reference = group.group.comparisons.find(({ arm }) => arm === row.cell.id)?.reference;
  return reference !== undefined && 'value' in reference ? reference.value : null;
}

function objectionWithin({ row, group, metric }: CitableFigure, ratios: readonly number[]): string | null {
  const compared = [row, baselineOf({ row, group })].filter((one) => one !== null);
  for (const one of compared) {
    const who = one === row ? 'it' : 'the baseline';
    if (one.completed === 0) return `${who} has no completed trial`;
    if (one.withheld.has(metric.name)) return `${who} has no figure: ${one.withheld.get(metric.name)}`;
    if (one.cell.isOneProcess === true) return `all rounds of ${who} are of one process`;
    if (isLowerBound(one, metric)) return `the figure of ${who} is only “at least”`;
    if (one.doubtful.has(metric.name)) return `some rounds of ${who} are in doubt: ${one.doubtful.get(metric.name)}`;
  }
  return ratios.length === 0 ? 'no round has it and the baseline' : null;
}

function changeOf(
  figures: Both<CitableFigure>,
  ratios: Both<readonly number[]>,
  coverage: number,
  margin: number,
): Contrast {
  const { metric } = figures.B;
  const { scale } = metric;
  const { back } = transforms[scale];
  const { estimate: shift, interval } = shiftBetween(ratios.A, ratios.B, coverage);
  const found: Estimate = {
    value: back(shift),
    interval: interval === null ? null : { low: back(interval.low), high: back(interval.high) },
    coverage: interval?.coverage ?? null,
    n: Math.min(ratios.A.length, ratios.B.length),
    values: [],
    note: interval === null ? tooFewRounds(ratios, coverage) : null,
  };
  const resolution = sides
    .map((side) => resolutionOf(figures[side], scale))
    .reduce((one, other) => combined(one, other, scale));
  const differenceMargins = sides.map((side) => figures[side].metric.differenceMargin ?? 0);
  const differenceMargin = Math.max(...differenceMargins) || null;
  return judge(noFinerThan(found, resolution, scale), { margin, unfit: false }, { scale, differenceMargin });
}

/** Of an arm against its baseline: each may be off by its own count. */
function resolutionOf({ row, group, metric }: CitableFigure, scale: Scale): number {
  const of = (one: Row | null) => one?.resolutions.get(metric.name) ?? 0;
  return combined(of(row), of(baselineOf({ row, group })), scale);
}

function tooFewRounds({ A, B }: Both<readonly number[]>, coverage: number): string {
  const percent = (100 * coverage).toFixed(2).replace(/\.?0+$/, '');
  return `${A.length} rounds in A and ${B.length} in B, and a ${percent} % interval needs ${roundsNeededInEach(coverage)} in each`;
}

function outcomeOf(
  change: Contrast | null,
  objection: string | null,
  ratios: Both<readonly number[]>,
  metric: MetricDefinition,
): Outcome {
  if (change === null) return { kind: 'cannot-tell', why: objection };
  const { verdict, interval, beyondMargin, withinMargin, note } = change;
  if (interval === null) return { kind: 'cannot-tell', why: note };
  if (new Set([...ratios.A, ...ratios.B]).size === 1) return { kind: 'identical' };
  switch (verdict) {
    case 'higher':
    case 'lower':
      return { kind: 'changed', direction: verdict, isWorse: verdict !== metric.better, beyondMargin, withinMargin };
    case 'equivalent':
      return { kind: 'held' };
    case 'inconclusive':
    case 'undeclared':
    case 'withheld':
      return { kind: 'cannot-tell', why: null };
  }
}

/** What made a run worse by more than a share (0.1: 10 %) of what it was, in what its experiment is decided on. */
export function worsenedBeyond({ figures }: RunComparison, share: number): readonly ComparedFigure[] {
  return figures.filter(({ isPrimary, metric, change, outcome }) => {
    if (!isPrimary || metric.scale !== 'factor' || change === null) return false;
    if (outcome.kind !== 'changed' || !outcome.isWorse) return false;
    return metric.better === 'lower' ? change.value > 1 + share : change.value < 1 / (1 + share);
  });
}

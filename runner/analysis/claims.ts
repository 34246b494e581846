/**
 * What became of the claims that a plan judges. The rule is the same for all, and stood in the plan before anything was measured:
 * a prediction holds where its whole interval is within its bounds, fails where it is outside, and is undecided in between. A
 * claim of which all predictions hold is confirmed, one of which none holds is refuted, and one of which some hold depends.
 */
import type { MetricDefinition } from '../result/metric.ts';
import type { Claim, FigureReference, Prediction } from '../result/claim.ts';
import { sum } from '../statistics/averages.ts';
import { shareDifference, shareEstimate, type Counted } from '../statistics/binomial.ts';
import { estimate, type Estimate } from '../statistics/estimate.ts';
import { transforms } from '../statistics/scale.ts';
import { coverage, simultaneousCoverage } from '../statistics/simultaneous.ts';
import type { ExperimentAnalysis, Row } from './analysis.ts';
import type { JudgedClaim, JudgedPrediction } from './judged-claim.ts';
import { minus, present, type Series } from './pairing.ts';

/** The experiments of a run, each with what became of its claims. */
export function withJudgedClaims(experiments: readonly ExperimentAnalysis[]): readonly ExperimentAnalysis[] {
  return experiments.map((experiment) => ({
    ...experiment,
    judged: (experiment.claims ?? []).map((claim) => judge(claim, experiments)),
  }));
}

function judge(claim: Claim, experiments: readonly ExperimentAnalysis[]): JudgedClaim {
  const share = simultaneousCoverage(Math.max(1, claim.predictions.length), coverage);
  const predictions = claim.predictions.map((prediction) => judgePrediction(prediction, experiments, share));
  return { claim, predictions, ...verdictOf(predictions) };
}

function verdictOf(predictions: readonly JudgedPrediction[]): Pick<JudgedClaim, 'verdict' | 'reason'> {
  const of = (outcome: JudgedPrediction['outcome']) => predictions.filter((one) => one.outcome === outcome);
  const [held, failed, undecided, unmeasured] = [of('holds'), of('fails'), of('undecided'), of('not measured')];
  const reasons = [...undecided, ...unmeasured].map(({ prediction, why }) => `“${prediction.text}”: ${why}`);
  const reason = reasons.length === 0 ? null : reasons.join('; ');
  if (held.length > 0 && failed.length > 0) return { verdict: 'depends', reason };
  // One that is open, or was not measured, could turn the verdict.
  if (undecided.length + unmeasured.length > 0 || held.length + failed.length === 0) {
    return { verdict: 'cannot be tested here', reason: reason ?? 'nothing of it was measured' };
  }
  return { verdict: held.length > 0 ? 'confirmed' : 'refuted', reason };
}

interface Found {
  readonly experiment: ExperimentAnalysis;
  readonly row: Row;
  readonly metric: MetricDefinition;
}

function judgePrediction(
  prediction: Prediction,
  experiments: readonly ExperimentAnalysis[],
  wanted: number,
): JudgedPrediction {
  const own = findPooled(prediction.of, experiments);
  const other = prediction.against === null ? null : find(prediction.against, experiments);
  const missing = typeof own === 'string' ? own : typeof other === 'string' ? other : null;
  if (missing !== null || typeof own === 'string' || typeof other === 'string') {
    return { prediction, metric: null, figure: null, counted: null, arms: 0, outcome: 'not measured', why: missing };
  }
  const [first, ...others] = own;
  const counted = other === null ? countsOf(own) : null;
  // What is no share has no counts to be added: it is the figure of one arm.
  const isOne = others.length === 0;
  const figure =
    counted !== null
      ? shareEstimate(counted, sharesOfRounds(own), wanted)
      : isOne
        ? estimateOf(first, other, wanted)
        : null;
  const { metric } = first;
  if (figure === null) {
    return { prediction, metric, figure, counted, arms: 0, outcome: 'not measured', why: whyNone(own) };
  }
  return {
    prediction,
    metric,
    figure,
    counted,
    arms: own.length,
    ...outcomeOf(figure, prediction, [...own, ...(other === null ? [] : [other])]),
  };
}

type FoundArms = readonly [Found, ...Found[]];

/** The arm, and those that it is pooled with, but for those that are not there; a sentence where none is. */
function findPooled(
  { pooledWith = [], ...one }: FigureReference,
  experiments: readonly ExperimentAnalysis[],
): FoundArms | string {
  const all = [one.arm, ...pooledWith].map((arm) => find({ ...one, arm }, experiments));
  const [first, ...others] = all.filter((found) => typeof found !== 'string');
  return first === undefined ? all.filter((found) => typeof found === 'string').join('; ') : [first, ...others];
}

/** A sentence where there is nothing to find. */
function find(
  { group: id, arm, metric: name }: FigureReference,
  experiments: readonly ExperimentAnalysis[],
): Found | string {
  for (const experiment of experiments) {
    const group = experiment.groups.find((one) => one.id === id);
    const row = group?.rows.find(({ cell }) => cell.arm === arm);
    if (row === undefined) continue;
    if (row.skipped !== null) return row.skipped;
    const metric = [...experiment.shown, ...experiment.details.flatMap(({ metrics }) => metrics)].find(
      (one) => one.name === name,
    );
    return metric === undefined ? `${experiment.name} shows no ${name}` : { experiment, row, metric };
  }
  return `${arm} of ${id} is no part of this run`;
}

function whyNone(found: FoundArms): string {
  const { row, metric } = found.find((one) => seriesIn(one).length === 0) ?? found[0];
  const why = row.withheld.get(metric.name) ?? row.error ?? `no trial has a value of ${metric.title}`;
  return found.length === 1 ? why : `${row.cell.arm}: ${why}`;
}

function seriesIn({ row, metric }: Found): Series {
  return row.figures.has(metric.name) ? (row.series.get(metric.name) ?? []) : [];
}

function estimateOf(own: Found, other: Found | null, wanted: number): Estimate | null {
  const series = other === null ? seriesIn(own) : minus(seriesIn(own), seriesIn(other));
  const values = present(series);
  const [one, two] = [countsOf([own]), other === null ? null : countsOf([other])];
  if (one !== null && two !== null) return shareDifference(one, two, values, wanted);
  return values.length === 0 ? null : estimate(values, wanted, transforms[own.metric.scale]);
}

/** In all rounds of all arms; null where that is no share, or where one of the arms has nothing counted. */
function countsOf(found: FoundArms): Counted | null {
  const { shareOf: counts } = found[0].metric;
  if (counts === undefined) return null;
  const totals = (name: string) => found.map(({ row }) => sum(present(row.series.get(name) ?? [])));
  const of = totals(counts.chances);
  return of.includes(0) ? null : { events: sum(totals(counts.events)), of: sum(of) };
}

/** Of each round that has one; of several arms, which are measured in the same rounds, that of all together. */
function sharesOfRounds(found: FoundArms): readonly number[] {
  const { name, shareOf: counts } = found[0].metric;
  if (found.length === 1 || counts === undefined) return present(found[0].row.series.get(name) ?? []);
  const rounds = Math.max(...found.map(({ row }) => (row.series.get(name) ?? []).length));
  return Array.from({ length: rounds }, (_, round) => {
    const total = (count: string) => sum(found.map(({ row }) => row.series.get(count)?.[round] ?? 0));
    return total(counts.events) / total(counts.chances);
  }).filter((share) => !Number.isNaN(share));
}

function outcomeOf(
  { interval, note }: Estimate,
  { least, most }: Prediction,
  from: readonly Found[],
): Pick<JudgedPrediction, 'outcome' | 'why'> {
  // What is looked at for claims alone has no identical cells: counts decide, or factors with wide room.
  if (from.some(({ experiment }) => experiment.unfit && experiment.baseline !== null)) {
    return { outcome: 'undecided', why: 'the controls of this run failed' };
  }
  const bounded = from.find(({ row, metric }) => metric.boundedBy !== null && row.labels.has(metric.boundedBy));
  if (bounded !== undefined) {
    return {
      outcome: 'undecided',
      why: `the ${bounded.metric.title.toLowerCase()} of ${bounded.row.cell.arm} is a lower bound`,
    };
  }
  if (interval === null) return { outcome: 'undecided', why: note ?? 'it has no interval' };
  const [from_, to] = [least ?? Number.NEGATIVE_INFINITY, most ?? Number.POSITIVE_INFINITY];
  if (interval.low >= from_ && interval.high <= to) return { outcome: 'holds', why: null };
  if (interval.high < from_ || interval.low > to) return { outcome: 'fails', why: null };
  return { outcome: 'undecided', why: 'the interval reaches over the bound' };
}

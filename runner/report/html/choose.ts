/**
 * Which arm for which load, from what one result measured. The nearest group that was measured answers; where its conditions are
 * not those that were asked for, that is said, and nothing is computed for what lies between or beyond. Only arms of one group are
 * put in order: they alone were measured in the same blocks.
 */
import {
  contrastOf,
  figureOf,
  isBaseline,
  type Analysis,
  type ExperimentAnalysis,
  type GroupAnalysis,
  type Row,
} from '../../analysis/analysis.ts';
import { closestFactor } from '../../analysis/crossover.ts';
import { isLowerBound } from '../../analysis/labels.ts';
import type { MetricDefinition } from '../../result/metric.ts';
import type { Estimate } from '../../statistics/estimate.ts';
import { neutral } from '../../statistics/scale.ts';
import type { Advice, Circumstances, Criterion, Offer } from '../../result/advice.ts';
import { allowed, type Isolation } from './isolation.ts';
import { contrastWith, metricsOf } from './view.ts';

/** Null of what somebody does not know or care for. */
export interface Question {
  readonly criterion: string;
  readonly connections: number | null;
  readonly workNs: number | null;
  readonly messageBytes: number | null;
  readonly ratePerSecond: number | null;
  readonly exchanges: 'one' | 'many';
  /** As the circumstances have it. */
  readonly processors: string | null;
  readonly isolation: Isolation;
}

/** What is asked before somebody says otherwise. */
export const usualQuestion: Question = {
  criterion: '',
  connections: 64,
  workNs: 0,
  messageBytes: 64,
  ratePerSecond: null,
  exchanges: 'many',
  processors: null,
  isolation: 'none',
};

type Amount = 'connections' | 'workNs' | 'messageBytes' | 'ratePerSecond';
const amounts: readonly Amount[] = ['connections', 'workNs', 'messageBytes', 'ratePerSecond'];

/** Something that was asked for and measured otherwise. */
export interface Difference {
  readonly amount: Amount;
  readonly asked: number;
  readonly measured: number;
  /** Further away than levels are between which a value may be read. */
  readonly isFar: boolean;
}

export interface Place {
  readonly row: Row;
  /** It may do more than was measured, so that nothing is known to be ahead of it. */
  readonly isBound: boolean;
}

export interface Chosen {
  readonly kind: 'chosen';
  readonly criterion: Criterion;
  readonly experiment: ExperimentAnalysis;
  readonly group: GroupAnalysis;
  readonly metric: MetricDefinition;
  /** Which processors server and clients had; null where the experiment has no word for it. */
  readonly processors: string | null;
  readonly differences: readonly Difference[];
  /** Best first; arms of different ranks were told apart. */
  readonly ranks: readonly (readonly Place[])[];
  /** Left out, because their design does not keep requests apart as was asked. */
  readonly excluded: readonly Row[];
  /** Without a figure of the metric. */
  readonly missing: readonly Row[];
  /** What measures nearer to what was asked for; null where nothing is far, or no experiment does. */
  readonly offer: Offer | null;
}

export interface NoData {
  readonly kind: 'no data';
  readonly criterion: Criterion | null;
  readonly offer: Offer | null;
}

interface Candidate extends Pick<Chosen, 'experiment' | 'group' | 'metric' | 'processors'> {
  readonly measured: Readonly<Record<Amount, number | null>>;
  readonly idleConnections: number;
}

export function answerTo(question: Question, { experiments }: Analysis, advice: Advice): Chosen | NoData {
  const criterion = advice.criteria.find(({ name }) => name === question.criterion);
  if (criterion === undefined) return { kind: 'no data', criterion: null, offer: null };
  const candidates = experiments.flatMap((experiment) =>
    experiment.groups.flatMap((group) => candidateOf(experiment, group, criterion, question, advice) ?? []),
  );
  const [best] = candidates.toSorted(
    (one, other) =>
      distance(one, question) - distance(other, question) || other.group.rows.length - one.group.rows.length,
  );
  if (best === undefined) return { kind: 'no data', criterion, offer: offerFor(criterion, question, null, advice) };
  const { experiment, group, metric, processors } = best;
  const differences = differencesOf(best, question);
  const far = differences.find(({ isFar }) => isFar);
  const fitting = group.rows.filter(({ cell }) => allowed(cell.family, question.isolation));
  return {
    kind: 'chosen',
    criterion,
    experiment,
    group,
    metric,
    processors,
    differences,
    ranks: ranksOf(
      fitting.filter((row) => figureOf(row, metric) !== null),
      metric,
      experiment,
    ),
    excluded: group.rows.filter((row) => !fitting.includes(row)),
    missing: fitting.filter((row) => figureOf(row, metric) === null),
    offer: far === undefined ? null : offerFor(criterion, question, far.amount, advice),
  };
}

/** Null where the group does not compare subjects under the same circumstances, or under others than can be compared. */
function candidateOf(
  experiment: ExperimentAnalysis,
  group: GroupAnalysis,
  criterion: Criterion,
  question: Question,
  { circumstances }: Advice,
): Candidate | null {
  const found = group.rows.flatMap(({ cell }) => circumstances[cell.id] ?? []);
  const [first] = found;
  if (first === undefined || found.length < 2 || found.length < group.rows.length) return null;
  if (new Set(found.map(({ subject }) => subject)).size < found.length || !found.every((one) => areSame(one, first)))
    return null;
  if (criterion.isAtRate !== (first.ratePerSecond !== null)) return null;
  if (question.processors !== null && first.processors !== question.processors) return null;
  const isIdle = criterion.connections === 'idle';
  if (!isIdle && (first.exchanges === 1 ? 'one' : 'many') !== question.exchanges) return null;
  const all = metricsOf(experiment);
  const metric = criterion.metrics
    .flatMap((name) => all.find((one) => one.name === name) ?? [])
    .find((one) => group.rows.filter((row) => figureOf(row, one) !== null).length > 1);
  if (metric === undefined) return null;
  const { connections, idleConnections, messageBytes, ratePerSecond, workNs } = first;
  // What was asked for rests on a calibration before the run.
  const work = workNs === 0 ? 0 : (group.level?.inPlace?.value ?? workNs);
  return {
    experiment,
    group,
    metric,
    processors: first.processors,
    measured: { connections: isIdle ? idleConnections : connections, workNs: work, messageBytes, ratePerSecond },
    idleConnections: isIdle ? 0 : idleConnections,
  };
}

/** What a reader can choose among: nothing where all was measured on the same processors. */
export function processorsOf({ experiments }: Analysis, { circumstances }: Advice): string[] {
  const cells = experiments.flatMap(({ groups }) => groups.flatMap(({ rows }) => rows.map(({ cell }) => cell.id)));
  const found = new Set(cells.flatMap((id) => circumstances[id]?.processors ?? []));
  return found.size > 1 ? [...found] : [];
}

/** But for what is chosen among. */
function areSame(one: Circumstances, other: Circumstances): boolean {
  return JSON.stringify({ ...one, subject: '' }) === JSON.stringify({ ...other, subject: '' });
}

/** In ns: what a request costs besides its computation, in the order of magnitude. It only keeps 0 and 1 µs from being far apart. */
const echoNs = 10_000;

/** In factors, as logarithms: twice as many connections are as far as half as many. */
function factorOf(amount: Amount, asked: number, measured: number): number {
  const beside = amount === 'workNs' ? echoNs : 0;
  return Math.abs(Math.log((asked + beside) / (measured + beside)));
}

function distance({ measured, idleConnections }: Candidate, question: Question): number {
  const each = amounts.map((amount) => {
    const [asked, has] = [question[amount], measured[amount]];
    return asked === null || has === null ? 0 : factorOf(amount, asked, has);
  });
  return each.reduce((sum, one) => sum + one, 0) + Math.log1p(idleConnections);
}

function differencesOf({ measured }: Candidate, question: Question): Difference[] {
  return amounts.flatMap((amount) => {
    const [asked, has] = [question[amount], measured[amount]];
    if (asked === null || has === null) return [];
    const factor = Math.exp(factorOf(amount, asked, has));
    return factor < 1.01 ? [] : [{ amount, asked, measured: has, isFar: factor > closestFactor }];
  });
}

/**
 * A rank ends where everything above it differs from everything below it, by ratios within rounds: what is in two ranks was told
 * apart. Where the plan declared a comparison its interval decides, so that no order contradicts a verdict; every other pair has a
 * 95 % interval of its own. Of an unfit run no order is told.
 */
function ranksOf(rows: readonly Row[], metric: MetricDefinition, experiment: ExperimentAnalysis): Place[][] {
  const sign = metric.better === 'lower' ? 1 : -1;
  const valueOf = (row: Row) => figureOf(row, metric)?.value ?? Number.NaN;
  const sorted = rows.toSorted((one, other) => sign * (valueOf(one) - valueOf(other)));
  const ranks: Place[][] = [];
  for (const [index, row] of sorted.entries()) {
    const isBound = index > 0 && isLowerBound(row, metric) && metric.better === 'higher';
    const above = sorted.slice(0, index);
    const below = sorted.slice(index);
    const isApart = above.every((one) => below.every((other) => isBehind(other, one, metric, experiment)));
    const rank = ranks.at(-1);
    if (rank === undefined || (isApart && !experiment.unfit)) ranks.push([{ row, isBound }]);
    else rank.push({ row, isBound });
  }
  return ranks;
}

/** Not where it may do more than was measured. */
function isBehind(row: Row, ahead: Row, metric: MetricDefinition, experiment: ExperimentAnalysis): boolean {
  if (isLowerBound(row, metric) && metric.better === 'higher') return false;
  const interval = intervalOf(row, ahead, metric, experiment);
  if (interval === null) return false;
  const same = neutral[metric.scale];
  return metric.better === 'higher' ? interval.high < same : interval.low > same;
}

type Interval = Estimate['interval'];

/** Of `row` ÷ `ahead`, or `row` − `ahead`. */
function intervalOf(row: Row, ahead: Row, metric: MetricDefinition, experiment: ExperimentAnalysis): Interval {
  if (isBaseline(ahead) && row.declared) return contrastOf(row, metric)?.interval ?? null;
  if (isBaseline(row) && ahead.declared) return turned(contrastOf(ahead, metric)?.interval ?? null, metric);
  return contrastWith(row, ahead, metric, experiment)?.interval ?? null;
}

function turned(interval: Interval, { scale }: MetricDefinition): Interval {
  if (interval === null) return null;
  const { low, high } = interval;
  return scale === 'factor' ? { low: 1 / high, high: 1 / low } : { low: -high, high: -low };
}

/** @param far what should be measured nearer to what was asked; null: anything of the kind */
function offerFor({ name }: Criterion, { exchanges }: Question, far: Amount | null, { offers }: Advice): Offer | null {
  const fitting = offers.filter((offer) => offer.criteria.includes(name) && offer.exchanges.includes(exchanges));
  if (far === null) return fitting[0] ?? null;
  return fitting.find(({ varies }) => varies.includes(far)) ?? null;
}

/** One line of a table: a cell's figures, what speaks against them, and how it compares with the baseline. */
import type { MetricDefinition } from '../result/metric.ts';
import type { Cell, Comparison } from '../result/plan.ts';
import { sum } from '../statistics/averages.ts';
import { shareEstimate } from '../statistics/binomial.ts';
import { estimate, type Estimate } from '../statistics/estimate.ts';
import { combined, noFinerThan, resolutionOf } from '../statistics/resolution.ts';
import { transforms } from '../statistics/scale.ts';
import { coverage } from '../statistics/simultaneous.ts';
import { compare, type Contrast, type Terms } from '../statistics/verdict.ts';
import type { Row } from './analysis.ts';
import type { CompletedObservation, Observation } from './observation.ts';
import { doubtfulRounds, doubtOf, type Doubt } from './doubt.ts';
import { differences, present, seriesOf, type Series } from './pairing.ts';
import type { Round } from './rounds.ts';

/** What a row is made from. */
export interface RowSource {
  /** The cell that is shown. */
  readonly cell: Cell;
  /** Ids behind the figures: the cell itself, and its A/A twin where it has one. */
  readonly cells: readonly string[];
  /** What the cell is compared with; null for the baseline itself, and where it is compared with nothing. */
  readonly reference: Comparison['reference'] | null;
  /** Whether that comparison was declared; otherwise its interval is what is wanted of it, for a crossover. */
  readonly isDeclared: boolean;
  /** The group's cells of an arm that is no baseline, by the arm's name: a metric may have a second reference. */
  readonly arms: ReadonlyMap<string, readonly string[]>;
}

/** What a row is about: metrics of the experiment, which are compared, and those that only describe. */
export interface RowMetrics {
  readonly compared: readonly MetricDefinition[];
  readonly described: readonly MetricDefinition[];
  /** Names of labels that are about other metrics alone. */
  readonly beside: ReadonlySet<string>;
}

export function rowOf(
  source: RowSource,
  rounds: readonly Round[],
  observations: readonly Observation[],
  metrics: RowMetrics,
  terms: Terms,
): Row {
  const own = observations.filter(({ cell }) => source.cells.includes(cell));
  const failed = own.filter((trial) => trial.outcome === 'failed');
  const skipped = own.find((trial) => trial.outcome === 'skipped');
  const used = trialsOf(source.cells, rounds);
  const all = [...metrics.compared, ...metrics.described];
  const doubts = new Map(all.map(({ name }) => [name, doubtOf(source.cells, rounds, name)]));
  const figures = all.flatMap((metric): [string, Estimate][] => {
    const doubt = doubts.get(metric.name);
    const values =
      doubt === undefined || doubt.withheld !== null ? [] : present(seriesOf(rounds, source.cells, metric));
    // With its single interval: it says how well this one figure is known, not how two of them compare.
    if (values.length === 0) return [];
    const figure =
      pooledShare(source.cells, rounds, metric) ??
      estimate(values, coverage, transforms[metric.scale], doubt?.rounds.size);
    const shown = noFinerThan(figure, resolutionIn(used, metric), metric.scale, metric.most);
    return [[metric.name, source.cell.isOneProcess === true ? ofOneProcess(shown) : shown]];
  });
  return {
    cell: source.cell,
    cells: source.cells.length,
    completed: rounds.filter(({ completed }) => source.cells.some((cell) => completed.has(cell))).length,
    failed: failed.length,
    setAside: own.filter((trial) => trial.outcome === 'completed').length - used.length,
    skipped: skipped?.reason ?? null,
    error: failed[0]?.error ?? null,
    labels: countLabels(source, rounds, metrics.beside),
    figures: new Map(figures),
    withheld: saying(doubts, ({ withheld }) => withheld),
    gaps: saying(doubts, ({ brief }) => brief),
    doubtful: saying(doubts, ({ why, withheld }) => (withheld === null ? why : null)),
    series: new Map(all.map((metric) => [metric.name, seriesOf(rounds, source.cells, metric)])),
    inDoubt: new Map([...doubts].flatMap(([metric, doubt]) => placesInDoubt(metric, doubt, rounds))),
    resolutions: new Map(all.map((metric) => [metric.name, resolutionIn(used, metric)])),
    declared: source.isDeclared,
    contrasts: contrastsOf(source, rounds, metrics.compared, terms),
    secondDifferences: secondDifferencesOf(source, rounds, metrics.compared),
  };
}

/** Of a share of counts: that of all rounds together, with its exact interval; null of any other metric. */
function pooledShare(
  cells: readonly string[],
  rounds: readonly Round[],
  { shareOf, scale }: MetricDefinition,
): Estimate | null {
  if (shareOf === undefined) return null;
  const of = (name: string) =>
    present(rounds.flatMap(({ completed }) => cells.map((cell) => countIn(completed.get(cell), name))));
  const [events, chances] = [of(shareOf.events), of(shareOf.chances)];
  const shares = chances.map((count, at) => (events[at] ?? 0) / count);
  return shareEstimate({ events: sum(events), of: sum(chances) }, shares.map(transforms[scale].to), coverage);
}

function countIn(trial: CompletedObservation | undefined, metric: string): number | null {
  const count = trial?.values.get(metric);
  return typeof count === 'number' && Number.isFinite(count) ? count : null;
}

function placesInDoubt(metric: string, { rounds: doubtful }: Doubt, rounds: readonly Round[]): [string, number[]][] {
  const places = rounds.flatMap(({ round }, place) => (doubtful.has(round) ? [place] : []));
  return places.length === 0 ? [] : [[metric, places]];
}

function saying(doubts: ReadonlyMap<string, Doubt>, say: (doubt: Doubt) => string | null): Map<string, string> {
  return new Map(
    [...doubts].flatMap(([metric, doubt]): [string, string][] => {
      const said = say(doubt);
      return said === null ? [] : [[metric, said]];
    }),
  );
}

/** Rounds of one process are no replications: an interval over them would be of something else. */
function ofOneProcess(figure: Estimate): Estimate {
  const note =
    'all rounds are of one process, which was running before: they tell how it varied, and not how another start of it would come out';
  return { ...figure, interval: null, coverage: null, note };
}

export function trialsOf(cells: readonly string[], rounds: readonly Round[]): CompletedObservation[] {
  return rounds.flatMap(({ completed }) => cells.flatMap((cell) => completed.get(cell) ?? []));
}

/** One count more or less, in a typical trial of these: resolution.ts. */
export function resolutionIn(trials: readonly CompletedObservation[], { name }: MetricDefinition): number {
  return resolutionOf(trials.flatMap(({ resolutions }) => resolutions.get(name) ?? []));
}

/** All metrics are compared alike; the guarantee over all comparisons holds for each by itself, and findings use the primary. */
function contrastsOf(
  { cells, reference, isDeclared }: RowSource,
  rounds: readonly Round[],
  metrics: readonly MetricDefinition[],
  terms: Terms,
): ReadonlyMap<string, Contrast> {
  if (reference === null) return new Map();
  const margin = 'cells' in reference ? terms.margin : reference.margin;
  return new Map(
    metrics.flatMap((metric): [string, Contrast][] => {
      const referenceCells = 'cells' in reference ? reference.cells : [];
      const doubtful = doubtfulRounds([cells, referenceCells], rounds, metric.name);
      const paired = differences(seriesOf(rounds, cells, metric), referenceSeries(reference, rounds, metric));
      if (doubtful === null || paired.length === 0) return [];
      const [own = 0, others = 0] = [cells, referenceCells].map((of) => resolutionIn(trialsOf(of, rounds), metric));
      const both = combined(own, others, metric.scale);
      return [[metric.name, compare(paired, { ...terms, margin, isDeclared, doubtful }, metric, both)]];
    }),
  );
}

/** To the arm that the metric names, from the same rounds, where the group has that arm and this is another one. */
function secondDifferencesOf(
  { cell, cells, arms }: RowSource,
  rounds: readonly Round[],
  metrics: readonly MetricDefinition[],
): ReadonlyMap<string, Estimate> {
  return new Map(
    metrics.flatMap((metric): [string, Estimate][] => {
      const { secondReference, scale } = metric;
      const reference = secondReference === null ? undefined : arms.get(secondReference);
      if (reference === undefined || cell.arm === secondReference) return [];
      const doubtful = doubtfulRounds([cells, reference], rounds, metric.name);
      const paired = differences(seriesOf(rounds, cells, metric), seriesOf(rounds, reference, metric));
      if (doubtful === null || paired.length === 0) return [];
      return [[metric.name, estimate(paired, coverage, transforms[scale], doubtful)]];
    }),
  );
}

/** A baseline has a value of its own in each round; a claim has the same in all. */
function referenceSeries(
  reference: Comparison['reference'],
  rounds: readonly Round[],
  metric: MetricDefinition,
): Series {
  if ('cells' in reference) return seriesOf(rounds, reference.cells, metric);
  return rounds.map(() => transforms[metric.scale].to(reference.value));
}

function countLabels({ cells }: RowSource, rounds: readonly Round[], beside: ReadonlySet<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { completed } of rounds) {
    const inRound = new Set(cells.flatMap((cell) => completed.get(cell)?.labels ?? []));
    for (const label of inRound.difference(beside)) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return counts;
}

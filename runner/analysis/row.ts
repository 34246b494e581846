/** One line of a table: a cell's figures, what speaks against them, and how it compares with the baseline. */
import type { ProfileName } from '../experiments/experiment.ts';
import type { Cell, Measurement, Trial, Warning } from '../result/trial.ts';
import type { Contrast, Estimate, Percentile, Row } from './analysis.ts';
import { median } from '../statistics/averages.ts';
import { estimate } from '../statistics/estimate.ts';
import { definitionOf, forEachMetric, metricNames, type Metric } from '../trials/server/metrics.ts';
import { differences, present, seriesOf } from './pairing.ts';
import { percentilesNs, reasonToWithhold } from '../trials/server/percentile.ts';
import { combined, noFinerThan, resolutionOf } from '../statistics/resolution.ts';
import type { Round } from './rounds.ts';
import { transforms, type Transform } from '../statistics/scale.ts';
import { coverage } from '../statistics/simultaneous.ts';
import { utilizationOf } from '../trials/server/utilization.ts';
import type { Terms } from '../statistics/verdict.ts';
import { compare } from '../statistics/verdict.ts';

/** What a row is made from. */
export interface RowSource {
  /** The cell that is shown. */
  readonly cell: Cell;
  /** Ids behind the figures: the cell itself; for a baseline its A/A twin too. */
  readonly cells: readonly string[];
  /** Ids of baseline and twin that the cell is compared with; null for the baseline itself. */
  readonly reference: readonly string[] | null;
  /** The group's cells of an arm that is no baseline, by the arm's name: a metric may have a second reference. */
  readonly arms: ReadonlyMap<string, readonly string[]>;
}

export function rowOf(
  source: RowSource,
  rounds: readonly Round[],
  trials: readonly Trial[],
  profile: ProfileName,
  terms: Terms,
): Row {
  const own = trials.filter((trial) => source.cells.includes(trial.cell));
  const failed = own.filter((trial) => trial.outcome === 'failed');
  const measurements = measurementsOf(source.cells, rounds);
  const utilizations = measurements.map(utilizationOf);
  const latencies = measurements.map((measurement) => measurement.serviceTime);
  const decoded = new Map(measurements.map((measurement) => [measurement, percentilesNs(measurement.serviceTime)]));
  const withheld = (percentile: Percentile) =>
    latencies.length === 0 ? null : reasonToWithhold(latencies, percentile, profile);
  const percentile = (name: Percentile) =>
    withheld(name) === null
      ? absolute(source, rounds, (measurement) => decoded.get(measurement)?.[name] ?? Number.NaN)
      : null;
  return {
    cell: source.cell,
    cells: source.cells.length,
    completed: rounds.filter(({ completed }) => source.cells.some((cell) => completed.has(cell))).length,
    failed: failed.length,
    setAside: own.filter((trial) => trial.outcome === 'completed').length - measurements.length,
    skipped: own.find((trial) => trial.outcome === 'skipped')?.reason ?? null,
    error: failed[0]?.error ?? null,
    warnings: countWarnings(source, rounds),
    ...forEachMetric((metric) => {
      const definition = definitionOf(metric);
      const { scale, most } = definition;
      const found = absolute(source, rounds, figureOf(metric, source.cell), transforms[scale]);
      const resolution = resolutionOf(definition, measurements, source.cell);
      return found === null ? null : noFinerThan(found, resolution, scale, most);
    }),
    serviceTimeNs: { p50: percentile('p50'), p99: percentile('p99'), p999: percentile('p999') },
    serviceTimeWithheld: { p50: withheld('p50'), p99: withheld('p99'), p999: withheld('p999') },
    rssUnderLoadBytes: typical(measurements.map(({ memory }) => memory.underLoad.rssBytes)),
    pssUnderLoadBytes: typical(measurements.flatMap(({ memory }) => memory.underLoad.pssBytes ?? [])),
    serverUtilization: typical(utilizations.map((trial) => trial.serverUtilization)),
    clientUtilization: typical(utilizations.map((trial) => trial.clientUtilization)),
    contextSwitchesPerMessage: typical(utilizations.map((trial) => trial.contextSwitchesPerMessage)),
    messagesPerConnection: typicalSpread(measurements),
    declared: source.reference !== null,
    contrast: contrastsOf(source, rounds, terms),
    secondDifference: secondDifferencesOf(source, rounds),
  };
}

function measurementsOf(cells: readonly string[], rounds: readonly Round[]): Measurement[] {
  return rounds.flatMap(({ completed }) => cells.flatMap((cell) => completed.get(cell)?.measurement ?? []));
}

/** With its single interval: it says how well this one figure is known, not how two of them compare. */
function absolute(
  source: RowSource,
  rounds: readonly Round[],
  figure: (measurement: Measurement) => number,
  transform?: Transform,
): Estimate | null {
  const values = present(seriesOf(rounds, source.cells, figure, transform));
  return values.length === 0 ? null : estimate(values, coverage, transform);
}

/** Cells of a group differ in the factor only, which no compared metric asks for: one of them stands for all. */
function figureOf(metric: Metric, cell: Cell): (measurement: Measurement) => number {
  return (measurement) => definitionOf(metric).valueOf(measurement, cell);
}

/** All metrics are compared alike; the guarantee over all comparisons holds for each by itself, and findings use the primary. */
function contrastsOf(source: RowSource, rounds: readonly Round[], terms: Terms): Row['contrast'] {
  const { cell, cells, reference } = source;
  if (reference === null) return null;
  const found = metricNames.flatMap((metric): [Metric, Contrast][] => {
    const definition = definitionOf(metric);
    const { scale, differenceMargin } = definition;
    const series = (of: readonly string[]) => seriesOf(rounds, of, figureOf(metric, cell), transforms[scale]);
    const paired = differences(series(cells), series(reference));
    const resolution = (of: readonly string[]) => resolutionOf(definition, measurementsOf(of, rounds), cell);
    const both = combined(resolution(cells), resolution(reference), scale);
    return paired.length === 0 ? [] : [[metric, compare(paired, terms, scale, differenceMargin, both)]];
  });
  return found.length === 0 ? null : Object.fromEntries(found);
}

/** To the arm that the metric names, from the same rounds, where the group has that arm and this is another one. */
function secondDifferencesOf({ cell, cells, arms }: RowSource, rounds: readonly Round[]): Row['secondDifference'] {
  const found = metricNames.flatMap((metric): [Metric, Estimate][] => {
    const { scale, secondReference } = definitionOf(metric);
    const reference = secondReference === undefined ? undefined : arms.get(secondReference);
    if (reference === undefined || cell.arm === secondReference) return [];
    const series = (of: readonly string[]) => seriesOf(rounds, of, figureOf(metric, cell), transforms[scale]);
    const paired = differences(series(cells), series(reference));
    return paired.length === 0 ? [] : [[metric, estimate(paired, coverage, transforms[scale])]];
  });
  return Object.fromEntries(found);
}

function countWarnings({ cells }: RowSource, rounds: readonly Round[]): Map<Warning, number> {
  const counts = new Map<Warning, number>();
  for (const { completed } of rounds) {
    const inRound = new Set(cells.flatMap((cell) => completed.get(cell)?.warnings ?? []));
    for (const warning of inRound) counts.set(warning, (counts.get(warning) ?? 0) + 1);
  }
  return counts;
}

function typical(values: readonly number[]): number | null {
  const finite = values.filter(Number.isFinite);
  return finite.length === 0 ? null : median(finite);
}

function typicalSpread(measurements: readonly Measurement[]): Row['messagesPerConnection'] {
  const of = (which: 'min' | 'median' | 'max') =>
    typical(measurements.map(({ messagesPerConnection }) => messagesPerConnection[which]));
  const [min, middle, max] = [of('min'), of('median'), of('max')];
  return min === null || middle === null || max === null ? null : { min, median: middle, max };
}

/** One line of a table: a cell's figures, what speaks against them, and its ratio to the baseline. */
import type { Metric, ProfileName } from '../experiments/experiment.ts';
import type { Cell, Measurement, Trial, Warning } from '../trial.ts';
import type { Estimate, Percentile, Ratio, Row } from './analysis.ts';
import { median } from './averages.ts';
import { estimate } from './estimate.ts';
import { differences, logSeries, present } from './pairing.ts';
import { percentilesNs, reasonToWithhold } from './percentile.ts';
import type { Round } from './rounds.ts';
import { coverage } from './simultaneous.ts';
import { metricsOf } from './trial-metrics.ts';
import type { Terms } from './verdict.ts';
import { compare } from './verdict.ts';

/** What a row is made from. */
export interface RowSource {
  /** The cell that is shown. */
  readonly cell: Cell;
  /** Ids behind the figures: the cell itself; for a baseline its A/A twin too. */
  readonly cells: readonly string[];
  /** Ids of baseline and twin that the cell is compared with; null for the baseline itself. */
  readonly reference: readonly string[] | null;
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
  const used = rounds.flatMap(({ completed }) => source.cells.flatMap((cell) => completed.get(cell) ?? []));
  const measurements = used.map((trial) => trial.measurement);
  const metrics = measurements.map(metricsOf);
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
    completed: rounds.filter(({ completed }) => source.cells.some((cell) => completed.has(cell))).length,
    failed: failed.length,
    setAside: own.filter((trial) => trial.outcome === 'completed').length - used.length,
    skipped: own.find((trial) => trial.outcome === 'skipped')?.reason ?? null,
    error: failed[0]?.error ?? null,
    warnings: countWarnings(source, rounds),
    messagesPerSecond: absolute(source, rounds, (measurement) => metricsOf(measurement).messagesPerSecond),
    cpuNsPerMessage: absolute(source, rounds, (measurement) => metricsOf(measurement).cpuNsPerMessage),
    serviceTimeNs: { p50: percentile('p50'), p99: percentile('p99'), p999: percentile('p999') },
    serviceTimeWithheld: { p50: withheld('p50'), p99: withheld('p99'), p999: withheld('p999') },
    rssUnderLoadBytes: typical(measurements.map(({ memory }) => memory.underLoad.rssBytes)),
    pssUnderLoadBytes: typical(measurements.flatMap(({ memory }) => memory.underLoad.pssBytes ?? [])),
    serverUtilization: typical(metrics.map((trial) => trial.serverUtilization)),
    clientUtilization: typical(metrics.map((trial) => trial.clientUtilization)),
    contextSwitchesPerMessage: typical(metrics.map((trial) => trial.contextSwitchesPerMessage)),
    ratio: ratiosOf(source, rounds, terms),
  };
}

/** With its single interval: it says how well this one figure is known, not how two of them compare. */
function absolute(
  source: RowSource,
  rounds: readonly Round[],
  figure: (measurement: Measurement) => number,
): Estimate | null {
  const logs = present(logSeries(rounds, source.cells, figure));
  return logs.length === 0 ? null : estimate(logs, coverage);
}

/** Both metrics are compared alike; the guarantee over all comparisons holds for each by itself, and findings use the primary. */
function ratiosOf(source: RowSource, rounds: readonly Round[], terms: Terms): Row['ratio'] {
  const messagesPerSecond = ratioOf('messagesPerSecond', source, rounds, terms);
  const cpuNsPerMessage = ratioOf('cpuNsPerMessage', source, rounds, terms);
  return messagesPerSecond === null || cpuNsPerMessage === null ? null : { messagesPerSecond, cpuNsPerMessage };
}

function ratioOf(
  metric: Metric,
  { cells, reference }: RowSource,
  rounds: readonly Round[],
  terms: Terms,
): Ratio | null {
  if (reference === null) return null;
  const figure = (measurement: Measurement) => metricsOf(measurement)[metric];
  const paired = differences(logSeries(rounds, cells, figure), logSeries(rounds, reference, figure));
  return paired.length === 0 ? null : compare(paired, terms);
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
  return values.length === 0 ? null : median(values);
}

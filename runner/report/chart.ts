/** What all charts share: what a chart is, and the lines about conditions and trust that none of them may lack. */
import type { ResultFile } from '../result.ts';
import type { Controls, Estimate, ExperimentAnalysis, GroupAnalysis, Row } from '../statistics/analysis.ts';
import { hasYoungWorkers } from '../experiments/choices.ts';
import { evidenceLabelsOf, isClientLimited } from '../statistics/labels.ts';
import { formatPercent } from './format.ts';
import { clipped } from './one-line.ts';
import type { Caption, Spec } from './vega.ts';
import { comparedMetrics, conditionsOf, count, mishap, roundsOf } from './words.ts';

export interface Chart {
  /** Name of the experiment it belongs to; null: of the run. */
  readonly experiment: string | null;
  /** What it shows, in one or two words of a file name: `ratio`. */
  readonly what: string;
  readonly caption: Caption;
  readonly spec: Spec;
}

/** The lines below a chart's title: what was compared under which conditions, and on what. */
export function subtitleOf(experiment: ExperimentAnalysis, result: ResultFile): string[] {
  const cells = experiment.groups.flatMap(({ rows }) => rows.map(({ cell }) => cell));
  return [conditionsOf(cells).join(' · '), `${roundsOf(estimatesOf(experiment))} · ${provenance(result)}`];
}

/** Profile, seed and machine: `profile quick, seed 7 · AMD EPYC 7763, 2 processors (kvm)`. */
export function provenance({ plan, environment }: ResultFile): string {
  const { processor, virtualization } = environment;
  const hypervisor = virtualization === null ? '' : ` (${virtualization})`;
  return `profile ${plan.profile}, seed ${plan.seed} · ${processor.model}, ${count(processor.count, 'processor')}${hypervisor}`;
}

/** Said loudly on every chart of a run that failed its controls. */
export function alarmOf(controls: Controls): string | null {
  if (!controls.unfit) return null;
  return `UNFIT RUN, verdicts withheld. ${controls.reasons.join(' ').replace(/^Unfit: (.)/, (_, first: string) => first.toUpperCase())}`;
}

/** Identical cells agree, but the other control does not hold. */
export function isSlowdownMissed({ slowdown, unfit }: Controls): boolean {
  return !unfit && slowdown !== null && !slowdown.ok;
}

/** What the bars of a chart of ratios are, or why it has none. */
export function ratioBars(experiment: ExperimentAnalysis): string {
  const compared = comparedMetrics(experiment);
  const ratios = experiment.groups.flatMap(({ rows }) =>
    rows.flatMap(({ contrast }) => compared.flatMap((metric) => contrast?.[metric] ?? [])),
  );
  const coverages = ratios.flatMap(({ coverage }) => (coverage === null ? [] : [coverage]));
  if (coverages.length === 0) return noBars(ratios);
  return `Bar (hidden where shorter than its mark): 95 % interval, simultaneous over all comparisons of the experiment (each covers at least ${formatPercent(Math.min(...coverages))}).`;
}

/** What the bars of a chart of single figures are, or why it has none. */
export function absoluteBars(experiment: ExperimentAnalysis): string {
  const shown = comparedMetrics(experiment);
  const estimates = experiment.groups.flatMap(({ rows }) =>
    rows.flatMap((row) => shown.flatMap((metric) => row[metric] ?? [])),
  );
  if (estimates.every(({ interval }) => interval === null)) return noBars(estimates);
  return "Bar (hidden where shorter than its mark): 95 % interval of the single figure. The machine's drift from round to round is in it: whether two models differ is read from the ratios.";
}

function noBars(estimates: readonly Estimate[]): string {
  return `No bars (${estimates.find(({ note }) => note !== null)?.note ?? 'no interval'}).`;
}

/** In a chart of ratios: what was measured beside its arms. */
export function othersNote(others: number, one: 'row' | 'model'): string[] {
  if (others <= 0) return [];
  const what = others === 1 ? `${one} was` : `${one}s were`;
  return [`${others} more ${what} measured without a declared comparison: see the chart of absolute figures.`];
}

/**
 * One sentence for each model that has no figure or not all of its trials, and for figures that are a lower bound; with
 * the groups it is true of, where that is not all of them. Then one for each label that figures carry.
 */
export function shortfalls(groups: readonly GroupAnalysis[]): string[] {
  const found = groups.flatMap(({ label, rows }) =>
    rows.flatMap((row) => sayings(row).map((saying) => ({ label, saying }))),
  );
  const sentences = [...Map.groupBy(found, ({ saying }) => saying)].map(([saying, where]) =>
    where.length === groups.length ? saying : `${saying} (${where.map(({ label }) => label).join('; ')})`,
  );
  return [...sentences, ...labelNotes(groups)];
}

/** `‡ not steady in more than half of their rounds: event-loop, iterative (1 connection)`. */
function labelNotes(groups: readonly GroupAnalysis[]): string[] {
  const found = groups.flatMap(({ label: group, rows }) =>
    rows.flatMap((row) => evidenceLabelsOf(row).map((label) => ({ label, group, arm: clipped(row.cell.arm, 60) }))),
  );
  return [...Map.groupBy(found, ({ label }) => label)].map(([label, all]) => {
    const places = [...Map.groupBy(all, ({ group }) => group)].map(([group, rows]) => {
      const arms = rows.map(({ arm }) => arm).join(', ');
      return groups.length === 1 ? arms : `${arms} (${group})`;
    });
    return `‡ ${label} in more than half of the rounds: ${places.join('; ')}`;
  });
}

function sayings(row: Row): string[] {
  const model = clipped(row.cell.arm, 60);
  const trouble = mishap(row);
  const limited = `† ${model}: the client was at its limit and the server was not; read its throughput as “at least”, and a verdict with † as what this client could draw`;
  const young = `${model}: its workers are young; each has served few requests, and its code is hardly compiled`;
  return [
    ...(trouble === null ? [] : [`${model}: ${trouble}`]),
    ...(isClientLimited(row) ? [limited] : []),
    ...(row.completed > 0 && hasYoungWorkers(row.cell) ? [young] : []),
  ];
}

/** The model with its marks: † where its throughput is a lower bound, ‡ where its figures carry a label of the notes. */
export function nameOf(row: Row): string {
  return `${row.cell.arm}${marksOf([row])}`;
}

/** ` † ‡`: the marks of any of these rows. */
export function marksOf(rows: readonly Row[]): string {
  const isLabelled = rows.some((row) => evidenceLabelsOf(row).length > 0);
  return `${rows.some(isClientLimited) ? ' †' : ''}${isLabelled ? ' ‡' : ''}`;
}

/** In charts of single figures, where the baseline was measured twice. */
export function twinNote(groups: readonly GroupAnalysis[]): string {
  const isTwin = groups.some(({ rows }) => rows.some(({ cells }) => cells > 1));
  return isTwin ? ' The baseline is the mean of its two identical cells.' : '';
}

/** An estimate as it is drawn. */
export type Drawn = Pick<Estimate, 'value' | 'interval' | 'values'>;

/**
 * What of an estimate has a place on an axis. On a logarithmic one nothing of a broken trial (0 messages) can be drawn,
 * nor a difference below 0; its figures stand in words beside it.
 */
export function drawable({ value, interval, values }: Estimate, axis: 'log' | 'linear' = 'log'): Drawn[] {
  const isPlace = (one: number) => Number.isFinite(one) && (axis === 'linear' || one > 0);
  if (!isPlace(value)) return [];
  const drawn = interval !== null && isPlace(interval.low) && isPlace(interval.high) ? interval : null;
  return [{ value, interval: drawn, values: values.filter(isPlace) }];
}

/** Every number that an estimate occupies on an axis. */
export function extent(estimate: Estimate | null, axis: 'log' | 'linear' = 'log'): number[] {
  const drawn = estimate === null ? [] : drawable(estimate, axis);
  return drawn.flatMap(({ value, interval, values }) => [
    value,
    ...(interval === null ? [] : [interval.low, interval.high]),
    ...values,
  ]);
}

export function ratioAxisTitle(baseline: string): string {
  return `ratio to ${clipped(baseline, 24)}, log scale`;
}

/** The same in a unit that is `size` base units. */
export function inUnit(estimate: Estimate, size: number): Estimate {
  const { value, interval, values } = estimate;
  return {
    ...estimate,
    value: value / size,
    interval: interval === null ? null : { low: interval.low / size, high: interval.high / size },
    values: values.map((one) => one / size),
  };
}

function estimatesOf({ groups, primaryMetric }: ExperimentAnalysis) {
  return groups.flatMap(({ rows }) => rows.map((row) => row[primaryMetric]));
}

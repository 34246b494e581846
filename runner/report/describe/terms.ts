/** Under which conditions the figures of a chart were measured, in few words, and how its bars are to be read. */
import {
  contrastOf,
  figureOf,
  primaryOf,
  type ExperimentAnalysis,
  type GroupAnalysis,
} from '../../analysis/analysis.ts';
import type { MetricDefinition } from '../../result/metric.ts';
import type { ResultFile } from '../../result/result.ts';
import type { Estimate } from '../../statistics/estimate.ts';
import { hasRoomForSubtitle, plainView } from '../charts/frame.ts';
import { formatCount, formatPercent } from '../text/format.ts';
import { measuredTerms } from '../text/measured-conditions.ts';
import { clipped } from '../text/one-line.ts';
import { comparedMetrics, count, roundsBehind, roundsOf, sharedTerms } from '../text/words.ts';

/**
 * Two lines below a chart's title: what was measured under which conditions, and on what. Where all of it has no room,
 * remarks in parentheses go first, then the last conditions that were chosen: what nobody chose and what the figures were
 * measured on stays.
 */
export function subtitleOf(
  experiment: ExperimentAnalysis,
  result: ResultFile,
  metric = primaryOf(experiment),
): string[] {
  const rows = experiment.groups.flatMap((group) => group.rows);
  const rounds = roundsOf(roundsBehind(rows, metric));
  const below = `${rounds} · ${provenance(result)}`;
  const whole = sharedTerms(experiment).map(({ text }) => text);
  const short = whole.map((text) => text.replace(/ \([^)]*\)$/, ''));
  // What is true of some groups only would need their names, for which there is no room.
  const measured = measuredTerms(experiment).flatMap(({ text, only }) => (only.length === 0 ? [text] : []));
  const fewer = short.map((_, index) => [...short.slice(0, short.length - 1 - index), ...measured, '…']);
  const subtitles = [[...whole, ...measured], [...short, ...measured], ...fewer].map((terms) => [
    [clipped(experiment.title, 60), ...terms].join(' · '),
    below,
  ]);
  return subtitles.find((parts) => hasRoomForSubtitle(parts, plainView)) ?? [clipped(experiment.title, 60), below];
}

/** Characters: one that is longer than a line would leave no room for anything else. */
const longestProcessor = 80;

/** Profile, seed and machine: `profile quick, seed 7 · AMD EPYC 7763, 2 processors (kvm)`. */
export function provenance({ plan, environment }: ResultFile): string {
  const { processor, virtualization } = environment;
  const hypervisor = virtualization === null ? '' : ` (${virtualization})`;
  return `profile ${plan.profile}, seed ${plan.seed} · ${clipped(processor.model, longestProcessor)}, ${count(processor.count, 'processor')}${hypervisor}`;
}

/** What the bars of a chart of comparisons are, or why it has none. */
export function ratioBars(experiment: ExperimentAnalysis): string {
  const compared = comparedMetrics(experiment);
  const ratios = experiment.groups.flatMap(({ rows }) =>
    rows.flatMap((row) => compared.flatMap((metric) => contrastOf(row, metric) ?? [])),
  );
  const coverages = ratios.flatMap(({ coverage }) => (coverage === null ? [] : [coverage]));
  if (coverages.length === 0) return noBars(ratios);
  const over = ratios.some(({ verdict }) => verdict === 'undeclared')
    ? 'the crossovers of the experiment, and over its declared comparisons'
    : 'all comparisons of the experiment';
  return `Bar (hidden where shorter than its mark): 95 % interval, simultaneous over ${over} (each covers at least ${formatPercent(Math.min(...coverages))}).`;
}

/** What the bars of a chart of single figures are, or why it has none. */
export function absoluteBars(experiment: ExperimentAnalysis): string {
  return figureBars(experiment, comparedMetrics(experiment));
}

/** The same of a chart of these metrics. */
export function figureBars(experiment: ExperimentAnalysis, shown: readonly MetricDefinition[]): string {
  const estimates = experiment.groups.flatMap(({ rows }) =>
    rows.flatMap((row) => shown.flatMap((metric) => figureOf(row, metric) ?? [])),
  );
  if (estimates.every(({ interval }) => interval === null)) return noBars(estimates);
  return `Bar (hidden where shorter than its mark): 95 % interval of the single figure. The machine's drift from round to round is in it: whether two ${experiment.factor.plural} differ is read from the comparisons.`;
}

function noBars(estimates: readonly Estimate[]): string {
  return `No bars (${estimates.find(({ note }) => note !== null)?.note ?? 'no interval'}).`;
}

/** In a chart of comparisons: what was measured beside its arms. */
export function othersNote(others: number): string[] {
  if (others <= 0) return [];
  const what = others === 1 ? '1 more was' : `${formatCount(others)} more were`;
  return [`${what} measured without a declared comparison: see the chart of absolute figures.`];
}

/** In charts of single figures, where the baseline was measured twice. */
export function twinNote(groups: readonly GroupAnalysis[]): string {
  const isTwin = groups.some(({ rows }) => rows.some(({ cells }) => cells > 1));
  return isTwin ? ' The baseline is the mean of its two identical cells.' : '';
}

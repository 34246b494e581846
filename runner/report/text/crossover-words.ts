/** From how much work per request a model is ahead, in words: the same in findings, tables, charts and the terminal. */
import type { Crossover, ExperimentAnalysis, InterpolatedCrossover } from '../../analysis/analysis.ts';
import { boundOf, comparisonLabels, type Bound } from '../../analysis/labels.ts';
import { formatQuantity, nanoseconds } from './format.ts';

type Between = Extract<Crossover['outcome'], { readonly kind: 'between' }>;

/** `overtakes between echo and 100 µs`, `ahead at every level`. */
export function crossoverSentence(outcome: Crossover['outcome']): string {
  switch (outcome.kind) {
    case 'between': {
      const place = interpolationOf(outcome);
      return `overtakes ${placeOf(outcome)}${place === null ? '' : `, interpolated ${place}`}`;
    }
    case 'ahead-everywhere':
      return 'ahead at every level';
    case 'behind-everywhere':
      return 'behind at every level';
    case 'not-determined':
      return `crossover not determined: ${outcome.why}`;
  }
}

/** `between echo and 100 µs`, `at most at 10 µs`, `above 1 ms, if at all`: the levels that were measured. */
export function placeOf({ belowNs, aboveNs }: Between): string {
  if (aboveNs === null) return `above ${level(belowNs ?? 0)}, if at all`;
  return belowNs === null ? `at ${level(aboveNs)} or below` : `between ${level(belowNs)} and ${level(aboveNs)}`;
}

/** `6.77 µs (3.56 µs to 10.7 µs)`, `at least 6.77 µs (3.56 µs or more)`; null where nothing is interpolated. */
export function interpolationOf({ interpolated }: Between): string | null {
  if (interpolated === null) return null;
  const { estimateNs, bound } = interpolated;
  return `${bound === null ? '' : `${bound} `}${formatQuantity(estimateNs, nanoseconds)}${rangeOf(interpolated)}`;
}

function rangeOf({ lowNs, highNs }: InterpolatedCrossover): string {
  const time = (ns: number) => formatQuantity(ns, nanoseconds);
  if (lowNs !== null && highNs !== null) return ` (${time(lowNs)} to ${time(highNs)})`;
  if (lowNs !== null) return ` (${time(lowNs)} or more)`;
  return highNs === null ? '' : ` (${time(highNs)} or less)`;
}

function level(workNs: number): string {
  return workNs === 0 ? 'echo' : formatQuantity(workNs, nanoseconds);
}

/** Whose client was at its limit, by which verdicts the ratio carries all the same. */
const limits = {
  all: [],
  higher: ['client-limited'],
  lower: ['baseline: client-limited'],
  none: ['client-limited', 'baseline: client-limited'],
} as const satisfies Record<Bound['carries'], readonly string[]>;

/** `baseline: not steady, baseline: client-limited at echo`: labels at the levels that a crossover rests on. */
export function crossoverLabels(
  { model, outcome }: Crossover,
  { groups, primaryMetric }: ExperimentAnalysis,
): string[] {
  if (outcome.kind === 'not-determined') return [];
  const [from, to] =
    outcome.kind === 'between'
      ? [outcome.belowNs ?? Number.NEGATIVE_INFINITY, outcome.aboveNs ?? Number.POSITIVE_INFINITY]
      : [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return groups.flatMap((group) => {
    const row = group.rows.find(({ cell }) => cell.role === 'arm' && cell.arm === model);
    if (row === undefined || row.cell.workNsPerRequest < from || row.cell.workNsPerRequest > to) return [];
    const labels = [...comparisonLabels(row, group), ...limits[boundOf(row, group, primaryMetric).carries]];
    return labels.length === 0 ? [] : [`${labels.join(', ')} at ${group.label}`];
  });
}

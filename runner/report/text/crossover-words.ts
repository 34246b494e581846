/** From which level on an arm is ahead, in words: the same in findings, tables, charts and the terminal. */
import {
  primaryOf,
  type Crossover,
  type ExperimentAnalysis,
  type InterpolatedCrossover,
} from '../../analysis/analysis.ts';
import type { Bound } from '../../analysis/bound.ts';
import { boundOf, comparisonLabels } from '../../analysis/labels.ts';
import { amountOf } from '../../analysis/levels.ts';
import type { Axis } from '../../result/plan.ts';
import { formatQuantity } from './format.ts';
import { amountText } from './levels.ts';
import { bracketedRange, listed } from './words.ts';

type Between = Extract<Crossover['outcome'], { readonly kind: 'between' }>;

/** `overtakes between echo and 100 µs`, `ahead at every level`. */
export function crossoverSentence(outcome: Crossover['outcome'], axis: Axis): string {
  switch (outcome.kind) {
    case 'between': {
      const place = interpolationOf(outcome, axis);
      return `overtakes ${placeOf(outcome, axis)}${place === null ? '' : `, interpolated ${place}`}`;
    }
    case 'ahead-everywhere':
      return 'ahead at every level';
    case 'behind-everywhere':
      return 'behind at every level';
    case 'not-determined':
      return `crossover not determined: ${outcome.why}`;
  }
}

/** `between echo and 100 µs`, `at 10 µs or below`, `above 1 ms, if at all`: the levels that were measured. */
export function placeOf({ below, above }: Between, axis: Axis): string {
  if (above === null) return `above ${amountText(below ?? 0, axis)}, if at all`;
  const upTo = amountText(above, axis);
  return below === null ? `at ${upTo} or below` : `between ${amountText(below, axis)} and ${upTo}`;
}

/** `6.77 µs (3.56 µs to 10.7 µs)`, `at least 6.77 µs (3.56 µs or more)`; null where nothing is interpolated. */
export function interpolationOf({ interpolated }: Between, { quantity }: Axis): string | null {
  if (interpolated === null) return null;
  return `${interpolatedFigure(interpolated, quantity)}${bracketedRange([rangeOf(interpolated, quantity)])}`;
}

/** `6.77 µs`, `at least 6.77 µs`. */
export function interpolatedFigure({ estimate, bound }: InterpolatedCrossover, quantity: Axis['quantity']): string {
  return `${bound === null ? '' : `${bound} `}${formatQuantity(estimate, quantity)}`;
}

/** `3.56 µs to 10.7 µs`, `3.56 µs or more`; null where neither end is known. */
export function rangeOf({ low, high }: InterpolatedCrossover, quantity: Axis['quantity']): string | null {
  const words = (amount: number) => formatQuantity(amount, quantity);
  if (low !== null && high !== null) return `${words(low)} to ${words(high)}`;
  if (low !== null) return `${words(low)} or more`;
  return high === null ? null : `${words(high)} or less`;
}

/** Whose figure is a lower bound, by which verdicts the ratio carries all the same. */
function boundLabels(carries: Bound['carries'], label: string): readonly string[] {
  const [own, others] = [label, `baseline: ${label}`];
  return { all: [], higher: [own], lower: [others], none: [own, others] }[carries];
}

/**
 * `baseline: not steady, baseline: client-limited at echo`: labels at the levels that a crossover rests on, and at which of
 * them where it is not all.
 */
export function crossoverLabels({ arm, outcome }: Crossover, experiment: ExperimentAnalysis): string[] {
  if (outcome.kind === 'not-determined') return [];
  const primary = primaryOf(experiment);
  const bounding = experiment.labels.find(({ name }) => name === primary.boundedBy)?.title ?? 'a bound';
  const [from, to] =
    outcome.kind === 'between'
      ? [outcome.below ?? Number.NEGATIVE_INFINITY, outcome.above ?? Number.POSITIVE_INFINITY]
      : [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const levels = experiment.groups.flatMap((group) => {
    const row = group.rows.find(({ cell }) => cell.role === 'arm' && cell.arm === arm);
    const amount = amountOf(group);
    if (row === undefined || amount < from || amount > to) return [];
    return [
      [
        ...comparisonLabels(row, group, experiment.labels),
        ...boundLabels(boundOf(row, group, primary).carries, bounding),
      ].map((label) => ({ label, where: group.label })),
    ];
  });
  return [...Map.groupBy(levels.flat(), ({ label }) => label)].map(([label, of]) =>
    of.length === levels.length ? label : `${label} at ${listed(of.map(({ where }) => where))}`,
  );
}

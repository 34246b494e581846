/**
 * Amounts on an axis as multiples of what the baseline takes at its level 0, where that level has a name: work per request
 * in echoes. An amount in microseconds is one machine's; what a hand-off costs, and with it a crossover, follows what an echo
 * costs, so a reader can take the multiple to another machine.
 */
import type { Crossover, ExperimentAnalysis, InterpolatedCrossover } from '../../analysis/analysis.ts';
import { amountOf, ownCost } from '../../analysis/levels.ts';
import { formatFactor } from './format.ts';
import { bracketedRange } from './words.ts';

type Experiment = Pick<ExperimentAnalysis, 'axis' | 'groups'>;
type Between = Extract<Crossover['outcome'], { readonly kind: 'between' }>;

/** What amounts are multiples of: `echo`, and what it takes in the axis's base unit. Null: of nothing that is known. */
export function multipleOf({ axis, groups }: Experiment): { readonly name: string; readonly size: number } | null {
  if (axis === null || axis.zero === null || !groups.some((group) => amountOf(group) === 0)) return null;
  const size = ownCost(groups, axis.measuredBy);
  return size === null || !(size > 0) ? null : { name: axis.zero, size };
}

/** `0.39 × echo`; null where amounts are multiples of nothing. */
export function multipleText(amount: number, experiment: Experiment): string | null {
  const unit = multipleOf(experiment);
  return unit === null ? null : `${factor(amount / unit.size)} × ${unit.name}`;
}

/** Where an arm overtakes: `0.39 × echo (0.24–0.61 × echo)`, `at most 0.39 × echo`, `0.48–0.95 × echo` where nothing is interpolated. */
export function placeInMultiples({ below, above, interpolated }: Between, experiment: Experiment): string | null {
  const unit = multipleOf(experiment);
  if (unit === null) return null;
  const times = (amount: number) => factor(amount / unit.size);
  if (interpolated !== null) {
    const { estimate, bound } = interpolated;
    const range = bracketedRange([rangeInMultiples(interpolated, experiment)]);
    return `${bound === null ? '' : `${bound} `}${times(estimate)} × ${unit.name}${range}`;
  }
  if (above === null) return `at least ${times(below ?? 0)} × ${unit.name}`;
  return below === null ? `at most ${times(above)} × ${unit.name}` : `${times(below)}–${times(above)} × ${unit.name}`;
}

/** `0.24–0.61 × echo`; null where an end is not known, or amounts are multiples of nothing. */
export function rangeInMultiples({ low, high }: InterpolatedCrossover, experiment: Experiment): string | null {
  const unit = multipleOf(experiment);
  if (unit === null || low === null || high === null) return null;
  return `${factor(low / unit.size)}–${factor(high / unit.size)} × ${unit.name}`;
}

function factor(value: number): string {
  return value === 0 ? '0' : formatFactor(value).slice(1);
}

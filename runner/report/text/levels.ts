/**
 * The levels of an experiment whose groups stand on an axis, and the places that they have on it. Always logarithmic, of
 * something that is above 0 at every level.
 *
 * An axis may have an offset that is added before the logarithm is taken. That of work per request is what the baseline
 * takes at the level 0. So this level has a place of its own at the left end instead of minus infinity, equal distances are
 * equal factors of the whole cost, and it is the scale on which crossovers are interpolated: a line crosses 1 where the
 * table says.
 */
import type { ExperimentAnalysis, GroupAnalysis } from '../../analysis/analysis.ts';
import { closestFactor } from '../../analysis/crossover.ts';
import { amountOf, ownCost } from '../../analysis/levels.ts';
import type { MetricDefinition } from '../../result/metric.ts';
import type { Axis } from '../../result/plan.ts';
import { formatExactly, formatQuantity } from './format.ts';
import { multipleOf, multipleText } from './multiples.ts';
import { uncapitalized } from './words.ts';

/** One amount of what the groups differ in. */
export interface Level {
  readonly amount: number;
  readonly group: GroupAnalysis;
}

export interface Levels {
  readonly axis: Axis;
  /** In the axis's base unit, above 0 together with the least amount. */
  readonly offset: number;
  /** By rising amount; two or more. */
  readonly levels: readonly Level[];
}

/** The axis across: a place for each level, and for what lies between them. */
export interface LevelPlaces {
  readonly title: string;
  readonly levels: readonly { readonly label: string; readonly place: number; readonly isFar: boolean }[];
  /** Place of an amount on the axis. */
  readonly at: (amount: number) => number;
  /** What is across, in a sentence below the chart. */
  readonly note: string;
}

type Experiment = Pick<ExperimentAnalysis, 'axis' | 'groups' | 'baseline' | 'shown' | 'details'>;

/** Null when not all groups stand on the experiment's axis, two stand at the same place, or there is only one. */
export function levelsOf({ axis, groups }: Experiment): Levels | null {
  if (axis === null || groups.length < 2 || groups.some(({ level }) => level === null)) return null;
  const levels = groups
    .map((group): Level => ({ amount: amountOf(group), group }))
    .toSorted((one, other) => one.amount - other.amount);
  const [least] = levels;
  const areApart = new Set(levels.map(({ amount }) => amount)).size === levels.length;
  const offset = axis.offset ?? offsetInPlace(axis, levels);
  return least !== undefined && areApart && least.amount + offset > 0 ? { axis, offset, levels } : null;
}

export function levelPlaces(over: Levels, experiment: Experiment): LevelPlaces {
  const { axis, offset, levels } = over;
  const at = (amount: number) => Math.log10(amount + offset);
  const places = levels.map(({ amount }) => at(amount));
  return {
    title: titleOf(axis, experiment),
    levels: levels.map(({ amount }, index) => {
      const [before = at(amount), place] = [places[index - 1], at(amount)];
      return { label: tickOf(amount, axis), place, isFar: place - before > Math.log10(closestFactor) };
    }),
    at,
    note: noteOn(over, experiment),
  };
}

/** `work per request (echo: 13.1 µs)`: by which a reader on another machine can scale what stands on the axis. */
function titleOf({ title, quantity }: Axis, experiment: Experiment): string {
  const unit = multipleOf(experiment);
  return unit === null ? title : `${title} (${unit.name}: ${formatQuantity(unit.size, quantity)})`;
}

/** `echo`, `100 µs`, `4,096`. */
export function amountText(amount: number, axis: Axis): string {
  if (amount === 0 && axis.zero !== null) return axis.zero;
  return axis.measuredBy === null ? formatExactly(amount, axis.quantity) : formatQuantity(amount, axis.quantity);
}

/** `echo (0)`: where a level stands, besides its name. */
export function tickOf(amount: number, axis: Axis): string {
  return amount === 0 && axis.zero !== null ? `${axis.zero} (0)` : amountText(amount, axis);
}

/** `server processor time per message`, by which amounts were measured in place; null where they are exact. */
export function measureOf({ axis, shown, details }: Experiment): MetricDefinition | null {
  const all = [...shown, ...details.flatMap(({ metrics }) => metrics)];
  return all.find(({ name }) => name === axis?.measuredBy) ?? null;
}

/** What the baseline takes at the least level, as crossover.ts has it; the least amount above 0 where that is unknown. */
function offsetInPlace({ measuredBy }: Axis, levels: readonly Level[]): number {
  const groups = levels.map(({ group }) => group);
  const own = ownCost(groups, measuredBy);
  if (own !== null && Number.isFinite(own)) return own;
  return levels.find(({ amount }) => amount > 0)?.amount ?? 1;
}

function noteOn({ axis, offset, levels }: Levels, experiment: Experiment): string {
  const { title, quantity } = axis;
  const measure = measureOf(experiment);
  const least = levels[0] === undefined ? '' : amountText(levels[0].amount, axis);
  const isInPlace = levels.some(({ group: { level } }) => level !== null && level.inPlace !== null);
  const baseline = experiment.baseline ?? 'the baseline';
  const inPlace =
    isInPlace && measure !== null
      ? ` as measured in place, which is the ${uncapitalized(measure.title)} of ${baseline} beyond that at ${least} in the same rounds`
      : '';
  const added = axis.offset === null ? formatQuantity(offset, quantity) : formatExactly(offset, quantity);
  const own = axis.offset === null && measure !== null ? `, which is what ${baseline} takes at ${least}` : '';
  const scale = offset === 0 ? 'on a logarithmic scale' : `on the logarithm of ${title} + ${added}${own}`;
  return `Across: ${title}${inPlace}; ${scale}.${isInPlace ? plannedAs(levels, axis, experiment) : ''}`;
}

/** ` ½ echo of work came to 6.31 µs (0.48 × echo), …`: a level has the name of what was aimed at. */
function plannedAs(levels: readonly Level[], axis: Axis, experiment: Experiment): string {
  const came = levels.flatMap(({ amount, group }) => {
    if (group.level?.inPlace === null) return [];
    const multiple = multipleText(amount, experiment);
    return [`${group.label} came to ${amountText(amount, axis)}${multiple === null ? '' : ` (${multiple})`}`];
  });
  return came.length === 0 ? '' : ` As planned and as measured: ${came.join(', ')}.`;
}

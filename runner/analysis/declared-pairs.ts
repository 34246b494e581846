/**
 * Which ratios of an experiment get intervals that have to cover together: the declared comparisons with the baseline, the
 * crossovers, and every pair of arms where their order is followed from group to group. Known from the plan alone, before anything is
 * measured, so that planner, analysis and report count the same.
 */
import type { Comparison, Group, PlannedExperiment } from '../result/plan.ts';
import { sum } from '../statistics/averages.ts';

/** Names of two arms, in the order of the catalogue. */
export type Pair = readonly [one: string, other: string];

/** The pairs that are measured in the first group of an experiment and in a later one; empty where fewer than two arms run in both. */
export interface PairsAcross {
  readonly first: Group;
  readonly later: Group;
  readonly pairs: readonly Pair[];
}

type Asked = Pick<PlannedExperiment, 'orderAcross' | 'axis'>;

/** One for each later group; none where the experiment does not ask for the order. */
export function pairsAcross({ orderAcross }: Asked, [first, ...others]: readonly Group[]): PairsAcross[] {
  if (orderAcross === undefined || first === undefined) return [];
  const arms = [...cellsByArm(first).keys()];
  return others.map((later) => {
    const there = cellsByArm(later);
    return { first, later, pairs: pairsOf(arms.filter((arm) => there.has(arm))) };
  });
}

/**
 * How many ratios of one metric cover at once with 95 %. The ratio of a pair in the first group is one of them, to however
 * many groups it is followed; the ratio of an arm to the baseline is that of a pair.
 */
export function comparisonsIn(experiment: Asked, groups: readonly Group[]): number {
  return Math.max(ratiosIn(experiment, groups), crossoversIn(experiment, groups));
}

/**
 * One for each arm, at however many levels it is measured: where it overtakes is known wrongly if the interval at that one
 * place misses the ratio there, so one interval has to cover for it. They do not add to the declared comparisons: a verdict
 * of an arm and its crossover are read off the same intervals, and a false direction is false in both.
 */
function crossoversIn({ axis }: Asked, groups: readonly Group[]): number {
  if (axis?.hasCrossovers !== true) return 0;
  const arms = groups.flatMap(({ cells }) => cells.filter(({ role }) => role === 'arm').map(({ arm }) => arm));
  return new Set(arms).size;
}

function ratiosIn(experiment: Asked, groups: readonly Group[]): number {
  if (experiment.orderAcross === undefined) return sum(groups.map(({ comparisons }) => comparisons.length));
  const declared = groups.flatMap(({ id, cells, comparisons }) =>
    comparisons.map(({ arm, reference }) => ratioKey(id, [nameOf(arm, cells), referenceName(reference, cells)])),
  );
  const followed = pairsAcross(experiment, groups).flatMap(({ first, later, pairs }) =>
    pairs.flatMap((pair) => [ratioKey(first.id, pair), ratioKey(later.id, pair)]),
  );
  return new Set([...declared, ...followed]).size;
}

/**
 * Of the baseline, and of every arm that is compared with it: ids of the cells whose mean its figures are. In the order of
 * the catalogue.
 */
export function cellsByArm({ cells, comparisons }: Group): ReadonlyMap<string, readonly string[]> {
  const compared = new Set(comparisons.map(({ arm }) => arm));
  const references = new Set(comparisons.flatMap(({ reference }) => ('cells' in reference ? reference.cells : [])));
  const taking = cells.filter(({ id }) => compared.has(id) || references.has(id));
  return new Map([...Map.groupBy(taking, ({ arm }) => arm)].map(([arm, of]) => [arm, of.map(({ id }) => id)]));
}

function pairsOf(arms: readonly string[]): Pair[] {
  return arms.flatMap((one, index) => arms.slice(index + 1).map((other): Pair => [one, other]));
}

/** The same for a ÷ b and b ÷ a. */
function ratioKey(group: string, arms: readonly string[]): string {
  return JSON.stringify([group, ...arms.toSorted()]);
}

function nameOf(id: string, cells: Group['cells']): string {
  return cells.find((cell) => cell.id === id)?.arm ?? id;
}

/** Of a claim there is none: it belongs to its arm. */
function referenceName(reference: Comparison['reference'], cells: Group['cells']): string {
  const [first] = 'cells' in reference ? reference.cells : [];
  return first === undefined ? '' : nameOf(first, cells);
}

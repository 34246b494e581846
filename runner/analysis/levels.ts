/**
 * Where groups stand on the axis of their experiment. Numbers of connections are what they are. An amount that rests on a
 * calibration, such as work per request, is stated as it was measured in place: what the baseline's metric came to beyond
 * its value at the level 0 of the axis, in the same rounds. The calibration is what the level was aimed at: found in another
 * server, before the run, without other load. In place a request with work also costs what a busy server spares: a client
 * that had to be woken, colder caches.
 */
import type { MetricDefinition } from '../result/metric.ts';
import type { Group } from '../result/plan.ts';
import { estimate, type Estimate } from '../statistics/estimate.ts';
import { transforms } from '../statistics/scale.ts';
import { coverage } from '../statistics/simultaneous.ts';
import { isBaseline, type GroupAnalysis } from './analysis.ts';
import { differences, seriesOf, type Series } from './pairing.ts';
import type { Round } from './rounds.ts';

/** A group with its rounds. */
export interface RoundsOfGroup {
  readonly group: Group;
  readonly rounds: readonly Round[];
}

/**
 * By group id; empty unless one group stands at 0, others above, and every one of them has rounds in common with it:
 * amounts from two sources would not stand on one axis.
 */
export function amountsInPlace(
  groups: readonly RoundsOfGroup[],
  metric: MetricDefinition,
): ReadonlyMap<string, Estimate> {
  const [zero, ...otherZeros] = groups.filter(({ group }) => group.level?.amount === 0);
  if (zero === undefined || otherZeros.length > 0 || groups.length < 2) return new Map();
  const zeroValues = baselineValues(zero, metric);
  const amounts = groups
    .filter((one) => one !== zero)
    .map((one) => {
      const beyond = differences(baselineValues(one, metric), zeroValues);
      return [one.group.id, estimate(beyond, coverage, transforms.difference)] as const;
    });
  return amounts.some(([, { n, value }]) => n === 0 || !(value > 0)) ? new Map() : new Map(amounts);
}

/** In the base unit of the axis; NaN for a group that stands on none. */
export function amountOf({ level }: Pick<GroupAnalysis, 'level'>): number {
  return level?.inPlace?.value ?? level?.planned ?? Number.NaN;
}

/** What the baseline's metric is at the least level: a request costs that besides what the level adds. */
export function ownCost(groups: readonly GroupAnalysis[], metric: string | null): number | null {
  const [least] = groups.toSorted((one, other) => amountOf(one) - amountOf(other));
  if (least === undefined || metric === null) return null;
  return least.rows.find(isBaseline)?.figures.get(metric)?.value ?? null;
}

/** The mean of the twins, round by round from round 0, untransformed. */
function baselineValues({ group, rounds }: RoundsOfGroup, metric: MetricDefinition): Series {
  const arm = group.cells.find(({ role }) => role === 'baseline')?.arm;
  const twins = group.cells.filter((cell) => cell.arm === arm && cell.role !== 'slowdown').map(({ id }) => id);
  const asItIs = { ...metric, scale: 'difference' } as const;
  const byRound = new Map(rounds.map((one) => [one.round, seriesOf([one], twins, asItIs)[0] ?? null]));
  const last = Math.max(-1, ...byRound.keys());
  return Array.from({ length: last + 1 }, (_, round) => byRound.get(round) ?? null);
}

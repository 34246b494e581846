/**
 * A ranking as groups of ties, in three tiers, so that it cannot contradict a verdict:
 *
 *     better than the baseline    one or more groups
 *     no detectable difference    one group, the baseline in it
 *     worse than the baseline     one or more groups
 *
 * Inside the outer tiers arms are ordered among themselves, though only comparisons with the baseline are declared: where
 * two simultaneous intervals of the ratio to one baseline lie apart, the order of the two arms is known. All intervals
 * cover at once with 95 %, and then every order read off two of them is true. Overlap is not transitive, so a group
 * is a chain: it ends where everything above lies apart from everything below.
 *
 * So two arms in different groups of one tier are told apart, and so is each arm of an outer tier from the baseline. Not
 * claimed: that an arm which ties with the baseline differs from one which does not.
 */
import type { MetricDefinition } from '../result/metric.ts';
import { neutral, transforms } from '../statistics/scale.ts';
import { contrastOf, type Row } from './analysis.ts';

interface Contender {
  readonly label: string;
  /** How much better than the baseline, above 0 is better: ln of the factor, or the difference. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Best first; inside a group by estimate. Rows without a comparison are absent. Unfit: no order is claimed, all are one group. */
export function ranking(rows: readonly Row[], metric: MetricDefinition, unfit: boolean): string[][] {
  const contenders = rows.flatMap((row) => contend(row, metric)).toSorted((one, other) => other.value - one.value);
  const better = contenders.filter(({ low }) => low > 0);
  const worse = contenders.filter(({ high }) => high < 0);
  const tied = contenders.filter(({ low, high }) => low <= 0 && high >= 0);
  const groups = unfit ? [contenders] : [...chains(better), tied, ...chains(worse)];
  return groups.filter((group) => group.length > 0).map((group) => group.map(({ label }) => label));
}

/** Cut wherever all above lie apart from all below. */
function chains(contenders: readonly Contender[]): Contender[][] {
  const groups: Contender[][] = [];
  for (const [index, contender] of contenders.entries()) {
    const lowestAbove = Math.min(...contenders.slice(0, index).map(({ low }) => low));
    const highestFromHere = Math.max(...contenders.slice(index).map(({ high }) => high));
    const group = groups.at(-1);
    if (group === undefined || highestFromHere < lowestAbove) groups.push([contender]);
    else group.push(contender);
  }
  return groups;
}

function contend(row: Row, metric: MetricDefinition): Contender[] {
  const label = row.cell.arm;
  if (row.cell.role === 'baseline') return row.completed === 0 ? [] : [{ label, value: 0, low: 0, high: 0 }];
  const found = row.declared ? contrastOf(row, metric) : null;
  if (found === null) return [];
  const { scale, better } = metric;
  const same = neutral[scale];
  // Without an interval it ties with everything.
  const { low, high } = found.interval ?? {
    low: same === 0 ? Number.NEGATIVE_INFINITY : 0,
    high: Number.POSITIVE_INFINITY,
  };
  const { to } = transforms[scale];
  const [least, middle, most] = [to(low), to(found.value), to(high)];
  return better === 'higher'
    ? [{ label, value: middle, low: least, high: most }]
    : [{ label, value: -middle, low: -most, high: -least }];
}

/** What claim trials saw that no metric tells: distributions, and counters of the kernel. One table for each situation. */
import type { Surroundings } from '../../result/surroundings.ts';
import { describe } from './describe.ts';
import type { ClaimRecord, DistributionRecord, SeenRecord } from './record.ts';
import type { ClaimSetup } from './setup.ts';

interface Measured {
  readonly setup: ClaimSetup;
  readonly record: ClaimRecord;
}

/** Without a table where there is nothing to tell. */
export function surroundings(trials: readonly Measured[]): Surroundings[] {
  const bySituation = Map.groupBy(trials, ({ setup }) =>
    describe(setup)
      .map(({ text }) => text)
      .join(', '),
  );
  return [...bySituation].flatMap(([title, own]) => {
    const seen = own.flatMap(({ record }) => record.seen);
    const facts = [...distributionsOf(seen), ...factsOf(seen)];
    return facts.length === 0 ? [] : [{ title, facts }];
  });
}

function distributionsOf(seen: readonly SeenRecord[]): [string, string][] {
  const byName = Map.groupBy(
    seen.flatMap(({ distribution }) => distribution ?? []),
    ({ of }) => of,
  );
  return [...byName].map(([of, own]) => [of, distributionText(own)]);
}

/** Up to so many values are listed; of more, some quantiles are. */
const mostListed = 6;
const quantiles = [0, 0.1, 0.5, 0.9, 1] as const;

function distributionText(distributions: readonly DistributionRecord[]): string {
  const times = new Map<number, number>();
  for (const [value, count] of distributions.flatMap(({ values }) => values))
    times.set(value, (times.get(value) ?? 0) + count);
  const sorted = [...times].toSorted(([one], [other]) => one - other);
  const total = sorted.reduce((sum, [, count]) => sum + count, 0);
  const unit = distributions[0]?.unit ?? '';
  const text = (value: number) => `${value.toLocaleString('en-US')}${unit === '' ? '' : ` ${unit}`}`;
  if (sorted.length <= mostListed) {
    return sorted.map(([value, count]) => `${text(value)} (${count.toLocaleString('en-US')} times)`).join(', ');
  }
  const named = quantiles.map((share) => `${nameOf(share)} ${text(quantile(sorted, share * total))}`);
  return `${named.join(', ')}; ${total.toLocaleString('en-US')} in all`;
}

function nameOf(share: (typeof quantiles)[number]): string {
  if (share === 0) return 'least';
  return share === 1 ? 'most' : `p${share * 100}`;
}

/** The least value that so many are at most. */
function quantile(sorted: readonly (readonly [value: number, count: number])[], rank: number): number {
  let below = 0;
  for (const [value, count] of sorted) {
    below += count;
    if (below >= rank) return value;
  }
  return sorted.at(-1)?.[0] ?? Number.NaN;
}

/** `58 in every trial`, `55 to 58`; of words, those that occurred. */
function factsOf(seen: readonly SeenRecord[]): [string, string][] {
  const names = new Set(seen.flatMap(({ facts }) => Object.keys(facts ?? {})));
  return [...names].map((name) => {
    const values = seen.flatMap(({ facts }) => facts?.[name] ?? []);
    const distinct = [...new Set(values)];
    if (distinct.length === 1) return [name, `${wordsOf(distinct[0] ?? '')} in every trial`];
    const numbers = distinct.filter((value) => typeof value === 'number');
    return numbers.length === distinct.length
      ? [name, `${wordsOf(Math.min(...numbers))} to ${wordsOf(Math.max(...numbers))}`]
      : [name, distinct.map(wordsOf).join('; ')];
  });
}

function wordsOf(value: string | number): string {
  return typeof value === 'string' ? value : value.toLocaleString('en-US', { maximumFractionDigits: 3 });
}

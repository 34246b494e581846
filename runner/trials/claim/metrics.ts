/** The metrics of a claim trial. What an observation did not look for has no value. */
import { binaryBytes, nanoseconds, percent, plainCount } from '../../result/quantity.ts';
import { mean, sum } from '../../statistics/averages.ts';
import type { Metric } from '../kind.ts';
import { cheaper, difference, factor, fewer, more, shorter } from '../metric-words.ts';
import type { ClaimRecord, SeenRecord } from './record.ts';
import type { ClaimSetup } from './setup.ts';

type ClaimMetric = Metric<ClaimSetup, ClaimRecord>;

/** Of several looks the mean, of those that have it. */
function meanOf(read: (seen: SeenRecord) => number | undefined): ClaimMetric['valueOf'] {
  return ({ seen }) => {
    const values = seen.flatMap((one) => read(one) ?? []);
    return values.length === 0 ? Number.NaN : mean(values);
  };
}

function countIn(read: (share: NonNullable<SeenRecord['share']>) => number): ClaimMetric['valueOf'] {
  return ({ seen }) => {
    const shares = seen.flatMap(({ share }) => share ?? []);
    return shares.length === 0 ? Number.NaN : sum(shares.map(read));
  };
}

const events = countIn((share) => share.events);
const chances = countIn(({ of }) => of);

export const metrics: readonly ClaimMetric[] = [
  {
    ...difference,
    ...fewer,
    name: 'share',
    title: 'Share',
    column: 'Share',
    axis: '{unit}',
    quantity: percent,
    most: 1,
    shareOf: { events: 'events', chances: 'chances' },
    valueOf: (record, setup, machine) =>
      Number(events(record, setup, machine)) / Number(chances(record, setup, machine)),
  },
  {
    ...factor,
    ...shorter,
    name: 'durationNs',
    title: 'Time',
    column: 'Time',
    axis: '{unit}',
    quantity: nanoseconds,
    valueOf: meanOf(({ durationNs }) => durationNs),
  },
  {
    ...difference,
    ...more,
    name: 'count',
    title: 'Count',
    column: 'Count',
    axis: 'count',
    quantity: plainCount,
    valueOf: meanOf(({ count }) => count),
  },
  {
    ...difference,
    ...fewer,
    name: 'bytes',
    title: 'Bytes',
    column: 'Bytes',
    axis: '{unit}',
    quantity: binaryBytes,
    valueOf: meanOf(({ bytes }) => bytes),
  },
  {
    ...factor,
    ...cheaper,
    name: 'cpuNs',
    title: 'Processor time',
    column: 'Processor time',
    axis: '{unit} of processor time',
    quantity: nanoseconds,
    valueOf: meanOf(({ cpuNs }) => cpuNs),
  },
  {
    ...difference,
    ...more,
    name: 'events',
    title: 'Times that it happened',
    column: 'Happened',
    axis: 'times',
    quantity: plainCount,
    valueOf: events,
  },
  {
    ...difference,
    ...more,
    name: 'chances',
    title: 'Times that it could have happened',
    column: 'Could have',
    axis: 'times',
    quantity: plainCount,
    valueOf: chances,
  },
];

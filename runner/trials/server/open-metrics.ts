/** Metrics of open loops, and of searches for the highest rate. */
import type { Value } from '../../analysis/observation.ts';
import { milliseconds, nanoseconds, plainCount, ratePerSecond } from '../../result/quantity.ts';
import { percentileNs, percentiles, roughPercentileNs, type Percentile } from '../latency.ts';
import { difference, factor, faster, fewer, more, shorter, sooner } from '../metric-words.ts';
import { isPacingLimited, saturation } from './open-evidence.ts';
import type { ServerRecord } from './record.ts';
import { messagesPerSecond, total, type ServerMetric } from './sums.ts';

const responseNote =
  'Response time counts from the instant at which a request was due, whether or not the client could send it then: what a user waits. It is taken where the loop is open and the server keeps up with the rate.';

/** What experiments ask for. */
export const openMetrics: readonly ServerMetric[] = [
  {
    ...factor,
    ...more,
    name: 'offeredPerSecond',
    title: 'Offered load',
    column: 'Offered load, requests per second',
    axis: '{unit} requests per second offered',
    quantity: ratePerSecond,
    valueOf: ({ slices }) =>
      (1e9 * total(slices, ({ open }) => open?.scheduled ?? Number.NaN)) / total(slices, ({ windowNs }) => windowNs),
  },
  ...(['p50', 'p90', 'p99', 'p999'] as const).map((percentile): ServerMetric => ({
    ...factor,
    ...shorter,
    name: `response${percentile.toUpperCase()}Ns`,
    title: `Response time, ${percentiles[percentile].title}`,
    column: `Response time, ${percentiles[percentile].title}`,
    axis: `{unit} of response time, ${percentiles[percentile].title}`,
    quantity: nanoseconds,
    note: responseNote,
    valueOf: (record) => responseNs(record, percentile),
  })),
  {
    ...factor,
    ...faster,
    name: 'capacityPerSecond',
    title: 'Capacity at the objective',
    column: 'Highest rate that keeps the objective',
    axis: '{unit} requests per second that keep the objective',
    quantity: ratePerSecond,
    boundedBy: 'client-limited',
    note: 'The highest rate is bracketed and bisected in each trial, to within 2 %: a rate has failed when two open slices in a row have.',
    // The rate that kept it and the one that did not are so far apart.
    resolutionOf: () => 0.02,
    valueOf: ({ capacity }) =>
      capacity === undefined
        ? Number.NaN
        : capacity.ratePerSecond || { none: 'no rate kept the objective', brief: 'no rate kept it' },
  },
  {
    ...factor,
    ...faster,
    name: 'goodputPerSecond',
    title: 'Goodput',
    column: 'Replies per second while the load lasts',
    axis: '{unit} replies per second while the load lasts',
    quantity: ratePerSecond,
    boundedBy: 'client-limited',
    resolutionOf: ({ slices }) => 1 / total(slices, ({ messages }) => messages),
    valueOf: (record, { load }) => (load.shape === 'open' ? messagesPerSecond(record) : Number.NaN),
  },
  {
    ...factor,
    ...sooner,
    name: 'recoveryMs',
    title: 'Time to recover',
    column: 'From the end of the load to the last reply',
    axis: '{unit} from the end of the load to the last reply',
    quantity: milliseconds,
    valueOf: ({ slices }) => total(slices, ({ open }) => open?.drainMs ?? Number.NaN),
  },
];

const classes = {
  small: { title: 'of small requests', of: (a: number, b: number) => a < b },
  large: { title: 'of large requests', of: (a: number, b: number) => a > b },
} as const;

/** Of a mixture: the class that asks for the least work, and the one that asks for the most. */
export const mixedMetrics: readonly ServerMetric[] = (
  [
    ['small', 'p50'],
    ['small', 'p90'],
    ['small', 'p99'],
    ['large', 'p50'],
    ['large', 'p99'],
  ] as const
).map(([which, percentile]): ServerMetric => {
  const title = `Response time ${classes[which].title}, ${percentiles[percentile].title}`;
  return {
    ...factor,
    ...shorter,
    name: `${which}Response${percentile.toUpperCase()}Ns`,
    title,
    column: title,
    axis: `{unit} of response time ${classes[which].title}, ${percentiles[percentile].title}`,
    quantity: nanoseconds,
    note: responseNote,
    valueOf: (record) => {
      const [first, ...others] = record.perClass ?? [];
      if (first === undefined) return Number.NaN;
      const chosen = others.reduce(
        (one, other) => (classes[which].of(other.iterations, one.iterations) ? other : one),
        first,
      );
      return responseNs(record, percentile, chosen.responseTime);
    },
  };
});

/** What describes open loops beside that. */
export const openDescribingMetrics: readonly ServerMetric[] = [
  {
    ...factor,
    ...shorter,
    name: 'longestResponseNs',
    title: 'Longest response time',
    column: 'Longest response',
    axis: '{unit} of the longest response',
    quantity: nanoseconds,
    valueOf: ({ responseTime }) => responseTime?.maxNs ?? Number.NaN,
  },
  ...(['p50', 'p99'] as const).map((percentile): ServerMetric => ({
    ...difference,
    ...shorter,
    name: `sendLag${percentile.toUpperCase()}Ns`,
    title: `Send lag of the client, ${percentiles[percentile].title}`,
    column: `Send lag, ${percentiles[percentile].title}`,
    axis: `{unit} of send lag, ${percentiles[percentile].title}`,
    quantity: nanoseconds,
    valueOf: ({ sendLag }) => (sendLag === undefined ? Number.NaN : percentileNs(sendLag, percentile)),
  })),
  {
    ...difference,
    ...more,
    name: 'sentShare',
    title: 'Sent in time',
    column: 'Sent ÷ scheduled',
    axis: '{unit} sent ÷ scheduled',
    quantity: plainCount,
    valueOf: ({ slices }) =>
      total(slices, ({ open }) => open?.sent ?? Number.NaN) /
      total(slices, ({ open }) => open?.scheduled ?? Number.NaN),
  },
  {
    ...difference,
    ...fewer,
    name: 'unansweredRequests',
    title: 'Requests without a reply',
    column: 'Without a reply',
    axis: '{unit} requests without a reply',
    quantity: plainCount,
    valueOf: ({ slices }) => total(slices, ({ open }) => open?.unanswered ?? Number.NaN),
  },
];

/** Withheld where it is not what users of that server would wait. */
function responseNs(record: ServerRecord, percentile: Percentile, responseTime = record.responseTime): Value {
  if (responseTime === undefined) return Number.NaN;
  const saturated = saturation(record);
  if (saturated !== null) return { none: saturated };
  if (isPacingLimited(responseTime, record.sendLag, percentile)) {
    // The lag is in it: what was measured is the most that it can be.
    const measured = roughPercentileNs(responseTime, percentile);
    return { none: `the client's own send lag was more than a quarter of it`, brief: 'send lag too large', measured };
  }
  return percentileNs(responseTime, percentile);
}

/** Which latencies of a report are claimed: each rule where it must trip and where it must not, and what people are told. */
import { describe, expect, test } from 'vitest';
import type { LatencyReport } from '../latency/report.ts';
import { limitWords } from './limit-words.ts';
import { withLimits } from './limits.ts';
import type { OpenSlice } from './load-models/open-slice.ts';
import type { ReportLine } from './report.ts';

const latency = (ns: number, known = 20_000): LatencyReport => ({
  ...{ count: 20_000, p50Ns: ns, p90Ns: ns, p99Ns: ns, p999Ns: ns, maxNs: 10 * ns, meanNs: ns },
  ...{ histogram: 'HIST', clamped: 0, effectiveCount: { p50: known, p90: known, p99: known, p999: known } },
});

const scheduled = 20_000;
const calm: OpenSlice = {
  ...{ ratePerSecond: 10_000, scheduled, sent: scheduled, answered: scheduled, unanswered: 0 },
  ...{ backlog: Array.from({ length: 30 }, () => 4), drainMs: 1, busyShare: 0.3, distanceFromPoisson: 0.01 },
};
const windowOf = (changes: Partial<OpenSlice> = {}) => ({ windowNs: 2e9, open: { ...calm, ...changes } });
const measured = { responseTime: latency(4e5), serviceTime: latency(3e5), sendLag: latency(2e4) };
const percentiles = ['p50Ns', 'p90Ns', 'p99Ns', 'p999Ns'];

test('a client in time and a server that keeps up: all are claimed', () => {
  expect(withLimits(measured, [windowOf()])).toEqual({ ...measured, limits: [] });
});

test('a closed loop promises no rate', () => {
  const closed = { serviceTime: latency(3e5), responseTime: undefined, sendLag: undefined };
  expect(withLimits(closed, [{ windowNs: 2e9 }])).toEqual({ ...closed, limits: [] });
});

describe('a window that was saturated', () => {
  test.each<[string, Partial<OpenSlice>]>([
    ['unanswered', { unanswered: 1, answered: scheduled - 1 }],
    ['not-sent', { sent: 0.98 * scheduled }],
    ['growing', { backlog: Array.from({ length: 30 }, (_, bin) => 20 * bin) }],
  ])('%s: no percentile, and what was measured stays', (cause, changes) => {
    const perClass = [{ share: 100, iterations: 1, messages: 5, responseTime: latency(4e5) }];
    // The second of two: one is enough.
    const found = withLimits({ ...measured, perClass }, [windowOf(), windowOf(changes)]);
    expect(found.limits).toMatchObject([{ limit: 'saturated', slice: 1, cause }]);
    for (const one of [found.responseTime, found.serviceTime, found.perClass?.[0]?.responseTime]) {
      for (const name of percentiles) expect(one).not.toHaveProperty(name);
      expect(one).toMatchObject({ histogram: 'HIST', maxNs: expect.any(Number), count: 20_000 });
    }
    // It tells how late the client was, and is no claim about a server.
    expect(found.sendLag).toEqual(measured.sendLag);
    expect(found.perClass?.[0]).not.toHaveProperty('serviceTime');
  });

  test.each([
    [0.991, 0],
    [0.989, 1],
  ])('sent ÷ scheduled of %d', (share, limits) => {
    expect(withLimits(measured, [windowOf({ sent: share * scheduled })]).limits).toHaveLength(limits);
  });
});

describe('send lag', () => {
  test.each([
    [1.01e5, 20_000, ['p50', 'p90', 'p99', 'p999']],
    [0.99e5, 20_000, []],
    // A quarter of what a percentile needs to be shown is enough to judge it.
    [1.01e5, 250, ['p50', 'p90', 'p99']],
    [1.01e5, 249, ['p50', 'p90']],
  ])('of %d ns in 400,000, known %d times: %j', (lagNs, known, expected) => {
    const responseTime = latency(4e5, known);
    const found = withLimits({ ...measured, responseTime, sendLag: latency(lagNs) }, [windowOf()]);
    expect(found.limits.flatMap((one) => (one.limit === 'pacing' ? one.percentiles : []))).toEqual(expected);
    const shown = percentiles.filter((name) => Object.hasOwn(found.responseTime ?? {}, name));
    expect(shown).toHaveLength(4 - expected.length);
    // That counts from when a request was sent.
    expect(found.serviceTime).toEqual(measured.serviceTime);
  });

  test('of a class is that of all', () => {
    const classes = [latency(4e5), latency(4e6)].map((responseTime, at) => ({
      ...{ share: 50, iterations: at, messages: 10_000 },
      responseTime,
    }));
    const lagging = { ...measured, responseTime: latency(4e6), sendLag: latency(1.01e5), perClass: classes };
    const { limits, perClass } = withLimits(lagging, [windowOf()]);
    expect(limits).toMatchObject([{ limit: 'pacing', requestClass: 0, percentiles: ['p50', 'p90', 'p99', 'p999'] }]);
    expect(perClass?.[0]?.responseTime).not.toHaveProperty('p50Ns');
    expect(perClass?.[1]).toEqual(classes[1]);
  });
});

test.each<[Partial<OpenSlice>, Partial<typeof measured>, string[]]>([
  [{}, {}, []],
  [
    { sent: 5000, drainMs: 3000 },
    {},
    [
      'saturated at 10,000 requests/s: the client sent more than 1 % more or fewer requests than were due: the rate was another one (5,000 sent of 20,000 due in the window; 3,000 ms until the last was answered or given up; the longest wait was 4 ms). No latency can be claimed, so no percentile is shown: offer a lower rate, or give the client more processes (--clients) and processors of their own (--cpus).',
    ],
  ],
  [
    {},
    { sendLag: latency(2e5) },
    [
      "pacing at p50, p90, p99, p99.9: the client's own send lag was more than a quarter of the response time there, so that it is not shown: use --pacing spin and --cpus, so that the client has a processor of its own, or more --clients.",
    ],
  ],
])('people are told: %j, %j', (changes, times, expected) => {
  const slices = [windowOf(changes)];
  const claimed = withLimits({ ...measured, ...times }, slices);
  expect(limitWords({ ...claimed, evidence: { slices } as unknown as ReportLine['evidence'] })).toEqual(expected);
});

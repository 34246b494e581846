/** From a client's report to the latencies of a record, which has those that were measured and a service time always. */
import { expect, test } from 'vitest';
import type { ReportLine } from '../../../clients/report.ts';
import { madeUpLatency } from '../../../test/made-up-latency.ts';
import { latencySchema } from '../latency.ts';
import { classSchema } from './open-record.ts';
import { latenciesOf } from './report-latencies.ts';

/** As a client reports it. */
function reported(maxNs: number): NonNullable<ReportLine['serviceTime']> {
  const { histogram, count, effectiveCount } = madeUpLatency(100, maxNs, 0, 1);
  return {
    histogram,
    count,
    effectiveCount: { ...effectiveCount, p90: count },
    maxNs,
    meanNs: maxNs,
    p50Ns: maxNs,
    p90Ns: maxNs,
    p99Ns: maxNs,
    p999Ns: maxNs,
    clamped: 0,
  };
}

test('of an open loop all three, of a closed one the service time', () => {
  const [serviceTime, responseTime, sendLag] = [reported(10), reported(30), reported(20)];
  const open = latenciesOf({ serviceTime, responseTime, sendLag });
  expect(Object.keys(open)).toEqual(['serviceTime', 'responseTime', 'sendLag']);
  expect([open.serviceTime.maxNs, open.responseTime?.maxNs, open.sendLag?.maxNs]).toEqual([10, 30, 20]);
  for (const one of Object.values(open)) expect(latencySchema.parse(one)).toEqual(one);
  expect(Object.keys(latenciesOf({ serviceTime }))).toEqual(['serviceTime']);
});

test('where nothing was recorded the service time is empty, in a form that can be stored', () => {
  const { serviceTime } = latenciesOf({});
  expect(serviceTime.count).toBe(0);
  expect(latencySchema.parse(serviceTime)).toEqual(serviceTime);
});

test('of a mixture each class has its own, and one without replies none', () => {
  const some = reported(10);
  const perClass = [
    { share: 99, iterations: 1, messages: 100, serviceTime: some, responseTime: some },
    { share: 1, iterations: 9, messages: 0 },
  ];
  const stored = latenciesOf({ serviceTime: some, perClass }).perClass ?? [];
  expect(stored.map((one) => classSchema.parse(one))).toEqual(stored);
  expect(stored.map(({ responseTime }) => responseTime?.count)).toEqual([100, undefined]);
  expect(stored[1]).toEqual({ share: 1, iterations: 9, messages: 0 });
});

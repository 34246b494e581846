/** Which distributions of a trial there are for other tools, in which order and under which names. */
import { expect, test } from 'vitest';
import { createRandom } from '../../../protocol/random.ts';
import { madeUpLatency } from '../../../test/made-up-latency.ts';
import { serverRecord, usualFigures } from '../../../test/made-up-record.ts';
import { madeUpSite } from '../../../test/made-up-site.ts';
import { latencies } from './latencies.ts';
import { settle } from './settle.ts';
import { usual, type Load } from './setup.ts';

const recordOf = (load: Load) => {
  const { setup } = settle({ ...usual, load }, madeUpSite);
  return serverRecord(setup, usualFigures(setup), { slices: 4, sliceMs: 100, noise: 0 }, createRandom(1));
};
const open = recordOf({ shape: 'open', connections: 64, ratePerSecond: 10_000, share: null });

test('of an open loop three, what users wait first', () => {
  const named = latencies(open);
  expect(named.map(({ name }) => name)).toEqual(['response', 'service', 'send-lag']);
  expect(named.map(({ latency }) => latency)).toEqual([open.responseTime, open.serviceTime, open.sendLag]);
  for (const { measuredNs } of named) expect(measuredNs / 1e6).toBeCloseTo(400, -1);
});

test('of a closed loop the service time alone, and of no load none', () => {
  expect(latencies(recordOf(usual.load)).map(({ name }) => name)).toEqual(['service']);
  expect(latencies({ ...recordOf(usual.load), serviceTime: madeUpLatency(0, 1, 0, 1) })).toEqual([]);
});

test('of a mixture those of each class behind those of all, and none of one that had no reply', () => {
  const one = madeUpLatency(100, 1e6, 0, 1);
  const perClass = [
    { share: 99.5, iterations: 10, messages: 100, responseTime: one, serviceTime: one },
    { share: 0.5, iterations: 1000, messages: 0 },
  ];
  expect(latencies({ ...open, perClass }).map(({ name }) => name)).toEqual([
    ...['response', 'service', 'send-lag'],
    ...['99.5-percent-with-10-rounds-response', '99.5-percent-with-10-rounds-service'],
  ]);
});

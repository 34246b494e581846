import { expect, test } from 'vitest';
import type { LatencyReport } from '../latency/report.ts';
import { namedLatencies } from './named-latencies.ts';

/** Only the histogram is looked at. */
const latency = (histogram: string): LatencyReport => ({ histogram }) as LatencyReport;

test('the response time of an open loop counts first; a closed loop has its service time alone', () => {
  const open = { serviceTime: latency('s'), sendLag: latency('l'), responseTime: latency('r') };
  expect(namedLatencies(open)).toEqual([
    { name: 'response', histogram: 'r' },
    { name: 'service', histogram: 's' },
    { name: 'send-lag', histogram: 'l' },
  ]);
  expect(namedLatencies({ serviceTime: latency('s') })).toEqual([{ name: 'service', histogram: 's' }]);
  expect(namedLatencies({})).toEqual([]);
});

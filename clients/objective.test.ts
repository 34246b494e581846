/** Objectives are spelled as they are read; what is not one is told in spec.test.ts. */
import { expect, test } from 'vitest';
import type { LatencyReport } from '../latency/report.ts';
import { formatObjective, parseObjective, valueOfObjective } from './objective.ts';

test.each([
  ['p50=1ms', { percentile: 'p50', limitNs: 1e6 }],
  ['p99=5ms', { percentile: 'p99', limitNs: 5e6 }],
  ['p99.9=2.5ms', { percentile: 'p99.9', limitNs: 2.5e6 }],
] as const)('%s is read as it is spelled', (text, objective) => {
  expect(parseObjective('--slo', text)).toEqual(objective);
  expect(formatObjective(objective)).toBe(text);
});

test.each(['p99=0.00000001ms', 'p50=0.0009ms'])('%s is finer than anything is timed', (text) => {
  expect(() => parseObjective('--slo', text)).toThrow(
    `--slo ${text}: no reply is timed so finely; use 0.001ms (1 µs) or more, such as p99=5ms`,
  );
});

test.each(['p99=0.001ms', 'p99=0.0012345ms', 'p99=24h'])('%s is spelled as it can be read again', (text) => {
  const objective = parseObjective('--slo', text);
  expect(parseObjective('--slo', formatObjective(objective))).toEqual(objective);
});

test('other units are the same time', () => {
  expect(parseObjective('--slo', 'p99=0.05s')).toEqual(parseObjective('--slo', 'p99=50ms'));
});

test.each(['p99=', '=5ms', 'p99=5ms=6ms', 'p99=-5ms', 'p99=fast', 'constructor=1ms'])('%j is none', (text) => {
  expect(() => parseObjective('--slo', text)).toThrow(`--slo ${text}: `);
});

test('each has a percentile of its own', () => {
  const latencies = { p50Ns: 1, p99Ns: 2, p999Ns: 3 } as LatencyReport;
  const values = (['p50', 'p99', 'p99.9'] as const).map((percentile) =>
    valueOfObjective({ percentile, limitNs: 1 }, latencies),
  );
  expect(values).toEqual([1, 2, 3]);
});

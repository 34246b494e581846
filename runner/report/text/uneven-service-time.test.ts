import { expect, test } from 'vitest';
import { syntheticResult, syntheticRow } from '../../../test/synthetic.ts';
import type { Estimate } from '../../analysis/analysis.ts';
import type { Cell } from '../../result/trial.ts';
import { unevenServiceTimes } from './uneven-service-time.ts';

const known = (value: number): Estimate => {
  return { value, interval: null, coverage: null, n: 8, values: [value], note: null };
};
const cell: Cell = { ...(syntheticResult({ rounds: 1 }).plan.groups[0]?.cells[0] as Cell), connections: 16, depth: 4 };

function rowWith(p50Ns: number | null, changes: Partial<Cell> = {}) {
  return {
    ...syntheticRow({ ...cell, ...changes }, null),
    messagesPerSecond: known(32_000),
    serviceTimeNs: { p50: p50Ns === null ? null : known(p50Ns), p99: null, p999: null },
  };
}

test('a median far below what throughput and requests in flight give is told, with the mean', () => {
  const [sentence, ...others] = unevenServiceTimes([rowWith(138e3, { arm: '262144 B' }), rowWith(1.6e6)]);
  expect(sentence).toMatch(/^`262144 B`: the mean service time is 2\.00 ms, by Little's law\. A median far below/);
  expect(others).toEqual([]);
});

test.each([
  ['a median near the mean', rowWith(1.6e6)],
  ['no median', rowWith(null)],
  ['connections that are replaced', rowWith(138e3, { exchangesPerConnection: 1 })],
])('%s is not', (_what, row) => {
  expect(unevenServiceTimes([row])).toEqual([]);
});

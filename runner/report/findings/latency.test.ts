/** The sentence of response times over offered load: the range at each load, and who has none there. */
import { describe, expect, test } from 'vitest';

import { madeUpRow } from '../../../test/made-up-row.ts';
import { suiteRun } from '../../../test/made-up-run.ts';
import type { Row } from '../../analysis/analysis.ts';
import type { Estimate } from '../../statistics/estimate.ts';
import { answerOf } from './answer.ts';
import { findingOf } from './index.ts';

function figure(value: number): Estimate {
  const interval = { low: 0.9 * value, high: 1.1 * value };
  return { value, interval, coverage: 0.96, n: 8, values: [value], note: null };
}

describe('response times over offered load', () => {
  const [latency] = suiteRun(['latency']).analysis.experiments;
  const [group] = latency?.groups ?? [];
  if (latency === undefined || group === undefined) throw new Error('no group');
  const rowOf = (arm: string, figures: Readonly<Record<string, number>>, labels: readonly string[] = []): Row => {
    const cell = group.rows.find((row) => row.cell.arm === arm)?.cell;
    if (cell === undefined) throw new Error(`no ${arm}`);
    const estimates = new Map(Object.entries(figures).map(([name, value]) => [name, figure(value)]));
    return madeUpRow(cell, {
      figures: estimates,
      declared: false,
      contrasts: new Map(),
      labels: new Map(labels.map((label) => [label, 8])),
    });
  };
  const withRows = (rows: readonly Row[]) =>
    findingOf({ ...latency, unfit: false, groups: [{ ...group, label: '50 % of it', rows, ranking: [] }] });

  test('go from the shortest to the longest, and say who has none and why', () => {
    const finding = withRows([
      rowOf('event-loop', { cpuNsPerMessage: 20_000, responseP99Ns: 300_000 }),
      rowOf('thread-pool-handoff', { cpuNsPerMessage: 30_000, responseP99Ns: 1_400_000 }),
      rowOf('process-pool-handoff', { cpuNsPerMessage: 30_000, responseP99Ns: 700_000 }),
      rowOf('thread-offload', { cpuNsPerMessage: 90_000 }, ['saturated']),
    ]);
    expect(finding).toBe(
      '50 % of it: response time, p99, from 300 µs (270–330) with event-loop to 1.40 ms (1.26–1.54) with thread-pool-handoff; none of thread-offload (saturated).',
    );
  });

  test('the answer tells the next percentile that somebody has where nobody has a p99', () => {
    const answerWith = (rows: readonly Row[]) =>
      answerOf({ ...latency, unfit: false, groups: [{ ...group, label: '50 % of it', rows, ranking: [] }] });
    const bare = [
      rowOf('event-loop', { responseP50Ns: 100_000 }, ['saturated']),
      rowOf('thread-offload', { responseP50Ns: 500_000 }, ['saturated']),
    ];
    expect(answerWith(bare)).toBe(
      'At 50 % of it: no response time, p99, of event-loop, thread-offload (saturated); response time, p50, from 100 µs (90–110)‡ with event-loop to 500 µs (450–550)‡ with thread-offload.',
    );
    const withTail = [rowOf('event-loop', { responseP50Ns: 100_000, responseP99Ns: 300_000 }), ...bare.slice(1)];
    expect(answerWith(withTail)).not.toContain('p50');
    expect(answerWith([rowOf('event-loop', {}, ['saturated'])])).not.toContain('p50');
  });

  test('those that have none for one reason are named together', () => {
    const finding = withRows([
      rowOf('thread-pool-handoff', { cpuNsPerMessage: 30_000 }, ['saturated']),
      rowOf('thread-offload', { cpuNsPerMessage: 90_000 }, ['saturated']),
      {
        // A label of another percentile, and one of the machine, are no reasons.
        ...rowOf('process-offload', {}, ['pacing-limited-p90', 'disturbed-foreign-load']),
        withheld: new Map([['responseP99Ns', 'p99 needs more']]),
        gaps: new Map([['responseP99Ns', 'too few samples']]),
      },
    ]);
    expect(finding).toBe(
      '50 % of it: no response time, p99, of thread-pool-handoff, thread-offload (saturated) and process-offload (too few samples).',
    );
  });

  test('of a load at which nothing was measured nothing is said', () => {
    expect(withRows([])).toBe('50 % of it: no trial completed.');
  });
});

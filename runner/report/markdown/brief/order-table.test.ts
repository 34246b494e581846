/** The table of the orders of arms in a section of the report: ratios in both groups, and what became of the order. */
import { expect, test } from 'vitest';
import { everyModel } from '../../../../test/made-up-charts.ts';
import { orders } from '../../../../test/made-up-orders.ts';
import { madeUpRun, type MadeUpExperiment } from '../../../../test/made-up-run.ts';
import { orderTable } from './order-table.ts';

const rounds = 10;

function textOf(experiment: MadeUpExperiment = orders, count = rounds): string | undefined {
  const [first] = madeUpRun([experiment], { rounds: count }).analysis.experiments;
  if (first === undefined) throw new Error('no experiment');
  return orderTable(first)?.text;
}

test('each pair has its ratio in both groups, their change, and what became of it; what changed comes first', () => {
  const lines = textOf()?.split('\n') ?? [];
  expect(lines[0]).toBe('Ratios of throughput, the first of a pair to the second, in the same rounds:');
  expect(lines[2]).toBe('First ÷ second | over loopback | over veth | Change | Order');
  expect(lines[4]).toMatch(
    /^`event-loop` ÷ `process-pool-handoff` \| ×1\.\d\d \(\S+\) \| ×0\.9\d+ \(\S+\) \| .* \| swapped/,
  );
  expect(lines.filter((line) => line.startsWith('`'))).toHaveLength(6);
  expect(textOf()).toMatch(/\nIntervals of all pairs cover at once with 95 %\./);
});

test('labels are marked, many pairs are folded away, and without an order to follow there is no table', () => {
  const arms = orders.arms.map((arm) =>
    arm.name === 'epoll-loop' ? { ...arm, labels: { 'not-steady': rounds } } : arm,
  );
  const marked =
    textOf({ ...orders, arms })
      ?.split('\n')
      .filter((line) => line.includes('‡')) ?? [];
  expect(marked).toHaveLength(3);
  for (const line of marked) expect(line).toContain('`epoll-loop`');
  const many = everyModel.filter(({ error }) => error === undefined);
  expect(textOf({ ...orders, arms: many }, 16)).toContain('<summary>All 105 pairs</summary>');
  const { orderAcross: _, ...unasked } = orders;
  expect(textOf(unasked)).toBeUndefined();
});

/** The table that says what became of the order of each pair of arms. */
import { describe, expect, test } from 'vitest';
import { everyModel } from '../../../test/made-up-charts.ts';
import { orders } from '../../../test/made-up-orders.ts';
import { madeUpRun, type MadeUpExperiment, type RunOptions } from '../../../test/made-up-run.ts';
import type { ExperimentAnalysis } from '../../analysis/analysis.ts';
import { orderTables } from './orders.ts';

const rounds = 10;

function analysed(experiment: MadeUpExperiment = orders, options: RunOptions = {}): ExperimentAnalysis {
  const [first] = madeUpRun([experiment], { rounds, ...options }).analysis.experiments;
  if (first === undefined) throw new Error('no experiment');
  return first;
}

const rowsOf = (text: string | null) => (text ?? '').split('\n').filter((line) => line.startsWith('| `'));

test('every pair with its ratios, what became of it and how to read it', async () => {
  await expect(`${orderTables(analysed())}\n`).toMatchFileSnapshot('../golden/orders.md');
});

test('says which figures are lower bounds, and that they carry no order', () => {
  const arms = orders.arms.map((arm) =>
    arm.name === 'event-loop' ? { ...arm, labels: { 'client-limited': rounds } } : arm,
  );
  const table = rowsOf(orderTables(analysed({ ...orders, arms })));
  const loop = table.find((line) => line.startsWith('| `epoll-loop` ÷ `event-loop` |'));
  expect(loop).toMatch(/^\| \S+ ÷ \S+ \| ≤ ×1\.\d\d \(\S+\) \| ≤ ×1\.\d\d \(\S+\) \| ×0\.\d\d \(\S+\) \| 10 \|/);
  expect(loop).toContain('| cannot be told (over loopback and over veth: the load generator was saturated) | – |');
});

test('names the labels of both arms in both groups', () => {
  const arms = orders.arms.map((arm) =>
    arm.name === 'epoll-loop' ? { ...arm, labels: { 'not-steady': rounds } } : arm,
  );
  const labelled = rowsOf(orderTables(analysed({ ...orders, arms }))).filter((line) => line.includes('not steady'));
  expect(labelled).toHaveLength(3);
  for (const line of labelled) expect(line).toMatch(/\| not steady: epoll-loop \(over loopback, over veth\) \|$/);
});

test('says how many rounds each ratio has, where they differ', () => {
  const arms = orders.arms.map((arm) =>
    arm.name === 'epoll-loop' ? { ...arm, error: 'it fell over', failedRounds: 1 } : arm,
  );
  const table = rowsOf(orderTables(analysed({ ...orders, arms })));
  expect(table.map((line) => line.split(' | ')[4])).toEqual(expect.arrayContaining(['9', '10']));
});

test('withholds what became of the pairs of an unfit run, and shows their ratios', () => {
  const table = rowsOf(orderTables(analysed(orders, { unfit: true })));
  expect(table).toHaveLength(6);
  for (const line of table) expect(line).toMatch(/×\S+ \(\S+\) \| 10 \| withheld \| – \|/);
});

test('of a single round has ratios and no intervals', () => {
  const text = orderTables(analysed(orders, { rounds: 1 }));
  for (const line of rowsOf(text)) expect(line).toMatch(/ \(no interval\) \| 1 \| withheld \| – \|/);
  expect(text).toMatch(/There are no intervals: 1 round, and a 99\.6 % interval needs at least 9\.$/);
});

test('is folded away where it is long', () => {
  const arms = everyModel.filter(({ error }) => error === undefined);
  const text = orderTables(analysed({ ...orders, arms }, { rounds: 16 }));
  // Of sixteen models; iterative cannot hold 64 connections.
  expect(text).toContain('<summary>All 105 pairs</summary>');
  expect(rowsOf(text)).toHaveLength(105);
});

describe('there is none', () => {
  test('of an experiment that does not ask for it', () => {
    const { orderAcross: _, ...unasked } = orders;
    expect(orderTables(analysed(unasked))).toBeNull();
  });

  test('where nothing could be measured in another group', () => {
    const veth = { ...orders, groups: [{ label: 'over loopback' }, { label: 'over veth', payloadBytes: 100 }] };
    const unsupported = ({ payloadBytes }: Readonly<Record<string, unknown>>) =>
      payloadBytes === 100 ? 'no namespaces' : null;
    expect(orderTables(analysed(veth, { unsupported }))).toBeNull();
  });
});

import { expect, it } from 'vitest';

import { madeUpCell, madeUpContrast, madeUpRow, serverKindPlan, serverMetric } from '../../../test/made-up-row.ts';
import { madeUpPlan } from '../../../test/made-up-plan.ts';
import type { GroupAnalysis, Row } from '../../analysis/analysis.ts';
import type { Group } from '../../result/plan.ts';
import type { Contrast, VerdictKind } from '../../statistics/verdict.ts';
import { against, comparisonOf, labelledText } from './comparison.ts';

const throughput = serverMetric('messagesPerSecond');
const cost = serverMetric('cpuNsPerMessage');
const judged = { margin: 0.1, labels: serverKindPlan.labels };
const [planned] = madeUpPlan().plan.groups;

function groupOf(rows: readonly Row[], changes: Partial<Group> = {}): GroupAnalysis {
  if (planned === undefined) throw new Error('no group');
  return { group: { ...planned, ...changes }, id: 'g', label: 'g', level: null, rows, ranking: [] };
}

function labelled(role: 'arm' | 'baseline', label: string, rounds: number, changes: Partial<Row> = {}): Row {
  return madeUpRow(madeUpCell(role, role), { labels: new Map([[label, rounds]]), ...changes });
}

/** An arm with the same contrast in both metrics. */
function armWith(changes: Partial<Contrast>, limitedRounds = 0): Row {
  const contrast = { ...madeUpContrast(0.93, { low: 0.9, high: 0.97 }), ...changes };
  const contrasts = new Map([throughput, cost].map(({ name }) => [name, contrast]));
  return labelled('arm', 'client-limited', limitedRounds, { contrasts });
}

interface Limits {
  readonly arm: boolean;
  readonly baseline: boolean;
}

function shown(limits: Limits, verdict: VerdictKind, metric = throughput, changes: Partial<Contrast> = {}) {
  const row = armWith({ verdict, ...changes }, limits.arm ? 8 : 0);
  const group = groupOf([labelled('baseline', 'client-limited', limits.baseline ? 8 : 0), row]);
  return comparisonOf(row, group, metric, judged);
}

it('a ratio of two figures that were measured is shown as it is', () => {
  expect(shown({ arm: false, baseline: false }, 'lower')).toEqual({
    bound: '',
    direction: 'slower',
    figure: '×0.93 (0.90–0.97)',
    labels: '',
    brief: 'slower',
    words: 'slower',
    sentence: 'slower',
  });
});

it.each([
  [{ arm: true, baseline: false }, 'higher', '≥ ×0.93 (0.90–0.97)', 'faster'],
  [{ arm: true, baseline: false }, 'lower', '≥ ×0.93 (0.90–0.97)', 'slower †'],
  [{ arm: true, baseline: false }, 'equivalent', '≥ ×0.93 (0.90–0.97)', 'equivalent within 10 % †'],
  [{ arm: false, baseline: true }, 'lower', '≤ ×0.93 (0.90–0.97)', 'slower'],
  [{ arm: false, baseline: true }, 'higher', '≤ ×0.93 (0.90–0.97)', 'faster †'],
  [{ arm: true, baseline: true }, 'lower', '×0.93 (0.90–0.97)', 'left open †'],
  [{ arm: true, baseline: true }, 'withheld', '×0.93 (0.90–0.97)', 'withheld'],
] as const)('with the client at its limit %j, a verdict "%s" reads %s, %s', (limits, verdict, figure, words) => {
  expect(shown(limits, verdict)).toMatchObject({ figure, words });
});

it('a bound does not carry that a difference is less than the margin', () => {
  const within = (limits: Limits) => shown(limits, 'higher', throughput, { withinMargin: true });
  expect(within({ arm: false, baseline: false })).toMatchObject({ words: 'faster by less than 10 %' });
  expect(within({ arm: true, baseline: false })).toMatchObject({ words: 'faster', brief: 'faster' });
});

it('the labels of the arm and of its baseline follow the ratio', () => {
  const arm = { ...armWith({}), labels: new Map([['not-steady', 5]]) };
  const group = groupOf([labelled('baseline', 'not-steady', 6), arm]);
  expect(comparisonOf(arm, group, throughput, judged)?.labels).toBe(' [not steady, baseline: not steady]');
});

it('processor time per message is no bound, whoever was limited', () => {
  expect(shown({ arm: true, baseline: true }, 'lower', cost)).toMatchObject({
    figure: '×0.93 (0.90–0.97)',
    words: 'costs less',
  });
});

it('a baseline is compared with nothing', () => {
  const baseline = labelled('baseline', 'not-steady', 0);
  expect(comparisonOf(baseline, groupOf([baseline]), throughput, judged)).toBeNull();
});

it('what was claimed of an arm is compared with the margin of the claim', () => {
  const arm = armWith({ verdict: 'equivalent' });
  const reference = { value: 80_000, margin: 0.25 };
  const claimed = groupOf([arm], { comparisons: [{ arm: arm.cell.id, reference }] });
  expect(comparisonOf(arm, claimed, throughput, judged)?.words).toBe('equivalent within 25 %');
  expect(comparisonOf(arm, groupOf([arm]), throughput, judged)?.words).toBe('equivalent within 10 %');
  expect(against(throughput, null)).toBe('÷ what was claimed');
});

it('a label about another metric follows neither a figure nor a comparison', () => {
  const labels = new Map([['pacing-limited-p90', 8]]);
  const estimate = madeUpContrast(20_000, null);
  const row = madeUpRow(madeUpCell('arm'), { labels, contrasts: new Map([[cost.name, madeUpContrast(2, null)]]) });
  const baseline = madeUpRow(madeUpCell('baseline', 'baseline'), { labels });
  const p90 = serverMetric('responseP90Ns');
  expect(labelledText(row, estimate, p90, judged)).toContain('[pacing at p90]');
  expect(labelledText(row, estimate, cost, judged)).not.toContain('pacing');
  expect(comparisonOf(row, groupOf([baseline, row]), cost, judged)?.labels).toBe('');
});

import { expect, it } from 'vitest';

import type { Contrast, GroupAnalysis, Row, VerdictKind } from '../../analysis/analysis.ts';
import { comparisonOf } from './comparison.ts';
import { models } from '../fixture-experiments.ts';
import { fixture } from '../fixture.ts';

const { analysis } = fixture({ experiments: [models] });
const [baseline, arm] = analysis.experiments.flatMap(({ groups }) => groups.flatMap(({ rows }) => rows)) as [
  Row,
  Row,
  Row,
];

function limited(row: Row, isLimited: boolean): Row {
  return { ...row, warnings: new Map(isLimited ? [['client-limited', row.completed]] : []) };
}

function shown(
  limits: { readonly arm: boolean; readonly baseline: boolean },
  verdict: VerdictKind,
  metric: 'messagesPerSecond' | 'cpuNsPerMessage' = 'messagesPerSecond',
  change: Partial<Contrast> = {},
) {
  if (arm.contrast === null) throw new Error('the arm has no ratio');
  const ratio = {
    ...arm.contrast[metric],
    verdict,
    value: 0.93,
    interval: { low: 0.9, high: 0.97 },
    beyondMargin: false,
    withinMargin: false,
    ...change,
  };
  const row = { ...limited(arm, limits.arm), contrast: { ...arm.contrast, [metric]: ratio } };
  const group: GroupAnalysis = { id: 'g', label: 'g', rows: [limited(baseline, limits.baseline), row], ranking: [] };
  return comparisonOf(row, group, metric, 0.1);
}

it('a ratio of two figures that were measured is shown as it is', () => {
  expect(shown({ arm: false, baseline: false }, 'lower')).toEqual({
    bound: '',
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
  [{ arm: true, baseline: true }, 'lower', '×0.93 (0.90–0.97)', 'slower †'],
  [{ arm: true, baseline: true }, 'withheld', '×0.93 (0.90–0.97)', 'withheld'],
] as const)('with the client at its limit %j, a verdict "%s" reads %s, %s', (limits, verdict, figure, words) => {
  expect(shown(limits, verdict)).toMatchObject({ figure, words });
});

it('a bound does not carry that a difference is less than the margin', () => {
  const within = (limits: Parameters<typeof shown>[0]) =>
    shown(limits, 'higher', 'messagesPerSecond', { withinMargin: true });
  expect(within({ arm: false, baseline: false })).toMatchObject({ words: 'faster by less than 10 %' });
  expect(within({ arm: true, baseline: false })).toMatchObject({ words: 'faster', brief: 'faster' });
});

it('the labels of the arm and of its baseline follow the ratio', () => {
  const unsteady = (row: Row, rounds: number) => ({ ...row, warnings: new Map([['not-steady' as const, rounds]]) });
  const rows = [unsteady(baseline, 6), unsteady(arm, 5)];
  const group: GroupAnalysis = { id: 'g', label: 'g', rows, ranking: [] };
  expect(comparisonOf(rows[1] as Row, group, 'messagesPerSecond', 0.1)?.labels).toBe(
    ' [not steady, baseline: not steady]',
  );
});

it('processor time per message is no bound, whoever was limited', () => {
  expect(shown({ arm: true, baseline: true }, 'lower', 'cpuNsPerMessage')).toMatchObject({
    figure: '×0.93 (0.90–0.97)',
    words: 'costs less',
  });
});

it('a baseline is compared with nothing', () => {
  expect(
    comparisonOf(baseline, { id: 'g', label: 'g', rows: [baseline], ranking: [] }, 'messagesPerSecond', 0.1),
  ).toBeNull();
});

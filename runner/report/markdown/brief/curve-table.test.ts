import { expect, test } from 'vitest';

import { curveRun, fiveModels, labels, responseP99 } from '../../../test/made-up-curve.ts';
import type { MadeUpRun } from '../../../test/made-up-run.ts';
import type { Row } from '../../analysis/analysis.ts';
import { curveTables } from './curve-tables.ts';
import { experimentSection } from './experiment.ts';

function tablesOf({ analysis }: MadeUpRun): string[] {
  return analysis.experiments.flatMap(curveTables);
}

function rowsOf(table = ''): string[][] {
  return [...table.matchAll(/^\| (.*) \|$/gm)].map(([, cells = '']) => cells.split(' | '));
}

/** The cells of an arm in the table of the p99. */
function cellsOf(arm: string, run: MadeUpRun): string[] {
  const found = rowsOf(tablesOf(run)[1]).find(([first]) => first?.includes(`\`${arm}\``));
  return found?.slice(1) ?? [];
}

const withoutTail = (row: Row, counts: Readonly<Record<string, number>>, why = 'too few replies'): Row => ({
  ...row,
  figures: new Map([...row.figures].filter(([name]) => name !== responseP99.name)),
  withheld: new Map([[responseP99.name, why]]),
  gaps: new Map([[responseP99.name, 'too few']]),
  labels: new Map(Object.entries(counts)),
});

test('each metric of the curve has a table, with a row for each arm and a column for each group', () => {
  const tables = tablesOf(curveRun());
  expect(tables.map((table) => table.split('\n')[0])).toEqual([
    '**Response time, p50 by offered rate (95 %)**',
    '**Response time, p99 by offered rate (95 %)**',
  ]);
  const [head = [], , ...body] = rowsOf(tables[1]);
  expect(head).toHaveLength(9);
  expect(head.slice(0, 2)).toEqual(['Model', '4650 requests/s (4.65 k/s)']);
  // What differs between the arms of a group is no part of its heading.
  expect(head.at(-1)).toBe('95 % of what each can do');
  expect(body).toHaveLength(fiveModels.length);
  expect(cellsOf('thread-offload', curveRun())).toEqual([
    ...Array.from({ length: 4 }, () => expect.stringMatching(/^[\d.]+ [µm]s \([\d.]+–[\d.]+\)$/)),
    ...['9.30', '13.0', '15.8', '17.7'].map((rate) => expect.stringMatching(new RegExp(`\\) at ${rate} k/s$`))),
  ]);
});

test('a cell without a figure says whose limit it was, and what the others have to be read with', () => {
  const run = curveRun({
    change: (row, group) => {
      if (row.cell.arm !== 'epoll-loop') return row;
      if (group === 7) return withoutTail(row, { saturated: 8 });
      if (group === 6) return withoutTail(row, { saturated: 2, 'pacing-limited': 6 });
      if (group === 5) return withoutTail(row, { 'not-steady': 8, 'disturbed-steal': 8 });
      if (group === 4) return { ...row, labels: new Map(Object.entries({ 'disturbed-steal': 3, 'not-steady': 5 })) };
      // Of the fourth nothing was completed, and nothing failed: the run was interrupted.
      const failed = group === 3 ? 0 : group;
      return { ...row, completed: 0, failed, skipped: group === 0 ? 'not here' : null, figures: new Map() };
    },
  });
  expect(cellsOf('epoll-loop', run)).toEqual([
    'skipped',
    'failed',
    'failed',
    'no completed trial',
    expect.stringMatching(/\) at 39\.3 k\/s \\\[steal \(3 of 8 rounds\), not steady\\\]$/),
    'too few at 55.0 k/s',
    'pacing-limited (6 of 8), saturated (2 of 8) at 66.8 k/s',
    'saturated at 74.7 k/s',
  ]);
  // Of a limit the cell tells the reason; any other one stands below.
  const [, p99 = ''] = tablesOf(run);
  expect(p99).toContain('No response time, p99 of `epoll-loop`: too few replies.');
  expect(p99.match(/^No response time/gm)).toHaveLength(1);
});

test('a reason below a table names its arms where the cells of the others tell another one', () => {
  const below = (counts: (arm: string) => Readonly<Record<string, number>>) =>
    tablesOf(curveRun({ change: (row) => withoutTail(row, counts(row.cell.arm)) }))[1];
  expect(below(() => ({}))).toContain('\n\nNo response time, p99: too few replies.');
  const whole = below((arm) => (arm === 'thread-offload' ? { saturated: 8 } : {}));
  expect(whole).toMatch(/\n\nNo response time, p99 of `event-loop`, .*: too few replies\.$/);
  expect(whole).not.toMatch(/No response time.*thread-offload/);
});

test('an experiment without a curve has none of these tables, and its groups are open', () => {
  const run = curveRun({ more: { curve: null } });
  expect(tablesOf(run)).toEqual([]);
  expect(run.analysis.experiments.map((one) => experimentSection(one, [])).join()).not.toContain('<summary>Figures: ');
  const folded = curveRun()
    .analysis.experiments.map((one) => experimentSection(one, []))
    .join();
  expect(folded.match(/<summary>Figures: /g)).toHaveLength(8);
});

test('titles of labels are no markup', () => {
  const hostile = labels.map((label) => ({ ...label, title: '|<b>*' }));
  const [, p99 = ''] = tablesOf(curveRun({ ofSpeed: 1, more: { labels: hostile } }));
  expect(p99).toContain('\\|&lt;b&gt;\\*');
  expect(p99).not.toContain('<b>');
});

/** The table of a curve: arms in rows, groups in columns, and in cells without a figure why. */
import { expect, test } from 'vitest';
import { curveRun, fiveModels, labels, responseP99 } from '../../../../test/made-up-curve.ts';
import type { MadeUpRun } from '../../../../test/made-up-run.ts';
import type { ExperimentAnalysis, Row } from '../../../analysis/analysis.ts';
import { curveTable } from './curve-table.ts';
import { experimentSection } from './experiment.ts';

function only({ analysis }: MadeUpRun): ExperimentAnalysis {
  const [experiment] = analysis.experiments;
  if (experiment === undefined) throw new Error('no experiment');
  return experiment;
}

function tableOf(run: MadeUpRun): string {
  const experiment = only(run);
  if (experiment.curve === null) throw new Error('no curve');
  return curveTable(responseP99, experiment.curve, experiment).text;
}

function cellsOf(arm: string, run: MadeUpRun): string[] {
  const line = tableOf(run)
    .split('\n')
    .find((one) => one.includes(`\`${arm}\``));
  return line?.split(' | ').slice(1) ?? [];
}

const withoutTail = (row: Row, counts: Readonly<Record<string, number>>, why = 'too few replies'): Row => ({
  ...row,
  figures: new Map([...row.figures].filter(([name]) => name !== responseP99.name)),
  withheld: new Map([[responseP99.name, why]]),
  gaps: new Map([[responseP99.name, 'too few']]),
  labels: new Map(Object.entries(counts)),
});

test('a row for each arm and a column for each group', () => {
  const [lead, , head = '', , ...body] = tableOf(curveRun()).split('\n');
  expect(lead).toBe('Response time, p99 by offered rate, which stands behind a figure where each has its own:');
  const headings = head.split(' | ');
  expect(headings).toHaveLength(9);
  expect(headings.slice(0, 2)).toEqual(['Model', '4650 requests/s (4.65 k/s)']);
  // What differs between the arms of a group is no part of its heading.
  expect(headings.at(-1)).toBe('95 % of what each can do');
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
});

test('its section has it once, of the metric that the experiment shows first, with the reasons for its gaps', () => {
  const section = (run: MadeUpRun) => experimentSection(only(run), []);
  const gaps = section(
    curveRun({ change: (row, group) => (group === 5 ? withoutTail(row, {}) : row), more: { shown: [responseP99] } }),
  );
  expect(gaps.match(/^:--/gm)).toHaveLength(1);
  expect(gaps).toMatch(/<sub>Response time, p99 omitted \(event-loop \(.*\): too few replies\.<\/sub>/);
  expect(section(curveRun({ more: { curve: null } }))).not.toContain('which stands behind a figure');
});

test('titles of labels are no markup', () => {
  const hostile = labels.map((label) => ({ ...label, title: '|<b>*' }));
  const table = tableOf(curveRun({ ofSpeed: 1, more: { labels: hostile } }));
  expect(table).toContain('\\|&lt;b&gt;\\*');
  expect(table).not.toContain('<b>');
});

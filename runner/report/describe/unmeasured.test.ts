/** Metrics of which no row has a figure have no chart: its axis would have made-up numbers, and the report says why. */
import { expect, test } from 'vitest';

import { changed, compute, find, models, scene, wordsIn } from '../../../test/made-up-charts.ts';
import { curveRun, offeredRate } from '../../../test/made-up-curve.ts';
import { madeUpRun, type MadeUpRun } from '../../../test/made-up-run.ts';
import type { Row } from '../../analysis/analysis.ts';
import { renderMarkdown } from '../markdown/markdown.ts';
import { overlaps } from '../charts/scene-faults.ts';
import { chartsOf } from './charts.ts';

const [throughput, cost] = ['messagesPerSecond', 'cpuNsPerMessage'];

/** Without figures of these metrics, for a reason. */
const without =
  (metrics: readonly string[], arms?: readonly string[]) =>
  (row: Row): Row => {
    if (arms !== undefined && !arms.includes(row.cell.arm)) return row;
    const left = <Value>(all: ReadonlyMap<string, Value>) =>
      new Map([...all].filter(([name]) => !metrics.includes(name)));
    return {
      ...row,
      figures: left(row.figures),
      contrasts: left(row.contrasts),
      withheld: new Map(metrics.map((name) => [name, 'there were too few replies'])),
      gaps: new Map(metrics.map((name) => [name, 'too few replies'])),
    };
  };
const namesOf = ({ result, analysis }: MadeUpRun) => chartsOf(result, analysis).map(({ path }) => path);

test.each([
  ['single figures', models],
  ['a curve over levels', compute],
  ['two levels', { ...compute, groups: compute.groups.slice(0, 2) }],
])('no chart of %s', (_, experiment) => {
  const run = changed(madeUpRun([experiment], { rounds: 1 }), without([throughput, cost]));
  const paths = namesOf(run);
  expect(paths).toEqual(['charts/controls.svg']);
  const markdown = renderMarkdown(run.result, run.analysis, chartsOf(run.result, run.analysis));
  expect(markdown).toMatch(/Throughput omitted \(.*\): there were too few replies\./);
  expect(markdown).toContain(' · 1 of 1 round · ');
});

test('no curve without a single place across', () => {
  const run = changed(curveRun(), without([offeredRate.name]));
  expect(namesOf(run)).toEqual(['charts/controls.svg']);
});

test('no column of such a metric, and title and rounds are those of the one that is drawn', () => {
  const { description } = find(changed(madeUpRun([models], { rounds: 1 }), without([throughput])), 'models-absolute');
  expect(description).toMatchObject({ columns: [{ title: 'Server processor time per message' }] });
  expect(description.title).toMatch(/^Server processor time per message/);
  expect(description.subtitle.join()).toContain('1 round');
});

test('a row without a figure says why in the column of the metric', () => {
  const chart = find(
    changed(madeUpRun([models]), without([throughput, cost], ['thread-pool-handoff'])),
    'models-absolute',
  );
  expect(wordsIn(chart).filter((words) => words === 'too few replies')).toHaveLength(2);
  expect(overlaps(scene(chart))).toEqual([]);
});

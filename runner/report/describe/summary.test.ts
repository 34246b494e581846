/** The one chart of all questions: what is in it, what is left out by rule, and that it stays on a page. */
import { expect, test } from 'vitest';
import { changed, compute, everyModel, models } from '../../../test/made-up-charts.ts';
import { madeUpRun, suiteRun, type MadeUpRun } from '../../../test/made-up-run.ts';
import { experimentNames } from '../../experiments/index.ts';
import type { ForestChart } from '../charts/description.ts';
import { layout } from '../charts/layout.ts';
import { outside, overlaps } from '../charts/scene-faults.ts';
import { chartsOf } from './charts.ts';

function summaryChart({ result, analysis }: MadeUpRun): ForestChart {
  const found = chartsOf(result, analysis).find(({ what }) => what === 'summary')?.description;
  if (found?.kind !== 'forest') throw new Error('no summary');
  return found;
}

const namesIn = ({ groups }: ForestChart) => groups.map(({ rows }) => rows.map(({ name }) => name));

test('each question has the comparisons of the group that stands for it, with ratio and verdict', () => {
  const chart = summaryChart(madeUpRun([models, compute]));
  expect(chart.groups.map(({ heading }) => heading)).toEqual([
    'Concurrency models: throughput ÷ event-loop (more is better)',
    'Computation per request, at 1000 µs: throughput ÷ event-loop (more is better)',
  ]);
  expect(namesIn(chart)[0]).toEqual(['thread-pool-handoff', 'process-pool-handoff']);
  const [figure] = chart.groups[0]?.rows[0]?.lines[0].figures ?? [];
  expect(figure).toMatchObject({
    words: expect.stringMatching(/^×0\.9\d \(/),
    verdict: expect.stringMatching(/^(slower|equivalent)/),
  });
  expect(chart.title).toMatch(/^Of 6 comparisons with a baseline \d differ by more than 10 %(, | and )/);
});

test('a label of the baseline, which has no row here, is named beside whatever is compared with it', () => {
  const [first, ...others] = models.arms;
  if (first === undefined) throw new Error('a baseline');
  const labelled = { ...first, labels: { 'not-steady': 8 } };
  const [group] = summaryChart(madeUpRun([{ ...models, arms: [labelled, ...others] }])).groups;
  const shown = group?.rows.map(({ lines: [{ figures, labels }] }) => [figures[0]?.words.endsWith(' ‡'), labels]);
  expect(shown).toEqual(others.map(() => [true, ['baseline: ‡ not steady']]));
});

test('a label of both is named once, and one that is about another metric not at all', () => {
  const labelled = (name: string) => models.arms.map((arm) => ({ ...arm, labels: { [name]: 8 } }));
  const metrics = ['messagesPerSecond', 'responseP99Ns'];
  const labelsIn = (name: string) =>
    summaryChart(madeUpRun([{ ...models, metrics, arms: labelled(name) }])).groups[0]?.rows.map(
      ({ lines: [{ labels }] }) => labels,
    );
  expect(labelsIn('not-steady')).toEqual([['‡ not steady (baseline too)'], ['‡ not steady (baseline too)']]);
  expect(labelsIn('pacing-limited-p99')).toEqual([[], []]);
});

test('what bounds on both sides leave open is counted as open', () => {
  const bounded = models.arms.map((arm) => ({ ...arm, labels: { 'client-limited': 8 } }));
  expect(summaryChart(madeUpRun([{ ...models, arms: bounded }])).title).toBe(
    'Of 2 comparisons with a baseline 2 are left open',
  );
});

test('a comparison that is far off presses the others not together: it is an arrow, and its figure stands beside it', () => {
  const far = { name: 'process-offload', speed: 0.01 };
  const drawn = summaryChart(madeUpRun([{ ...models, arms: [...models.arms.slice(0, 2), far] }]));
  expect(drawn.subtitle[0]).toContain('arrows: beyond a factor of 4');
  const { items } = layout(drawn, { width: 900 });
  const arrows = items.filter((item) => item.kind === 'mark' && item.shape.startsWith('arrow'));
  expect(new Set(arrows.map((item) => item.kind === 'mark' && item.shape))).toEqual(new Set(['arrow-left']));
  expect(summaryChart(madeUpRun([models])).subtitle[0]).not.toContain('arrows');
});

test('more rows than a page has room for: those farthest from their baseline, on both sides', () => {
  const arms = everyModel.filter(({ error }) => error === undefined);
  const chart = summaryChart(madeUpRun(['a', 'b', 'c'].map((name) => ({ ...models, name, arms }))));
  const [first = [], second] = namesIn(chart);
  expect([first.length, second?.length]).toEqual([9, 9]);
  expect(first).toContain('epoll-loop');
  expect(first).toContain('process-offload');
  expect(chart.subtitle[0]).toMatch(/the 27 of \d+ farthest from the baseline of their question/);
});

test('differences are left to their sections, and of a run without ratios there is no such chart', () => {
  expect(summaryChart(suiteRun(['models', 'churn'])).groups).toHaveLength(1);
  const { result, analysis } = suiteRun(['churn']);
  expect(chartsOf(result, analysis).map(({ what }) => what)).not.toContain('summary');
  const nothing = changed(madeUpRun([models]), (row) => ({ ...row, contrasts: new Map() }));
  expect(chartsOf(nothing.result, nothing.analysis).map(({ what }) => what)).not.toContain('summary');
});

test('an unfit run has no finding in its title, and the alarm above its figures', () => {
  const chart = summaryChart(madeUpRun([models], { unfit: true }));
  expect(chart.title).toContain('verdicts withheld');
  expect(chart.alarm).toMatch(/^UNFIT RUN/);
});

test('of everything that the suite has it is at most 900 pixels high at a width of 1,100, and nothing leaves it', () => {
  const arms = everyModel.filter(({ error }) => error === undefined);
  const many = [1, 2, 3].map((name) => ({ ...models, name: String(name), arms }));
  for (const run of [suiteRun(experimentNames), madeUpRun(many)]) {
    const scene = layout(summaryChart(run), { width: 1100 });
    expect(scene.height).toBeGreaterThan(500);
    expect(scene.height).toBeLessThanOrEqual(900);
    expect(overlaps(scene)).toEqual([]);
    expect(outside(scene)).toEqual([]);
  }
});

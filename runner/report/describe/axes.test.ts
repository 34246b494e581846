/** Which metrics and levels a chart has, and the axes that it has for them. */
import { expect, it } from 'vitest';

import { changed, find, models, scene, wordsIn } from '../../../test/made-up-charts.ts';
import { madeUpRow, madeUpCell, serverMetric } from '../../../test/made-up-row.ts';
import { madeUpRun, suiteRun } from '../../../test/made-up-run.ts';
import type { Row } from '../../analysis/analysis.ts';
import type { Estimate } from '../../statistics/estimate.ts';
import type { ChartDescription } from '../charts/description.ts';
import { outside, overlaps } from '../charts/scene-faults.ts';
import { absoluteAxis } from './axes.ts';

const figure = (value: number, low: number, high: number): Estimate => {
  return { value, interval: { low, high }, coverage: 0.96, n: 8, values: [value], note: null };
};

/** Throughput with another estimate. */
function withThroughput(row: Row, change: (estimate: Estimate) => Estimate): Row {
  const estimate = row.figures.get('messagesPerSecond');
  if (estimate === undefined) return row;
  return { ...row, figures: new Map([...row.figures, ['messagesPerSecond', change(estimate)]]) };
}

function axesOf(description: ChartDescription) {
  return 'columns' in description
    ? description.columns.map(({ title, axis }) => [title, axis.scale, axis.reference])
    : [];
}

it('the metric that decides is drawn, also where it is compared by its difference', () => {
  const run = suiteRun(['churn']);
  const chart = find(run, 'churn-difference');
  expect(axesOf(chart.description)).toEqual([
    ['Server processor time per connection', 'linear', 0],
    ['Connections per second', 'ratio', 1],
  ]);
  expect(wordsIn(chart).some((words) => /^\+\d\.\d\d µs \(\+\d\.\d\d to \+\d\.\d\d\)$/.test(words))).toBe(true);
});

it.each([
  ['messagesPerSecond', 500, 'messages per second'],
  ['messagesPerSecond', 80_000, 'thousand messages per second'],
  ['messagesPerSecond', 8e6, 'million messages per second'],
  ['bytesPerIdleConnection', 9000, 'KiB per idle connection'],
  ['systemCallsPerMegabyte', 300, 'recv and send calls per MB echoed'],
  ['leastShare', 0.9, 'replies to the least served connection, % of the median'],
])('an axis of %s around %d is titled %s', (name, value, title) => {
  const metric = serverMetric(name);
  const row = madeUpRow(madeUpCell('a'), { figures: new Map([[name, figure(value, 0.9 * value, 1.1 * value)]]) });
  expect(absoluteAxis(metric, [row])).toMatchObject({ scale: 'linear', title });
});

it('an axis over several units leaves them to its ticks', () => {
  const metric = serverMetric('readyMs');
  const rows = [1, 5000].map((value) =>
    madeUpRow(madeUpCell('a'), { figures: new Map([['readyMs', figure(value, value, value)]]) }),
  );
  const axis = absoluteAxis(metric, rows);
  expect(axis).toMatchObject({ scale: 'log', title: 'time to ready' });
  expect(axis.units.map(({ unit }) => unit)).toEqual(['ms', 's']);
});

it('an interval that reaches 0 on a logarithmic axis goes to its end with an arrow, and a value of 0 is an arrow alone', () => {
  const wide = (row: Row): Row =>
    withThroughput(row, (estimate) => {
      if (row.cell.role === 'baseline') return { ...estimate, value: 1 };
      const interval = { low: 0, high: 2 * estimate.value };
      return { ...estimate, interval, value: row.cell.arm === 'thread-pool-handoff' ? 0 : estimate.value };
    });
  const drawn = scene(find(changed(madeUpRun([models]), wide), 'models-absolute'));
  const arrows = drawn.items.filter((item) => item.kind === 'mark' && item.shape === 'arrow-left');
  expect(arrows.map(({ paint }) => paint)).toEqual(['threads', 'threads', 'processes']);
  expect(overlaps(drawn)).toEqual([]);
  expect(outside(drawn)).toEqual([]);
});

it('what may be nothing has a linear axis', () => {
  const metric = serverMetric('idleCpuShare');
  const rows = [figure(1e-4, -1e-4, 9e-3), figure(0.5, 0.4, 0.6)].map((one) =>
    madeUpRow(madeUpCell('a'), { figures: new Map([[metric.name, one]]) }),
  );
  expect(absoluteAxis(metric, rows).scale).toBe('linear');
});

it('the notes speak of what is shaded only where something is', () => {
  const notesOf = (path: string) => find(suiteRun(['models', 'churn', 'idle']), path).description.notes.join();
  expect(notesOf('churn-difference')).toContain('Shaded: within the margin of 10 %');
  expect(notesOf('idle-difference')).not.toContain('Shaded');
  const { result, analysis } = suiteRun(['idle']);
  const experiments = analysis.experiments.map((experiment) => ({
    ...experiment,
    shown: [serverMetric('idleCpuShare')] as const,
  }));
  const shares = find({ result, analysis: { ...analysis, experiments } }, 'idle-difference');
  expect(shares.description.notes.join()).toContain('Shaded around 0: differences that cannot be detected.');
});

it('levels at which a chart would show nothing are left out, and a level at which all failed is not', () => {
  // Without any idle connection there is no memory for each: two of the three levels are left.
  const idle = suiteRun(['idle'], { profile: 'standard', rounds: 2 });
  for (const path of ['idle-difference', 'idle-absolute']) {
    const { description } = find(idle, path);
    expect(description.kind === 'dumbbell' && description.levels.labels, path).toEqual(['100', '1,000']);
  }
  const failing = suiteRun(['readiness'], {
    profile: 'standard',
    rounds: 2,
    failure: ({ setup }) => (setup.idleConnections === 100 ? { error: 'no' } : null),
  });
  for (const path of ['readiness-ratio', 'readiness-absolute']) {
    const { description } = find(failing, path);
    const labels = description.kind === 'levels' ? description.across.levels.map(({ label }) => label) : [];
    expect(labels, path).toEqual(['0', '10', '100', '900']);
  }
});

it('a row without a figure says so, and is not said to have failed', () => {
  const without = (row: Row): Row => (row.cell.arm === 'thread-pool-handoff' ? { ...row, figures: new Map() } : row);
  const words = wordsIn(find(changed(madeUpRun([models]), without), 'models-absolute'));
  expect(words).toContain('no figure');
  expect(words).not.toContain('not compared here');
});

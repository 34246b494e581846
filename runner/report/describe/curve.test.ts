/** Charts of a metric over another one: every point of every group, and whose limit it met. */
import { describe, expect, it, test } from 'vitest';

import { everyModel, find, scene, wordsIn } from '../../../test/made-up-charts.ts';
import { curveRun, fiveModels, labels, offeredRate, responseP99 } from '../../../test/made-up-curve.ts';
import { madeUpRun, type MadeUpRun } from '../../../test/made-up-run.ts';
import type { Row } from '../../analysis/analysis.ts';
import type { CurveChart, CurvePanel } from '../charts/description.ts';
import { plainView } from '../charts/frame.ts';
import { layout } from '../charts/layout.ts';
import { outside, overlaps } from '../charts/scene-faults.ts';
import { svg } from '../charts/svg.ts';
import { chartsOf } from './charts.ts';

const five = curveRun();
const p50 = (run: MadeUpRun = five) => find(run, 'latency-curve-response-p50');
const p99 = (run: MadeUpRun = five) => find(run, 'latency-curve-response-p99');

function curveOf(chart = p99()): CurveChart {
  if (chart.description.kind !== 'curve') throw new Error('no curve');
  return chart.description;
}

function panelOf(name: string, chart = p99()): CurvePanel {
  const panel = curveOf(chart).panels.find((one) => one.name === name);
  if (panel === undefined) throw new Error(`no panel ${name}`);
  return panel;
}

/** The last row of an arm, at 95 % of what it can do, without its p99. */
function withoutTail(arm: string, of: Readonly<Record<string, number>>, why: string | null = 'none') {
  return curveRun({
    change: (row, group) => {
      if (row.cell.arm !== arm || group !== 7) return row;
      const figures = new Map(row.figures);
      figures.delete(responseP99.name);
      const withheld = why === null ? new Map() : new Map([[responseP99.name, `${why} in every trial`]]);
      const gaps = why === null ? new Map() : new Map([[responseP99.name, why]]);
      return { ...row, figures, withheld, gaps, labels: new Map(Object.entries(of)) };
    },
  });
}

const withLabels =
  (arm: string, of: Readonly<Record<string, number>>) =>
  (row: Row): Row =>
    row.cell.arm === arm ? { ...row, labels: new Map(Object.entries(of)) } : row;

const marksOf = (run: MadeUpRun, shape: string, chart = p99) =>
  scene(chart(run)).items.flatMap((item) => (item.kind === 'mark' && item.shape === shape ? [item.at] : []));

test('an experiment with a curve has a chart for each metric of it in the place of absolute figures', () => {
  expect(chartsOf(five.result, five.analysis).map(({ path, what }) => [path, what])).toEqual([
    ['charts/controls.svg', 'controls'],
    ['charts/latency-curve-response-p50.svg', 'curve'],
    ['charts/latency-curve-response-p99.svg', 'curve'],
  ]);
});

test('a metric without a single figure has no chart, and its table says why', () => {
  const run = curveRun({
    change: (row) => {
      const figures = new Map(row.figures);
      figures.delete(responseP99.name);
      return { ...row, figures };
    },
  });
  expect(chartsOf(run.result, run.analysis).map(({ path }) => path)).toEqual([
    'charts/controls.svg',
    'charts/latency-curve-response-p50.svg',
  ]);
});

test('without any figure there is no curve, and no chart in its place', () => {
  const { result, analysis } = curveRun({ change: (row) => ({ ...row, figures: new Map() }) });
  expect(chartsOf(result, analysis).map(({ path }) => path)).toEqual(['charts/controls.svg']);
});

test('the plan stores the curve, and rows have figures of its metrics though no table shows them', () => {
  const curve = { across: 'payloadBytesPerSecond', up: ['restBytes', 'readyMs'] } as const;
  const groups = [{ label: '1 connection', connections: 1 }, { label: '64 connections' }];
  const { result, analysis } = madeUpRun([{ name: 'a', arms: fiveModels, groups, curve }]);
  expect(result.plan.experiments.map((one) => one.curve)).toEqual([curve]);
  const charts = chartsOf(result, analysis).filter(({ what }) => what === 'curve');
  expect(charts.map(({ path }) => path)).toEqual(['charts/a-curve-restBytes.svg', 'charts/a-curve-readyMs.svg']);
  for (const chart of charts)
    expect(curveOf(chart).panels.map(({ points }) => points.filter(({ up }) => up !== null).length)).toEqual([
      2, 2, 2, 2, 2,
    ]);
  const unknown = { ...curve, across: 'noSuchMetric' };
  expect(() => madeUpRun([{ name: 'a', arms: fiveModels, groups, curve: unknown }])).toThrow('no metric noSuchMetric');
});

test('every arm has a panel in its colour, with a point of every group, in the order of the places across', () => {
  const { panels } = curveOf(p50());
  expect(panels.map(({ name, family }) => [name, family])).toEqual([
    ['event-loop', 'one-thread'],
    ['epoll-loop', 'one-thread'],
    ['thread-pool-handoff', 'threads'],
    ['process-pool-handoff', 'processes'],
    ['thread-offload', 'threads'],
  ]);
  for (const { points } of panels) {
    expect(points).toHaveLength(8);
    const places = points.map(({ across }) => across.value);
    expect(places).toEqual(places.toSorted((one, other) => one - other));
  }
  // Common rates and its own are mixed: of the slowest arm, 50 % of what it can do is the second common one.
  expect(panelOf('thread-offload').points.map(({ place }) => place)).toEqual(
    ['4.65', '9.30', '9.30', '13.0', '13.0', '15.8', '15.8', '17.7'].map((rate) => `${rate} k/s`),
  );
});

test('points are joined from left to right, on the axes that all panels share', () => {
  const drawn = scene(p50());
  const lines = drawn.items.flatMap((item) =>
    item.kind === 'path' && item.stroke === 'thin' && item.paint === 'processes' ? [item.points] : [],
  );
  expect(lines).toHaveLength(7);
  for (const [from, to] of lines) expect(to?.x).toBeGreaterThanOrEqual(from?.x ?? Number.NaN);
  const { points } = panelOf('process-pool-handoff', p50());
  const marks = drawn.items.flatMap((item) =>
    item.kind === 'mark' && item.paint === 'processes' && item.shape === 'triangle' ? [item.at] : [],
  );
  // The first two are those of the key and of the panel's name.
  const own = marks.slice(2);
  expect(own).toHaveLength(8);
  const [first, second, last] = [0, 4, 7].map((index) => ({ point: points[index], at: own[index] }));
  const share = (of: (one: typeof first) => number) => (of(second) - of(first)) / (of(last) - of(first));
  expect(share((one) => one?.at?.x ?? 0)).toBeCloseTo(
    share((one) => Math.log(one?.point?.across.value ?? 0)),
    6,
  );
  expect(share((one) => one?.at?.y ?? 0)).toBeCloseTo(
    share((one) => Math.log(one?.point?.up?.value ?? 0)),
    6,
  );
});

test('intervals stand upright, and across where they are longer than their mark', () => {
  const bars = (run: MadeUpRun) => {
    const all = scene(p50(run)).items.flatMap((item) =>
      item.kind === 'path' && item.stroke === 'bar' ? [item.box] : [],
    );
    return [
      all.filter(({ left, right }) => left === right).length,
      all.filter(({ left, right }) => left < right).length,
    ];
  };
  expect(bars(five)).toEqual([40, 0]);
  const wide = curveRun({
    change: (row) => {
      const across = row.figures.get(offeredRate.name);
      if (across === undefined) return row;
      const interval = { low: across.value * 0.9, high: across.value * 1.1 };
      return { ...row, figures: new Map([...row.figures, [offeredRate.name, { ...across, interval }]]) };
    },
  });
  expect(bars(wide)).toEqual([40, 40]);
});

describe('a point without a figure says whose limit it is', () => {
  it.each<[string, Readonly<Record<string, number>>, string | null, string, readonly string[], string]>([
    ['the server’s', { saturated: 8 }, 'none', 'saturated', ['server'], 'rise'],
    ['the client’s', { 'pacing-limited': 1 }, 'none', 'pacing-limited (1 of 8)', ['client'], 'lid'],
    [
      'both',
      { saturated: 2, 'pacing-limited': 6 },
      'none',
      'pacing-limited (6 of 8), saturated (2 of 8)',
      ['client', 'server'],
      'rise',
    ],
    [
      'the server’s, whatever disturbed a round',
      { saturated: 1, 'disturbed-steal': 5 },
      'none',
      'saturated (1 of 8)',
      ['server'],
      'rise',
    ],
    [
      'the machine’s, where all were disturbed and no reason is known',
      { 'disturbed-steal': 8 },
      null,
      'steal',
      ['machine'],
      'plus',
    ],
    [
      'nobody’s, with a reason, whatever disturbed them',
      { 'disturbed-steal': 8 },
      'too few replies',
      'too few replies',
      [],
      'cross',
    ],
    ['nobody’s, of a bound', { 'client-limited': 8 }, 'too few replies', 'too few replies', [], 'cross'],
    ['nobody’s, without', { 'not-steady': 8 }, null, 'no figure', [], 'cross'],
  ])('%s', (_, of, why, words, limits, shape) => {
    const run = withoutTail('epoll-loop', of, why);
    const point = panelOf('epoll-loop', p99(run)).points.at(-1);
    expect(point).toMatchObject({ up: null, words, limits, place: '74.7 k/s' });
    // One more than without it, at the upper edge; the key has one too.
    const drawn = marksOf(run, shape).filter(({ x }) => x > 500);
    expect(drawn.length).toBeGreaterThan(marksOf(five, shape).filter(({ x }) => x > 500).length);
    expect(curveOf(p99(run)).limits.map(({ limit }) => limit)).toEqual(
      expect.arrayContaining(limits.length === 0 ? [null] : [...limits]),
    );
  });

  it('in a word beside its mark, once for neighbours with the same one', () => {
    const run = curveRun({ ofSpeed: 1 });
    const words = wordsIn(p99(run));
    expect(panelOf('thread-offload', p99(run)).points.filter((point) => point.words === 'saturated')).toHaveLength(3);
    expect(words.filter((one) => one === 'saturated')).toHaveLength(1);
    expect(words).toContain('saturated (the server’s limit)');
  });

  it('with a dotted line to where the server could not follow, and a gap where the client could not', () => {
    const dotted = (of: Readonly<Record<string, number>>) =>
      scene(p99(withoutTail('epoll-loop', of))).items.filter(
        (item) => item.kind === 'path' && item.stroke === 'dotted',
      );
    expect(dotted({ saturated: 8 })).toHaveLength(1);
    expect(dotted({ 'pacing-limited': 8 })).toHaveLength(0);
  });
});

test('a figure of which some rounds met a limit has its mark above it, and says in how many', () => {
  const labelled = curveRun({ change: withLabels('thread-offload', { 'disturbed-steal': 3 }) });
  const { points } = panelOf('thread-offload', p99(labelled));
  expect(points.map(({ limits }) => limits)).toEqual(points.map(() => ['machine']));
  for (const { words } of points) expect(words).toMatch(/^\S+ .s \(.*\), steal \(3 of 8 rounds\)$/);
  const [, ...marks] = marksOf(labelled, 'plus');
  expect(marks).toHaveLength(8);
  expect(curveOf(p99(labelled)).notes.join()).toContain('A mark above a point: some of its rounds met that limit');
  expect(curveOf(p99(labelled)).notes.join()).toContain('steal (the machine’s limit): With no processor to spare');
});

test('labels that tell no limit are read as everywhere: where most rounds have them', () => {
  const label = (rounds: number) => p99(curveRun({ change: withLabels('thread-offload', { 'not-steady': rounds }) }));
  expect(panelOf('thread-offload', label(5)).note).toBe('‡ not steady');
  expect(wordsIn(label(5)).filter((words) => words === '‡')).toHaveLength(8);
  expect(wordsIn(label(4)).filter((words) => words.includes('‡'))).toEqual([]);
});

test('an arm without a place across stays, with its reason in its plot', () => {
  const arms = everyModel.filter(({ name }) => !name.startsWith('thread-'));
  const chart = p99(curveRun({ arms, ofSpeed: 0.31 }));
  expect(panelOf('process-per-connection', chart)).toMatchObject({
    points: [],
    note: expect.stringMatching(/^no completed trial, \d+ failed: spawn EAGAIN/),
  });
  expect(wordsIn(chart).join(' ')).toContain('it serves one connection at a time');
});

test('a title tells the range at the farthest common rate, and who has no figure there', () => {
  expect(curveOf().title).toMatch(
    /^Response time, p99 at 15810 requests\/s: from \S+ µs \(.*\) with epoll-loop to \S+ ms \(.*\) with thread-offload$/,
  );
  const saturated = curveOf(
    p99(curveRun({ ofSpeed: 0.31, arms: [...fiveModels, { name: 'process-offload', speed: 0.26 }] })),
  );
  expect(saturated.title).toMatch(/^Response time, p99 at 13020 requests/);
  const all = curveOf(p99(curveRun({ ofSpeed: 2 })));
  expect(all.title).toMatch(/^Response time, p99 at 30000 requests\/s: .*; saturated: thread-offload$/);
  expect(curveOf(p99(curveRun({ ofSpeed: 9 }))).title).toBe('Response time, p99, over offered rate');
});

test('every word at the upper edge stands above one of its marks', () => {
  const words = new Set(['saturated', 'pacing-limited']);
  const { items } = scene(p99(curveRun({ ofSpeed: 4 })));
  const texts = items.filter((item) => item.kind === 'text' && words.has(item.words) && item.sizePx === 11);
  expect(texts.length).toBeGreaterThan(4);
  const marks = items.filter((item) => item.kind === 'mark' && ['rise', 'lid'].includes(item.shape));
  for (const { box } of texts) {
    const above = marks.filter(
      (one) =>
        one.box.right > box.left && one.box.left < box.right && one.box.top > box.top && one.box.top < box.top + 40,
    );
    expect(above).not.toEqual([]);
  }
});

test('conditions that differ between groups or arms are no conditions of the chart', () => {
  const run = madeUpRun([
    {
      name: 'a',
      arms: fiveModels,
      groups: [{ label: '1', connections: 1 }, { label: '64' }],
      curve: { across: 'messagesPerSecond', up: ['cpuNsPerMessage'] },
    },
  ]);
  const { subtitle } = find(run, 'a-curve-cpuNsPerMessage').description;
  expect(subtitle.join()).toContain('64 B payload');
  expect(subtitle.join()).not.toContain('connection');
});

const hostile = 'a"b<c>&d</text><script>alert(1)</script>\u0000\u001B[31m \u202E'.repeat(20);
const hostileLabels = labels.map((label) => ({ ...label, title: hostile }));

describe.each<[string, MadeUpRun]>([
  ['five models', five],
  ['eighteen models', curveRun({ arms: everyModel, ofSpeed: 0.31 })],
  ['one model', curveRun({ arms: fiveModels.slice(0, 1) })],
  ['models of which most are saturated', curveRun({ arms: everyModel, ofSpeed: 4 })],
  ['a single round', curveRun({ rounds: 1 })],
  ['intervals as wide as the axis', curveRun({ noise: 2 })],
  [
    'labels on every point',
    curveRun({
      arms: everyModel,
      change: (row) => ({ ...row, labels: new Map(labels.map(({ name }) => [name, 8])) }),
    }),
  ],
  [
    'a single arm in a single group',
    curveRun({
      change: (row, group) =>
        row.cell.arm === 'epoll-loop' && group === 3 ? row : { ...row, figures: new Map<string, never>() },
    }),
  ],
  ['titles from an attacker', curveRun({ ofSpeed: 1, more: { labels: hostileLabels, title: hostile } })],
])('the curves of %s', (_, run) => {
  const charts = chartsOf(run.result, run.analysis).filter(({ what }) => what === 'curve');

  it('let no texts overlap and nothing leave the picture, in any width', () => {
    expect(charts.filter(({ path }) => !path.includes('-part-'))).toHaveLength(2);
    for (const { description } of charts)
      for (const width of [plainView.width, 400, 800, 1400]) {
        const drawn = layout(description, { width });
        expect(overlaps(drawn), `${width}`).toEqual([]);
        expect(outside(drawn), `${width}`).toEqual([]);
      }
  });

  it('are plain JSON, and XML without a place that is not a number', () => {
    for (const { description } of charts) {
      const picture = svg(layout(JSON.parse(JSON.stringify(description)), plainView));
      expect(picture).toBe(svg(layout(description, plainView)));
      expect(picture).not.toMatch(/NaN|Infinity|undefined|<script|[^\P{Cc}\n]|\p{Bidi_Control}/u);
    }
  });
});

test('the picture is the same bytes every time', async () => {
  const run = withoutTail('process-pool-handoff', { saturated: 5 });
  await expect(svg(scene(p99(run)))).toMatchFileSnapshot('../golden/latency-curve.svg');
});

import { describe, expect, it } from 'vitest';

import type { Estimate, Row } from '../../analysis/analysis.ts';
import type { ChartDescription } from '../charts/description.ts';
import { plainView } from '../charts/frame.ts';
import { layout } from '../charts/layout.ts';
import { outside, overlaps } from '../charts/scene-faults.ts';
import { svg } from '../charts/svg.ts';
import { chartsOf } from './charts.ts';
import { compute, everyModel, models } from '../fixture-experiments.ts';
import { changed, find, scene, wordsIn } from '../fixture-charts.ts';
import { fixture, type FixtureOptions } from '../fixture.ts';

const everyLevel = everyModel.map((model) => ({
  ...model,
  speed: [0.8, 1, 1.4, 1.8].map((factor) => factor * Number(model.speed)),
}));
const far = [
  { model: 'event-loop', speed: 1 },
  { model: 'thread-offload', speed: 0.05 },
  { model: 'process-pool-reuseport', speed: 3 },
];
const facets = [
  { label: '1 connection, equal budget', connections: 1 },
  { label: '64 connections, equal budget', connections: 64 },
  { label: '64 connections, whole machine', connections: 64, regime: 'whole-machine' as const },
];
const sevenLevels = [0, 3, 10, 30, 100, 300, 1000].map((micros) => ({ label: `${micros} µs`, workNs: 998 * micros }));
const twelveLevels = Array.from({ length: 12 }, (_, level) => ({ label: `level ${level}`, workNs: 4 ** level - 1 }));
const longNames = everyModel.map((model, index) => ({
  ...model,
  model: model.model === 'event-loop' ? model.model : `${model.model}-with-a-name-that-is-much-too-long-${index}`,
}));
const hostile = 'a"b<c>&d</text><script>alert(1)</script>\u0000\u001B[31m \u202E'.repeat(20);

const runs: Readonly<Record<string, FixtureOptions>> = {
  'three models': { experiments: [models, compute] },
  'eighteen models, failed and skipped ones among them': { experiments: [{ ...models, models: everyModel }] },
  'eighteen models over work': { experiments: [{ ...compute, models: everyLevel }] },
  'several groups': { experiments: [{ ...models, groups: facets }] },
  'seven levels of work': { experiments: [{ ...compute, groups: sevenLevels }] },
  'twelve levels': { experiments: [{ ...compute, groups: twelveLevels }] },
  'two levels': { experiments: [{ ...compute, models: everyModel, groups: twelveLevels.slice(0, 2) }] },
  'eighteen models with long names, at several groups and at levels': {
    experiments: [
      { ...models, models: longNames, groups: facets },
      { ...compute, models: longNames },
    ],
  },
  'no intervals': { experiments: [models, compute], rounds: 1 },
  'an unfit run': { experiments: [models, compute], unfit: true, noise: 0.12 },
  'ratios far away': { experiments: [{ ...models, models: far }] },
  'intervals as narrow as a hair': { experiments: [models, compute], noise: 0.0004 },
  'intervals as wide as the axis': { experiments: [models, compute], noise: 0.6 },
  'names and errors from an attacker': {
    experiments: [
      {
        ...models,
        title: hostile,
        models: [
          { model: 'event-loop', speed: 1 },
          { model: hostile, speed: 1, failed: 8, error: hostile },
        ],
        groups: [{ label: hostile }, { label: 'b' }],
      },
    ],
  },
};

describe.each(Object.entries(runs))('the charts of %s', (_, options) => {
  const { result, analysis } = fixture(options);

  it.each(chartsOf(result, analysis).map((chart) => [chart.path, chart] as const))(
    '%s lets no texts overlap and nothing leave the picture, in any width',
    (_path, { description }) => {
      for (const width of [plainView.width, 400, 800, 1400]) {
        const drawn = layout(description, { width });
        expect(drawn.items.length).toBeGreaterThan(10);
        expect(overlaps(drawn), `${width}`).toEqual([]);
        expect(outside(drawn), `${width}`).toEqual([]);
      }
    },
  );

  it.each(chartsOf(result, analysis).map((chart) => [chart.path, chart] as const))(
    '%s is plain JSON, and XML without a place that is not a number',
    (_path, chart) => {
      const copy = JSON.parse(JSON.stringify(chart.description)) as ChartDescription;
      const picture = svg(scene(chart));
      expect(svg(layout(copy, plainView))).toBe(picture);
      expect(picture).not.toMatch(/NaN|Infinity|undefined|<script|[^\P{Cc}\n]|\p{Bidi_Control}/u);
    },
  );
});

it('eighteen models take no more than a screen or two', () => {
  for (const path of ['models-ratio', 'models-absolute', 'compute-ratio', 'compute-absolute']) {
    const run = fixture({
      experiments: [
        { ...models, models: everyModel },
        { ...compute, models: everyLevel },
      ],
    });
    expect(scene(find(run, path)).height, path).toBeLessThan(1100);
  }
});

const everything = { experiments: [{ ...models, models: everyModel }] };

it('usual names, figures and verdicts are cut nowhere', () => {
  for (const options of [{ experiments: [models, compute] }, { ...everything, rounds: 8 }]) {
    const { result, analysis } = fixture(options);
    for (const chart of chartsOf(result, analysis))
      expect(
        wordsIn(chart).filter((words) => words.endsWith('…')),
        chart.path,
      ).toEqual([]);
  }
});

it('models stand in the order of the catalogue, failed and skipped ones too', () => {
  const words = wordsIn(find(fixture(everything), 'models-ratio'));
  const names = everyModel.map(({ model }) => model);
  expect([...new Set(words.filter((one) => names.includes(one)))]).toEqual(names);
});

it('what failed or was skipped says why in its row, and failed trials of a figure stand beside it', () => {
  const words = wordsIn(find(fixture(everything), 'models-ratio'));
  expect(words).toContain('skipped: serves one connection at a time');
  expect(words).toContain('no completed trial, 8 failed: spawn EAGAIN: resource temporarily unavailable');
  expect(words).toContain('2 trials failed, young workers');
});

it('a figure that is a bound says so, and what most of its trials warn of', () => {
  const warn = (row: Row) =>
    row.cell.arm === 'poll-loop'
      ? { ...row, warnings: new Map([['not-steady', 5] as const, ['disturbed-steal', 4] as const]) }
      : row;
  for (const path of ['models-ratio', 'models-absolute']) {
    const words = wordsIn(find(changed(everything, warn), path));
    expect(words.filter((one) => one === '† client-limited').length, path).toBeGreaterThan(0);
    expect(words.filter((one) => one === '‡ not steady').length, path).toBeGreaterThan(0);
    expect(
      words.some((one) => one.startsWith('≥ ')),
      path,
    ).toBe(true);
    expect(words.join(), path).not.toContain('steal');
  }
  const levels = { experiments: [{ ...compute, models: everyModel }] };
  const dense = find(changed(levels, warn), 'compute-absolute');
  expect(wordsIn(dense)).toContain('≥');
  expect(wordsIn(dense)).toContain('† client-limited');
  expect(wordsIn(dense)).toContain('‡ not steady');
});

it.each([
  ['models-ratio', everything],
  ['compute-ratio', { experiments: [{ ...compute, groups: sevenLevels }] }],
  ['compute-ratio', { experiments: [{ ...compute, groups: sevenLevels.slice(0, 2) }] }],
])('%s leaves out what was measured and not compared, and its notes say so', (path, options) => {
  const left = 'process-pool-handoff';
  const beside = (row: Row, group: number): Row => {
    if (row.cell.arm !== left) return row;
    const alone = { ...row, declared: false, contrast: null };
    // Also where it was skipped at some of several levels.
    return group === 0 ? alone : { ...alone, completed: 0, skipped: 'not here', messagesPerSecond: null };
  };
  const run = changed(options, beside);
  const chart = find(run, path);
  expect(wordsIn(chart).filter((words) => words.includes(left))).toEqual([]);
  expect(chart.description.notes.join()).toContain('1 more was measured without a declared comparison');
  expect(wordsIn(find(run, path.replace('ratio', 'absolute'))).join()).toContain(left);
});

it('an unfit run says so on every chart, and withholds its verdicts', () => {
  const { result, analysis } = fixture({ experiments: [models, compute], unfit: true });
  for (const chart of chartsOf(result, analysis)) {
    const words = wordsIn(chart);
    expect(
      words.some((one) => one.startsWith('UNFIT RUN, verdicts withheld.')),
      chart.path,
    ).toBe(true);
    expect(
      words.filter((one) => /^(faster|slower|equivalent|costs (more|less))( [<>] 10 %)?( †)?$/.test(one)),
      chart.path,
    ).toEqual([]);
    expect(chart.description.title).not.toMatch(/faster|slower|equivalent|ahead/);
  }
});

it('a chart names conditions, rounds, profile and machine', () => {
  const words = wordsIn(find(fixture({ experiments: [models] }), 'models-absolute'));
  expect(words).toContain(
    'Concurrency models · 64 connections · 1 in flight on each · 64 B · length-u32 · echo · loopback · server on processor 0, client on 1',
  );
  expect(words).toContain('8 rounds · profile quick, seed 7 · AMD EPYC 7763 64-Core Processor, 2 processors (kvm)');
});

it('a title says the finding in the words of the verdicts', () => {
  const run = fixture({ experiments: [models, compute] });
  expect(find(run, 'models-ratio').description.title).toBe(
    'Throughput against event-loop: thread-pool-handoff slower by less than 10 %, process-pool-handoff faster by more than 10 %',
  );
  expect(find(fixture(everything), 'models-ratio').description.title).toMatch(/\d\u00A0models? slower/);
  expect(find(run, 'models-absolute').description.title).toMatch(
    /^Throughput: from .* k\/s \(.*\) with .* to .* k\/s \(.*\) with /,
  );
});

it('the notes speak of what is shaded only where something is', () => {
  const notesOf = (primaryMetric: 'bytesPerIdleConnection' | 'idleCpuShare') => {
    const compare = (row: Row): Row => ({
      ...row,
      contrast:
        row.contrast?.messagesPerSecond === undefined ? null : { [primaryMetric]: row.contrast.messagesPerSecond },
    });
    const run = changed({ experiments: [models] }, compare, { primaryMetric, metrics: [primaryMetric] });
    return find(run, 'models-difference').description.notes.join();
  };
  expect(notesOf('bytesPerIdleConnection')).not.toContain('Shaded');
  expect(notesOf('idleCpuShare')).toContain('Shaded around 0: what cannot be told from no difference.');
  expect(find(fixture({ experiments: [models] }), 'models-ratio').description.notes.join()).toContain(
    'Shaded: within the margin of 10 %',
  );
});

it('a title orders no models of which one could do more than its figure', () => {
  const limit = (arm: string) => (row: Row) =>
    row.cell.arm === arm ? { ...row, warnings: new Map([['client-limited', 8] as const]) } : row;
  const titleWith = (arm: string) =>
    find(changed({ experiments: [models] }, limit(arm)), 'models-absolute').description.title;
  expect(titleWith('thread-pool-handoff')).toBe('Throughput: Concurrency models');
  expect(titleWith('process-pool-handoff')).toMatch(/ to ≥ .* with process-pool-handoff$/);
});

it('over levels the baseline has a panel of single figures too, with its intervals', () => {
  const { description } = find(fixture({ experiments: [compute] }), 'compute-absolute');
  const panels = description.kind === 'levels' ? description.panels : [];
  const own = panels.find(({ name }) => name === 'event-loop');
  expect(own?.points.every(({ estimate }) => estimate?.interval)).toBe(true);
});

it('two levels are a dumbbell, three or more are curves', () => {
  const kindOf = (levels: number) =>
    find(fixture({ experiments: [{ ...compute, groups: sevenLevels.slice(0, levels) }] }), 'compute-ratio').description
      .kind;
  expect([1, 2, 3, 7].map(kindOf)).toEqual(['forest', 'dumbbell', 'levels', 'levels']);
});

it('the metric that decides is drawn, also where it is compared by its difference', () => {
  const difference = (estimate: Estimate | null) =>
    estimate === null ? null : { ...estimate, value: 4e4, interval: { low: 3e4, high: 5e4 }, values: [4e4] };
  const run = changed(
    { experiments: [models] },
    (row) => ({
      ...row,
      cpuNsPerConnection: difference(row.messagesPerSecond),
      contrast:
        row.contrast?.messagesPerSecond === undefined
          ? null
          : {
              ...row.contrast,
              cpuNsPerConnection: { ...row.contrast.messagesPerSecond, ...difference(row.messagesPerSecond) },
            },
    }),
    { primaryMetric: 'cpuNsPerConnection', metrics: ['cpuNsPerConnection', 'messagesPerSecond'] },
  );
  const chart = find(run, 'models-difference');
  expect(
    chart.description.kind === 'forest' && chart.description.columns.map(({ title, axis }) => [title, axis.reference]),
  ).toEqual([
    ['Server processor time per connection', 0],
    ['Throughput', 1],
  ]);
  expect(wordsIn(chart)).toContain('+40.0 µs (+30.0 to +50.0)');
});

it('marks stand where the axis says', () => {
  const chart = find(fixture({ experiments: [{ ...models, models: far }], noise: 0 }), 'models-ratio');
  const places = (paint: string) =>
    scene(chart).items.flatMap((item) =>
      item.kind === 'mark' && item.paint === paint && item.shape !== 'dot' ? [item.at] : [],
    );
  // The first of each paint is in the key above the plots.
  const [, slow, costly] = places('threads');
  const [, fast, cheap] = places('processes');
  const references = scene(chart).items.flatMap((item) =>
    item.kind === 'path' &&
    item.paint === 'reference' &&
    item.points[0]?.x === item.points[1]?.x &&
    item.box.bottom - item.box.top > 10
      ? [item.box.left]
      : [],
  );
  const [one = 0, other = 0] = references;
  // Logarithmic: ×0.05 lies left of 1, and ×3 right of it by ln 3 ÷ ln 20 of that.
  expect(((fast?.x ?? 0) - one) / (one - (slow?.x ?? 0))).toBeCloseTo(Math.log(3) / Math.log(20), 6);
  expect((other - (cheap?.x ?? 0)) / ((costly?.x ?? 0) - other)).toBeCloseTo(Math.log(3) / Math.log(20), 6);
});

it('an interval that reaches 0 on a logarithmic axis goes to its end with an arrow, and a value of 0 is an arrow alone', () => {
  const wide = (row: Row): Row => {
    const { messagesPerSecond: estimate } = row;
    if (estimate === null || row.cell.role === 'baseline')
      return { ...row, messagesPerSecond: estimate === null ? null : { ...estimate, value: 1 } };
    const interval = { low: 0, high: 2 * estimate.value };
    return {
      ...row,
      messagesPerSecond: { ...estimate, interval, value: row.cell.arm === 'thread-pool-handoff' ? 0 : estimate.value },
    };
  };
  const drawn = scene(find(changed({ experiments: [models] }, wide), 'models-absolute'));
  const arrows = drawn.items.filter((item) => item.kind === 'mark' && item.shape === 'arrow-left');
  expect(arrows.map(({ paint }) => paint)).toEqual(['threads', 'threads', 'processes']);
  expect(overlaps(drawn)).toEqual([]);
  expect(outside(drawn)).toEqual([]);
});

it('what may be nothing has a linear axis', () => {
  const share = (row: Row): Row => ({
    ...row,
    idleCpuShare: row.messagesPerSecond && {
      ...row.messagesPerSecond,
      value: 1e-4,
      interval: { low: -1e-4, high: 9e-3 },
      values: [0],
    },
  });
  const run = changed({ experiments: [models] }, share, { primaryMetric: 'idleCpuShare', metrics: ['idleCpuShare'] });
  const { description } = find(run, 'models-absolute');
  expect(description.kind === 'absolute' && description.columns.map(({ axis }) => axis.scale)).toEqual(['linear']);
});

it('a level without a figure is a cross, and the curve has a gap there', () => {
  const gap = (row: Row, group: number): Row =>
    group === 1 && row.cell.role !== 'baseline'
      ? { ...row, contrast: null, messagesPerSecond: null, completed: 0 }
      : row;
  const { items } = scene(find(changed({ experiments: [compute] }, gap), 'compute-ratio'));
  expect(items.filter((item) => item.kind === 'mark' && item.shape === 'cross')).toHaveLength(4);
  // One piece of a curve each, between the third and the fourth level, which are far apart.
  expect(items.filter((item) => item.kind === 'path' && item.stroke === 'dotted')).toHaveLength(4);
});

it('a name from a result file cannot lead out of the folder, and charts do not overwrite one another', () => {
  const named = (name: string) => ({ ...models, name });
  const { result, analysis } = fixture({ experiments: [named('../../etc/x'), named('a b'), named('a/b')] });
  expect(chartsOf(result, analysis).map(({ path }) => path)).toEqual([
    'charts/controls.svg',
    'charts/-etc-x-ratio.svg',
    'charts/-etc-x-absolute.svg',
    'charts/a-b-ratio.svg',
    'charts/a-b-absolute.svg',
    'charts/a-b-ratio-2.svg',
    'charts/a-b-absolute-2.svg',
  ]);
});

import { describe, expect, it } from 'vitest';

import { compute, everyModel, find, models, scene, wordsIn, workLevels } from '../../../test/made-up-charts.ts';
import { madeUpRun, workAxis, type MadeUpExperiment, type RunOptions } from '../../../test/made-up-run.ts';
import { nanoseconds } from '../../result/quantity.ts';
import type { ChartDescription } from '../charts/description.ts';
import { plainView } from '../charts/frame.ts';
import { layout } from '../charts/layout.ts';
import { outside, overlaps } from '../charts/scene-faults.ts';
import { svg } from '../charts/svg.ts';
import { chartsOf } from './charts.ts';

const everyLevel = everyModel.map((model) => ({
  ...model,
  speed: [0.8, 1, 1.4, 1.8].map((factor) => factor * Number(model.speed)),
}));
const far = [
  { name: 'event-loop', speed: 1 },
  { name: 'thread-offload', speed: 0.05 },
  { name: 'process-pool-reuseport', speed: 3 },
];
const facets = [
  { label: '1 connection, equal budget', connections: 1 },
  { label: '64 connections, equal budget', connections: 64 },
  { label: '64 connections, whole machine', connections: 64, regime: 'whole-machine' as const },
];
const sevenLevels = workLevels([0, 3, 10, 30, 100, 300, 1000]);
/** From nothing to four million of something that is known exactly. */
const twelveLevels: Pick<MadeUpExperiment, 'axis' | 'groups'> = {
  axis: { ...workAxis, quantity: nanoseconds, measuredBy: null, offset: 1 },
  groups: Array.from({ length: 12 }, (_, level) => ({ label: `level ${level}`, level: 4 ** level - 1 })),
};
const longNames = everyModel.map((model, index) => ({
  ...model,
  name: model.name === 'event-loop' ? model.name : `${model.name}-with-a-name-that-is-much-too-long-${index}`,
}));
const hostile = 'a"b<c>&d</text><script>alert(1)</script>\u0000\u001B[31m \u202E'.repeat(20);

const runs: Readonly<Record<string, readonly [readonly MadeUpExperiment[], RunOptions?]>> = {
  'three models': [[models, compute]],
  'eighteen models, failed and skipped ones among them': [[{ ...models, arms: everyModel }]],
  'eighteen models over work': [[{ ...compute, arms: everyLevel }]],
  'several groups': [[{ ...models, groups: facets }]],
  'seven levels of work': [[{ ...compute, groups: sevenLevels }]],
  'twelve levels': [[{ ...compute, ...twelveLevels }]],
  'two levels': [[{ ...compute, arms: everyModel, ...twelveLevels, groups: twelveLevels.groups.slice(0, 2) }]],
  'eighteen models with long names, at several groups and at levels': [
    [
      { ...models, arms: longNames, groups: facets },
      { ...compute, arms: longNames },
    ],
  ],
  'no intervals': [[models, compute], { rounds: 1 }],
  'an unfit run': [[models, compute], { unfit: true, noise: { trial: 0.12 } }],
  'ratios far away': [[{ ...models, arms: far }]],
  'intervals as narrow as a hair': [[models, compute], { noise: { block: 0.0004, trial: 0.0004, slice: 0 } }],
  'intervals as wide as the axis': [[models, compute], { noise: { trial: 0.6 } }],
  'names and errors from an attacker': [
    [
      {
        ...models,
        title: hostile,
        arms: [
          { name: 'event-loop', speed: 1 },
          { name: hostile, speed: 1, error: hostile },
        ],
        groups: [{ label: hostile }, { label: 'b' }],
      },
    ],
  ],
};

describe.each(Object.entries(runs))('the charts of %s', (_, [experiments, options]) => {
  const { result, analysis } = madeUpRun(experiments, options);
  const charts = chartsOf(result, analysis).map((chart) => [chart.path, chart] as const);

  it.each(charts)('%s lets no texts overlap and nothing leave the picture, in any width', (_path, { description }) => {
    for (const width of [plainView.width, 400, 800, 1400]) {
      const drawn = layout(description, { width });
      expect(drawn.items.length).toBeGreaterThan(10);
      expect(overlaps(drawn), `${width}`).toEqual([]);
      expect(outside(drawn), `${width}`).toEqual([]);
    }
  });

  it.each(charts)('%s is plain JSON, and XML without a place that is not a number', (_path, chart) => {
    const copy = JSON.parse(JSON.stringify(chart.description)) as ChartDescription;
    const picture = svg(scene(chart));
    expect(svg(layout(copy, plainView))).toBe(picture);
    expect(picture).not.toMatch(/NaN|Infinity|undefined|<script|[^\P{Cc}\n]|\p{Bidi_Control}/u);
  });
});

const everything = madeUpRun([{ ...models, arms: everyModel }]);

it('usual names, figures and verdicts are cut nowhere', () => {
  for (const { result, analysis } of [madeUpRun([models, compute]), everything]) {
    for (const chart of chartsOf(result, analysis)) {
      // A reason of a skipped model is as long as it is.
      const cut = wordsIn(chart).filter((words) => words.endsWith('…') && !words.startsWith('skipped: '));
      expect(cut, chart.path).toEqual([]);
    }
  }
});

it('models stand in the order of the catalogue, failed and skipped ones too', () => {
  const words = wordsIn(find(everything, 'models-ratio'));
  const names = everyModel.map(({ name }) => name);
  expect([...new Set(words.filter((one) => names.includes(one)))]).toEqual(names);
});

it('what failed or was skipped says why in its row, and failed trials of a figure stand beside it', () => {
  const words = wordsIn(find(everything, 'models-ratio'));
  expect(words.some((one) => one.startsWith('skipped: it serves one connection at a time'))).toBe(true);
  expect(words).toContain('no completed trial, 13 failed: spawn EAGAIN: resource temporarily unavailable');
  expect(words).toContain('3 trials failed, ‡ cold workers');
});

it('a chart names conditions, rounds, profile and machine, of which only the start of a long name', () => {
  const subtitleOf = (processor: string) => {
    const { result, analysis } = madeUpRun([models]);
    const environment = { ...result.environment, processor: { ...result.environment.processor, model: processor } };
    const { description } = find({ result: { ...result, environment }, analysis }, 'models-absolute');
    return description.subtitle.join(' · ');
  };
  const conditions =
    'Concurrency models · 64 connections · closed loop with 1 request in flight on each · 64 B payload · framing length-u32 · service echo · loopback · equal budget';
  const run = (processor: string) => `8 rounds · profile quick, seed 7 · ${processor}, 2 processors (kvm)`;
  expect(subtitleOf('AMD EPYC 7763')).toBe(
    `${conditions} (server on processor 0, client on processor 1) · load client on epoll · ${run('AMD EPYC 7763')}`,
  );
  const long = `A processor${' with a long name'.repeat(20)}`;
  expect(subtitleOf(long)).toMatch(
    /^Concurrency models · 64 connections · .* · A processor with .*…, 2 processors \(kvm\)$/,
  );
});

it('where not even three lines have room for all conditions, remarks go first, then the last conditions', () => {
  const { result, analysis } = madeUpRun([models]);
  const subtitleWith = (text: string) => {
    const experiments = analysis.experiments.map((experiment) => ({
      ...experiment,
      groups: experiment.groups.map((group) => ({
        ...group,
        group: { ...group.group, terms: [...group.group.terms, { name: 'more', text }] },
      })),
    }));
    const { description } = find({ result, analysis: { ...analysis, experiments } }, 'models-absolute');
    return description.subtitle.join(' · ');
  };
  expect(subtitleWith('a condition (with a remark)')).toContain(' · a condition (with a remark) · ');
  const remark = subtitleWith(`a condition (with a${' very'.repeat(20)} long remark)`);
  expect(remark).toContain(' · loopback · equal budget · ');
  expect(remark).toContain(' · a condition · ');
  const condition = subtitleWith(`a${' very'.repeat(60)} long condition`);
  expect(condition).toMatch(/^Concurrency models · 64 connections · .* · … · 8 rounds · .*, 2 processors \(kvm\)$/);
  expect(condition).not.toContain('very');
});

it('a title says the finding in the words of the verdicts', () => {
  const run = madeUpRun([models, compute]);
  expect(find(run, 'models-ratio').description.title).toBe(
    'Throughput against event-loop: thread-pool-handoff slower by less than 10 %, process-pool-handoff faster by more than 10 %',
  );
  expect(find(everything, 'models-ratio').description.title).toMatch(/\d\u00A0models? slower/);
  expect(find(run, 'models-absolute').description.title).toMatch(
    /^Throughput: from .* k\/s \(.*\) with .* to .* k\/s \(.*\) with /,
  );
});

it('over levels the baseline has a panel of single figures too, with its intervals', () => {
  const { description } = find(madeUpRun([compute]), 'compute-absolute');
  const panels = description.kind === 'levels' ? description.panels : [];
  const own = panels.find(({ name }) => name === 'event-loop');
  expect(own?.points.every(({ estimate }) => estimate?.interval)).toBe(true);
});

it('two levels are a dumbbell, three or more are curves', () => {
  const kindOf = (levels: number) =>
    find(madeUpRun([{ ...compute, groups: sevenLevels.slice(0, levels) }]), 'compute-ratio').description.kind;
  expect([1, 2, 3, 7].map(kindOf)).toEqual(['forest', 'dumbbell', 'levels', 'levels']);
});

it('marks stand where the axis says', () => {
  const noise = { block: 0, trial: 0, slice: 0 };
  const chart = find(madeUpRun([{ ...models, arms: far }], { noise }), 'models-ratio');
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

it('an arm has the colour of its family, and that of text where charts know none', () => {
  const { result, analysis } = madeUpRun([models]);
  const families = analysis.experiments.map((experiment) => ({
    ...experiment,
    groups: experiment.groups.map((group) => ({
      ...group,
      rows: group.rows.map((row) =>
        row.cell.arm === 'thread-pool-handoff' ? { ...row, cell: { ...row.cell, family: 'fibres' } } : row,
      ),
    })),
  }));
  const { description } = find({ result, analysis: { ...analysis, experiments: families } }, 'models-absolute');
  const rows = description.kind === 'absolute' ? description.groups.flatMap((group) => group.rows) : [];
  expect(rows.map(({ name, family }) => [name, family])).toEqual([
    ['event-loop', 'one-thread'],
    ['thread-pool-handoff', null],
    ['process-pool-handoff', 'processes'],
  ]);
});

it('a name from a result file cannot lead out of the folder, and charts do not overwrite one another', () => {
  const named = (name: string) => ({ ...models, name });
  const { result, analysis } = madeUpRun([named('../../etc/x'), named('a b'), named('a/b')]);
  expect(chartsOf(result, analysis).map(({ path }) => path)).toEqual([
    'charts/summary.svg',
    'charts/controls.svg',
    'charts/-etc-x-ratio.svg',
    'charts/-etc-x-absolute.svg',
    'charts/a-b-ratio.svg',
    'charts/a-b-absolute.svg',
    'charts/a-b-ratio-2.svg',
    'charts/a-b-absolute-2.svg',
  ]);
});

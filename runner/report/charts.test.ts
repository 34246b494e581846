import { describe, expect, it } from 'vitest';

import type { Row } from '../statistics/analysis.ts';
import { chartsOf } from './charts.ts';
import { compute, everyModel, models } from './fixture-experiments.ts';
import { fixture, type FixtureOptions } from './fixture.ts';
import { allColours, ink } from './palette.ts';
import { clipped, overlaps, readTexts } from './svg-texts.ts';
import { renderSvg } from './vega.ts';

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
const hostile = 'a"b<c>&d</text><script>alert(1)</script>\u0000\u001B[31m \u202E'.repeat(20);

const runs: Readonly<Record<string, FixtureOptions>> = {
  'three models': { experiments: [models, compute] },
  'eighteen models, failed and skipped ones among them': { experiments: [{ ...models, models: everyModel }] },
  'eighteen models over work': { experiments: [{ ...compute, models: everyLevel }] },
  'several groups': { experiments: [{ ...models, groups: facets }] },
  'seven levels of work': { experiments: [{ ...compute, groups: sevenLevels }] },
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
  const charts = chartsOf(result, analysis);

  it.each(charts.map((chart) => [chart.path, chart] as const))(
    '%s clips no text and lets none overlap',
    async (_path, { spec, caption }) => {
      const page = readTexts(await renderSvg(spec, caption));
      expect(page.texts.length).toBeGreaterThan(10);
      expect(clipped(page)).toEqual([]);
      expect(overlaps(page)).toEqual([]);
    },
  );

  it.each(charts.map((chart) => [chart.path, chart] as const))(
    '%s has no colour without a dark one, and no place that is not a number',
    async (_path, { spec, caption }) => {
      const svg = await renderSvg(spec, caption);
      const used = new Set(
        [...svg.matchAll(/(?:fill|stroke)="(#[0-9a-f]+|[a-z]+)"/g)].map(([, colour = '']) => colour),
      );
      used.delete('none');
      expect([...used].filter((colour) => !allColours().some(({ light }) => light === colour))).toEqual([]);
      expect(svg).not.toMatch(/NaN|Infinity|undefined|<script|[^\P{Cc}\n]|\p{Bidi_Control}/u);
    },
  );
});

async function textsOf(options: FixtureOptions, path: string): Promise<string[]> {
  const { result, analysis } = fixture(options);
  return await textsIn(chartsOf(result, analysis), path);
}

async function textsIn(all: ReturnType<typeof chartsOf>, path: string): Promise<string[]> {
  const chart = all.find((one) => one.path === path);
  if (chart === undefined) throw new Error(`no chart ${path}`);
  return readTexts(await renderSvg(chart.spec, chart.caption)).texts.map(({ text }) => text);
}

it('models stand in the order of the catalogue, failed and skipped ones too', async () => {
  const texts = await textsOf({ experiments: [{ ...models, models: everyModel }] }, 'charts/models-ratio.svg');
  const names = everyModel.map(({ model, clientLimited = false, unsteady = 0 }) => {
    return `${model}${clientLimited ? ' †' : ''}${unsteady > 4 ? ' ‡' : ''}`;
  });
  expect(texts.filter((text) => names.includes(text))).toEqual(names);
});

it('what failed or was skipped is named with its reason', async () => {
  const texts = await textsOf({ experiments: [{ ...models, models: everyModel }] }, 'charts/models-ratio.svg');
  expect(texts).toContain('iterative: skipped: serves one connection at a time');
  expect(texts).toContain(
    'process-per-connection: no completed trial, 8 failed: spawn EAGAIN: resource temporarily unavailable',
  );
  expect(texts).toContain('blocking-thread-per-connection: 2 trials failed: worker 3 exited with code 1');
});

it('the chart of ratios leaves out what was measured and not compared, and says so', async () => {
  const { result, analysis } = fixture({ experiments: [{ ...models, models: everyModel }] });
  const undeclared = (row: Row) => (row.cell.arm === 'poll-loop' ? { ...row, declared: false, contrast: null } : row);
  const experiments = analysis.experiments.map((experiment) => {
    return {
      ...experiment,
      groups: experiment.groups.map((group) => ({ ...group, rows: group.rows.map(undeclared) })),
    };
  });
  const changed = { ...analysis, experiments };
  const ratio = await textsIn(chartsOf(result, changed), 'charts/models-ratio.svg');
  expect(ratio).not.toContain('poll-loop');
  expect(ratio).toContain('1 more row was measured without a declared comparison: see the chart of absolute figures.');
  expect(await textsIn(chartsOf(result, changed), 'charts/models-absolute.svg')).toContain('poll-loop');
});

it('so does the one over several levels, also where it was skipped at some of them', async () => {
  const { result, analysis } = fixture({ experiments: [{ ...compute, groups: sevenLevels }] });
  const left = 'process-pool-handoff';
  const beside = (row: Row, level: number): Row => {
    if (row.cell.arm !== left) return row;
    const alone = { ...row, declared: false, contrast: null };
    return level === 0 ? alone : { ...alone, completed: 0, skipped: 'not here', messagesPerSecond: null };
  };
  const experiments = analysis.experiments.map((experiment) => {
    const groups = experiment.groups.map((group, level) => {
      return { ...group, rows: group.rows.map((row) => beside(row, level)) };
    });
    return { ...experiment, groups };
  });
  const charts = chartsOf(result, { ...analysis, experiments });
  const ratio = await textsIn(charts, 'charts/compute-ratio.svg');
  expect(ratio.filter((text) => text.includes(left))).toEqual([]);
  expect(ratio).toContain(
    '1 more model was measured without a declared comparison: see the chart of absolute figures.',
  );
  expect((await textsIn(charts, 'charts/compute-absolute.svg')).join()).toContain(left);
});

it('an unfit run says so on every chart, and withholds its verdicts', async () => {
  const options = { experiments: [models, compute], unfit: true };
  const { result, analysis } = fixture(options);
  for (const { path } of chartsOf(result, analysis)) {
    const texts = await textsOf(options, path);
    expect(
      texts.some((text) => text.startsWith('UNFIT RUN, verdicts withheld.')),
      path,
    ).toBe(true);
    expect(
      texts.filter((text) => /^(faster|slower|equivalent|costs (more|less))( [<>] 10 %)?( †)?$/.test(text)),
      path,
    ).toEqual([]);
  }
});

it('a chart names conditions, rounds, profile and machine', async () => {
  const texts = await textsOf({ experiments: [models] }, 'charts/models-absolute.svg');
  expect(texts).toContain(
    '64 connections · closed loop with 1 request in flight on each · 64 B payload · framing length-u32 · service echo · loopback · equal budget (server on processor 0, client on processor 1)',
  );
  expect(texts).toContain('8 rounds · profile quick, seed 7 · AMD EPYC 7763 64-Core Processor, 2 processors (kvm)');
});

it('marks stand where the axis says', async () => {
  const { result, analysis } = fixture({ experiments: [{ ...models, models: far }], noise: 0 });
  const chart = chartsOf(result, analysis).find(({ path }) => path === 'charts/models-ratio.svg');
  if (chart === undefined) throw new Error('no chart of ratios');
  const svg = await renderSvg(chart.spec, chart.caption);
  const offload = '#a1710c';
  const reuseport = '#a929b3';
  const places = (colour: string) =>
    [
      ...svg.matchAll(
        new RegExp(
          `<path [^>]*transform="translate\\(([\\d.]+),[\\d.]+\\)"[^>]*fill="${colour}"[^>]*stroke="${ink.paper.light}"`,
          'g',
        ),
      ),
    ].map(([, x]) => Number(x));
  const [slow = 0, costly = 0] = places(offload);
  const [fast = 0, cheap = 0] = places(reuseport);
  const middle = 138 / 2;
  // Logarithmic and symmetric: ×0.05 and its reciprocal ×20 stand equally far from 1, and ×3 by ln 3 ÷ ln 20 of that.
  expect(middle - slow).toBeCloseTo(costly - middle, 6);
  expect((fast - middle) / (middle - slow)).toBeCloseTo(Math.log(3) / Math.log(20), 6);
  expect(fast - middle).toBeCloseTo(middle - cheap, 6);
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

/** What a chart has to say beside its figures: where a crossover lies, labels, what was put in, what may not be read. */
import { expect, it } from 'vitest';

import { changed, compute, everyModel, find, models, scene, wordsIn, workLevels } from '../../test/made-up-charts.ts';
import { madeUpRun, type MadeUpExperiment } from '../../test/made-up-run.ts';
import type { Row } from '../analysis/analysis.ts';
import { chartsOf } from './describe/charts.ts';

const three = madeUpRun([models]);
const curves = madeUpRun([compute]);

/** The row with a label in so many rounds, if it is of that arm or role. */
const labelled =
  (of: string, ...labels: readonly (readonly [string, number])[]) =>
  (row: Row): Row =>
    row.cell.arm === of ? { ...row, labels: new Map(labels) } : row;

it('a curve is bent as crossovers are found between close levels, and dotted and straight between distant ones', () => {
  const groups = workLevels([0, 10, 30, 1000]);
  const chart = find(madeUpRun([{ ...compute, groups }]), 'compute-ratio');
  const paths = scene(chart).items.flatMap((item) =>
    item.kind === 'path' && (item.stroke === 'thin' || item.stroke === 'dotted') ? [item] : [],
  );
  const [, ...levels] = chart.description.kind === 'levels' ? chart.description.across.levels : [];
  expect(levels.map(({ isFar }) => isFar)).toEqual([false, false, true]);
  const ofOne = [17, 17, 2];
  expect(paths.map(({ points }) => points.length)).toEqual([...ofOne, ...ofOne, ...ofOne, ...ofOne]);
  expect(paths.map(({ stroke }) => stroke === 'dotted')).toEqual(paths.map(({ points }) => points.length === 2));
  const note = 'Dotted line: the levels are too far apart to read a value between them.';
  expect(chart.description.notes).toContain(note);
  const close = find(madeUpRun([{ ...compute, groups: groups.slice(0, 3) }]), 'compute-ratio');
  expect(close.description.notes).not.toContain(note);
});

it('a crossover is shaded between its levels, or where it was interpolated with its estimate dashed', () => {
  const chart = find(curves, 'compute-ratio');
  if (chart.description.kind !== 'levels') throw new Error('no curves');
  const { panels, across } = chart.description;
  const ranges = panels.map(({ range }) => range);
  const [, second, third, fourth] = across.levels.map(({ place }) => place);
  const [interpolated, between, everywhere, open] = ranges;
  expect(interpolated?.estimate).toBeGreaterThan(interpolated?.from ?? Number.NaN);
  expect(interpolated?.to).toBeLessThan(second ?? Number.NaN);
  expect(between).toEqual({ from: second, estimate: null, to: third });
  expect(everywhere).toBeNull();
  expect(open?.from).toBe(third);
  expect(open?.to).toBeGreaterThan(fourth ?? Number.NaN);
  const { items } = scene(chart);
  expect(items.filter((item) => item.kind === 'rectangle' && item.paint === 'range')).toHaveLength(3);
  expect(items.filter((item) => item.kind === 'path' && item.stroke === 'dashed')).toHaveLength(1);
  expect(wordsIn(chart).join(' ')).toMatch(/overtakes between 1\d\.\d µs and 1\d\d µs/);
});

it('a figure that is a bound says so, and what most of its trials are labelled with', () => {
  const label = labelled('poll-loop', ['not-steady', 8], ['disturbed-steal', 4]);
  const rows = changed(madeUpRun([{ ...models, arms: everyModel }]), label);
  for (const path of ['models-ratio', 'models-absolute']) {
    const words = wordsIn(find(rows, path));
    expect(words.filter((one) => one === '† client-limited').length, path).toBeGreaterThan(0);
    expect(words.filter((one) => one === '‡ not steady').length, path).toBeGreaterThan(0);
    expect(words.filter((one) => one.startsWith('≥ ')).length, path).toBeGreaterThan(0);
    expect(words.join(), path).not.toContain('steal');
    expect(find(rows, path).description.notes).toContainEqual(
      expect.stringMatching(
        /^† the load generator was saturated; the server may be faster: read throughput of .*cluster-shared.* as “at least”$/,
      ),
    );
  }
  const dense = wordsIn(find(changed(madeUpRun([{ ...compute, arms: everyModel }]), label), 'compute-absolute'));
  expect(dense).toContain('≥');
  expect(dense).toContain('† client-limited: cluster-shared');
  expect(dense).toContain('‡ not steady: select-loop, poll-loop');
});

it('a label of the baseline marks every comparison with it, in rows and in curves', () => {
  const label = labelled('event-loop', ['not-steady', 8]);
  const rows = find(changed(three, label), 'models-ratio').description;
  const figures = rows.kind === 'forest' ? rows.groups.flatMap((group) => group.rows) : [];
  const compared = figures.filter(({ isBaseline }) => !isBaseline).flatMap(({ lines: [line] }) => line.figures);
  expect(compared.length).toBe(4);
  expect(compared.filter((figure) => !figure?.words.endsWith(' ‡'))).toEqual([]);
  expect(rows.notes).toContain('‡ not steady in more than half of the rounds: event-loop');
  const over = find(changed(curves, label), 'compute-ratio');
  const panels = over.description.kind === 'levels' ? over.description.panels : [];
  expect(panels.flatMap(({ points }) => points).filter(({ words }) => !words.endsWith(' ‡'))).toEqual([]);
  const noticed = { words: 'baseline: ‡ not steady', where: '' };
  for (const { notices } of panels) expect(notices).toContainEqual(noticed);
  expect(wordsIn(over), 'once for all panels').toContain('baseline: ‡ not steady');
});

it('what is about ratios stands in charts of ratios, in words and as a mark, and in no chart of single figures', () => {
  const wholeMachine = { ...models, groups: [{ label: '64 connections', regime: 'whole-machine' as const }] };
  const run = madeUpRun([wholeMachine, compute]);
  const said = (path: string) => wordsIn(find(run, path)).filter((words) => words.includes('depends on the client'));
  // Two arms, by two metrics.
  expect(said('models-ratio')).toEqual(Array.from({ length: 4 }, () => '‡ depends on the client'));
  expect(find(run, 'models-ratio').description.notes).toContain(
    '‡ depends on the client in more than half of the rounds: every comparison',
  );
  const panels = said('compute-ratio');
  expect(panels.length).toBeGreaterThan(0);
  expect(panels.filter((words) => words.includes('baseline:'))).toEqual([]);
  for (const path of ['models-absolute', 'compute-absolute']) {
    expect(said(path), path).toEqual([]);
    expect(find(run, path).description.notes.join(), path).not.toContain('depends on the client');
  }
});

it('a title that states a figure states its labels too', () => {
  const run = changed(three, labelled('process-pool-handoff', ['not-steady', 5]));
  expect(find(run, 'models-absolute').description.title).toMatch(/\) \[not steady\] with process-pool-handoff$/);
});

it('a title orders no arms of which one could do more than its figure', () => {
  const titleWith = (arm: string) =>
    find(changed(three, labelled(arm, ['client-limited', 8])), 'models-absolute').description.title;
  expect(titleWith('thread-pool-handoff')).toMatch(/^Throughput: [\d.]+ k\/s or more with 3\u00A0models$/);
  expect(titleWith('event-loop')).toMatch(
    /^Throughput: [\d.]+ k\/s \([\d.–]+\) with thread-pool-handoff, [\d.]+ k\/s or more with 2\u00A0other models$/,
  );
  expect(titleWith('process-pool-handoff')).toMatch(/ to ≥ .* with process-pool-handoff$/);
});

it('a baseline that was measured twice says so', () => {
  const run = madeUpRun([models, compute]);
  expect(wordsIn(find(run, 'models-ratio'))).toContain('baseline, mean of its 2 cells');
  for (const path of ['models-absolute', 'compute-absolute'])
    expect(find(run, path).description.notes.join()).toContain('The baseline is the mean of its two identical cells.');
});

it.each<[string, MadeUpExperiment]>([
  ['models-ratio', models],
  ['compute-ratio', { ...compute, groups: workLevels([0, 3, 10, 30]) }],
  ['compute-ratio', { ...compute, groups: workLevels([0, 3]) }],
])('%s leaves out what was measured and not compared, and its notes say so', (path, experiment) => {
  const left = 'process-pool-handoff';
  const arms = experiment.arms.map((arm) => (arm.name === left ? { ...arm, compared: false } : arm));
  // Also where it was skipped at some of several levels.
  const run = changed(madeUpRun([{ ...experiment, arms }]), (row, group) =>
    row.cell.arm === left && group > 0 ? { ...row, completed: 0, skipped: 'not here', figures: new Map() } : row,
  );
  const chart = find(run, path);
  expect(wordsIn(chart).filter((words) => words.includes(left))).toEqual([]);
  expect(chart.description.notes.join()).toContain('1 more was measured without a declared comparison');
  expect(wordsIn(find(run, path.replace('ratio', 'absolute'))).join()).toContain(left);
});

it('a level without a figure is a cross, and the curve has a gap there', () => {
  const gap = (row: Row, group: number): Row =>
    group === 1 && row.cell.role !== 'baseline'
      ? { ...row, contrasts: new Map(), figures: new Map(), completed: 0 }
      : row;
  const { items } = scene(find(changed(curves, gap), 'compute-ratio'));
  expect(items.filter((item) => item.kind === 'mark' && item.shape === 'cross')).toHaveLength(4);
  // One piece of a curve each, between the third and the fourth level, which are far apart.
  expect(items.filter((item) => item.kind === 'path' && item.stroke === 'dotted')).toHaveLength(4);
});

it('an unfit run says so on every chart, and withholds its verdicts', () => {
  const { result, analysis } = madeUpRun([models, compute], { unfit: true });
  expect(analysis.controls.unfit).toBe(true);
  for (const chart of chartsOf(result, analysis)) {
    const words = wordsIn(chart);
    expect(words.filter((one) => one.startsWith('UNFIT RUN, verdicts withheld.')).length, chart.path).toBe(1);
    expect(
      words.filter((one) => /^(faster|slower|equivalent|costs (more|less))( [<>] 10 %)?( †)?$/.test(one)),
      chart.path,
    ).toEqual([]);
    expect(chart.description.title).not.toMatch(/faster|slower|equivalent|ahead/);
  }
});

it('what was put in stands on the chart of controls with its range', () => {
  const { slowdown } = three.analysis.controls;
  if (slowdown === null) throw new Error('no slowdown');
  const injected = { value: 1.09, low: 1.02, high: 1.12 };
  const controls = { ...three.analysis.controls, slowdown: { ...slowdown, injected } };
  const chart = find({ ...three, analysis: { ...three.analysis, controls } }, 'controls');
  expect(wordsIn(chart).join()).toContain('×1.090 (1.020–1.120) put in');
  const { items } = scene(chart);
  const [range] = items.filter((item) => item.kind === 'rectangle' && item.paint === 'range').map(({ box }) => box);
  const [value] = items.filter((item) => item.kind === 'path' && item.stroke === 'dashed').map(({ box }) => box);
  if (range === undefined || value === undefined) throw new Error('nothing drawn');
  // Logarithmic across.
  const share = Math.log(1.09 / 1.02) / Math.log(1.12 / 1.02);
  expect((value.left - range.left) / (range.right - range.left)).toBeCloseTo(share, 6);
});

it('names every label with its levels, once for all small panels that have it', () => {
  const run = madeUpRun([{ ...compute, arms: everyModel, groups: workLevels([0, 30, 300, 1000]) }]);
  const words = wordsIn(
    find(
      changed(run, (row, level) => ({
        ...row,
        labels: new Map([[level < 2 ? 'disturbed-foreign-load' : 'not-steady', 20]]),
      })),
      'compute-ratio',
    ),
  );
  expect(words).toContainEqual(expect.stringMatching(/^‡ foreign load at echo \(0\), 3\d\.\d µs$/));
  expect(words).toContainEqual(expect.stringMatching(/^‡ not steady at 3\d\d µs, 1\.\d\d ms$/));
  expect(words.filter((one) => one.endsWith('…'))).toEqual([]);
});
